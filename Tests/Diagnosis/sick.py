"""Networks that are known not to learn, or not to learn as what they seem to be.

Each names the findings that are right as the first one. Where two are given, both are true of it and a
person would accept either.
"""
import dataclasses

from made_rows import bowl, laboratory, pair, ring, wave


@dataclasses.dataclass
class Case:
    name: str
    spec: dict
    codes: tuple = ()
    #: Sick by its neurons, whatever its loss: clones, for instance.
    structural: bool = False


def training(steps=1000, rate=0.1, optimizer=None, **more):
    return {"steps": steps, "learning_rate": rate, **({"optimizer": optimizer} if optimizer else {}), **more}


def spec(widths, dataset="moons", activation="tanh", init="xavier_uniform", plan=None, **more):
    return {"architecture": widths, "activation": activation, "init": init, "dataset": dataset,
            "training": plan or training(), **more}


def layered(inputs, *layers):
    return {"inputs": inputs, "layers": list(layers)}


def deep(width, count):
    return [2] + [width] * count + [1]


def shifted(bias, scheme="he_normal", **more):
    return {"scheme": scheme, "bias": {"scheme": "normal", "mean": bias, "std": 1.0} | more}


DEAD_BIAS = {"scheme": "he_normal", "bias": {"scheme": "constant", "alpha": -50}}
#: Layers that are copies in part.
CLONES = {"scheme": "given", "layers": [
    {"weights": [[0.5, -0.2], [0.5, -0.2], [0.1, 0.9], [0.1, 0.9]], "biases": [0, 0, 0, 0]},
    {"weights": [[0.3, 0.3, -0.4, -0.4]], "biases": [0]}]}

ZEROS = [
    Case("zeros, tanh", spec([2, 6, 1], init="zeros"), ("dead_network",)),
    Case("zeros, ReLU, deep", spec([2, 10, 5, 1], "circles", "relu", "zeros"), ("dead_network",)),
    Case("zeros, regression", spec([2, 8, 1], bowl(), init="zeros"), ("dead_network",)),
    Case("zeros, tanh, exclusive or", spec([2, 4, 3, 1], "xor", init="zeros"), ("dead_network",)),
    Case("zeros, GELU, momentum",
         spec([2, 8, 1], "circle", "gelu", "zeros", training(optimizer={"name": "sgd", "momentum": 0.9})),
         ("dead_network",)),
    Case("ReLUs far below zero", spec([2, 8, 1], activation="relu", init=DEAD_BIAS), ("dead_network",)),
    Case("ReLUs far below zero, regression", spec([2, 8, 8, 1], bowl(), "relu", DEAD_BIAS), ("dead_network",)),
    Case("deep and narrow ReLUs", spec(deep(2, 9), activation="relu", init="he_normal"),
         ("dead_network", "dead_relus")),
]

CLONED = [
    Case("a constant", spec([2, 6, 1], init="constant", alpha=0.5), ("unbroken_symmetry",), True),
    Case("a constant, ReLU", spec([2, 8, 1], "circle", "relu", "constant", alpha=0.3),
         ("unbroken_symmetry",), True),
    Case("a constant, two layers", spec([2, 8, 8, 1], "circle", init="constant", alpha=0.2),
         ("unbroken_symmetry",), True),
    Case("a constant, Adam",
         spec([2, 8, 1], "circle", "sigmoid", "constant", training(rate=0.01, optimizer={"name": "adam"}),
              alpha=0.5), ("unbroken_symmetry",), True),
    Case("zeros, sigmoid",
         spec([2, 6, 1], {"name": "moons", "samples": 151}, "sigmoid", "zeros", training(rate=0.5)),
         ("unbroken_symmetry",), True),
    Case("ZerO's few classes", spec([2, 8, 8, 1], init="zero_hadamard"), ("clones_left",), True),
    Case("identity's few classes", spec([2, 8, 8, 1], init="identity"), ("clones_left",), True),
    Case("neurons twice", spec([2, 4, 1], init=CLONES), ("clones_left",), True),
]

SIGNALS = [
    Case("deep sigmoids", spec(deep(8, 7), "moons", "sigmoid", plan=training(2000, 0.5)), ("vanishing_signal",)),
    Case("small draws, deep tanh", spec(deep(16, 4), init="normal", alpha=0.01), ("vanishing_signal",)),
    Case("small draws, deep ReLU", spec(deep(20, 5), "circle", "relu", "normal", alpha=0.02),
         ("vanishing_signal",)),
    Case("small draws, deep SELU", spec(deep(20, 5), "moons", "selu", "normal", alpha=0.01),
         ("vanishing_signal",)),
    Case("large draws, deep ReLU",
         spec(deep(60, 6), "moons", "relu", "normal", training(200, 1e-12)), ("exploding_signal", "start_far_off")),
    Case("large draws, deep linear units",
         spec(deep(40, 6), "circle", "leaky_relu", "normal", training(200, 1e-12)),
         ("exploding_signal", "start_far_off")),
    Case("saturated tanh", spec([2, 20, 20, 1], init="normal", alpha=20), ("saturation", "start_far_off")),
    Case("saturated sigmoids", spec([2, 20, 1], "circle", "sigmoid", {"scheme": "normal", "std": 60}),
         ("saturation", "start_far_off")),
    Case("randn * 10", spec([2, 10, 5, 1], "circles", "relu", "normal", training(1000, 0.01), alpha=10),
         ("start_far_off", "exploding_signal")),
    Case("randn * 10, regression", spec([2, 20, 1], bowl(), "relu", "normal", training(500, 1e-5), alpha=10),
         ("start_far_off", "exploding_signal")),
    Case("most ReLUs off", spec([2, 8, 1], "circle", "relu", shifted(-12)), ("dead_relus", "dead_network")),
    Case("most ReLUs off, regression", spec([2, 8, 1], bowl(), "relu", shifted(-3)),
         ("dead_relus", "dead_network")),
]

RATES = [
    Case("diverges", spec([2, 16, 1], bowl(), "relu", "he_uniform", training(500, 20)),
         ("divergence", "rate_too_large")),
    Case("diverges with momentum",
         spec([2, 16, 1], bowl(100), "relu", "he_uniform",
              training(500, 0.5, {"name": "sgd", "momentum": 0.99})),
         ("divergence", "rate_too_large", "targets_not_scaled")),
    Case("diverges from large draws", spec([2, 8, 1], "plane", "relu", "normal", training(500, 1000), alpha=3),
         ("divergence", "rate_too_large", "start_far_off")),
    Case("rate 100", spec([2, 8, 1], "circle", plan=training(500, 100)), ("rate_too_large",)),
    Case("rate 100, ReLU", spec([2, 16, 1], "moons", "relu", "he_uniform", training(500, 100)),
         ("rate_too_large", "divergence", "dead_relus")),
    Case("rate 3, wide and deep", spec([2, 160, 160, 160, 1], ring(), "relu", "he_normal", training(200, 3)),
         ("rate_too_large", "divergence")),
    Case("Adam at 1", spec([2, 16, 16, 1], plan=training(500, 1, {"name": "adam"})), ("rate_too_large",)),
    Case("RMSProp at 1", spec([2, 16, 16, 1], "circle", plan=training(500, 1, {"name": "rmsprop"})),
         ("rate_too_large",)),
    Case("rate 0.00001", spec([2, 8, 1], plan=training(1000, 1e-5)), ("rate_too_small",)),
    Case("rate 0.0001, ReLU", spec([2, 16, 1], "circle", "relu", "he_uniform", training(500, 1e-4)),
         ("rate_too_small",)),
    Case("rate 0.00001, regression", spec([1, 16, 1], wave(), plan=training(1000, 1e-5)), ("rate_too_small",)),
    Case("Adam at 0.000001", spec([2, 16, 1], plan=training(1000, 1e-6, {"name": "adam"})),
         ("rate_too_small",)),
    Case("momentum at 0.000001",
         spec([2, 16, 1], "circle", plan=training(1000, 1e-6, {"name": "sgd", "momentum": 0.9})),
         ("rate_too_small",)),
]

DATA = [
    Case("features in hundreds", spec([2, 12, 1], ring(500, 500)), ("inputs_not_scaled",)),
    Case("features far from zero", spec([2, 12, 1], ring(1, 100), "sigmoid", plan=training(2000, 0.5)),
         ("inputs_not_scaled",)),
    Case("features in thousandths", spec([2, 12, 1], ring(0.001)), ("inputs_not_scaled",)),
    Case("laboratory values, tanh", spec([5, 16, 3], laboratory()), ("inputs_not_scaled",)),
    Case("laboratory values, ReLU", spec([5, 16, 3], laboratory(), "relu", "he_uniform", training(500, 0.01)),
         ("inputs_not_scaled",)),
    Case("laboratory values, two classes", spec([5, 16, 1], laboratory(2), "sigmoid"), ("inputs_not_scaled",)),
    Case("targets in thousands", spec([1, 16, 1], wave(1000), plan=training(1000, 0.1)),
         ("targets_not_scaled",)),
    Case("targets around 500", spec([1, 16, 1], wave(1, 500), plan=training(1000, 0.1)),
         ("targets_not_scaled",)),
    Case("targets in thousandths", spec([2, 16, 1], bowl(0.001), plan=training(1000, 0.05)),
         ("targets_not_scaled",)),
    Case("targets around 1000, ReLU", spec([2, 16, 1], bowl(50, 1000), "relu", "he_uniform"),
         ("targets_not_scaled",)),
    Case("two targets around 200 and -300", spec([1, 16, 2], pair((5, 8), (200, -300)), plan=training(1000, 0.1)),
         ("targets_not_scaled",)),
]

BRAKES = [
    Case("l2 of 1", spec([2, 8, 1], plan=training(2000, 0.3, l2=1)), ("penalty_too_strong",)),
    Case("l1 of 0.3", spec([2, 8, 1], "circle", plan=training(2000, 0.1, l1=0.3)), ("penalty_too_strong",)),
    Case("AdamW that decays by 1",
         spec([2, 16, 1], "circle", plan=training(1000, 0.01, {"name": "adamw", "weight_decay": 1})),
         ("penalty_too_strong",)),
    Case("gradients clipped to 0.0001", spec([2, 8, 1], "circle", plan=training(1000, gradient_clip=1e-4)),
         ("clip_too_tight",)),
    Case("gradients clipped to 0.001, regression",
         spec([1, 16, 1], wave(), plan=training(1000, gradient_clip=1e-3)), ("clip_too_tight",)),
    Case("a rate that fades by 0.9", spec([2, 8, 1], "circle", plan=training(
        1000, schedule={"name": "exponential", "factor": 0.9})), ("schedule_too_short",)),
    Case("a rate that falls in steps", spec([2, 16, 1], bowl(), plan=training(
        1000, schedule={"name": "step", "every": 5, "factor": 0.1})), ("schedule_too_short",)),
    Case("a warm-up without end", spec([2, 8, 1], "circle", plan=training(
        500, schedule={"name": "constant", "warmup": 200000})), ("schedule_too_short",)),
    Case("noise on gradients", spec([2, 8, 1], "circle", plan=training(1000, gradient_noise={"std": 20})),
         ("noise_too_strong",)),
    Case("noise on weights", spec([2, 8, 1], "circle", plan=training(1000, weight_noise=5)),
         ("noise_too_strong",)),
    Case("dropout of 0.97", spec(layered(2, {"units": 16, "dropout": 0.97}, {"units": 1}), "circle"),
         ("noise_too_strong",)),
]

FORMS = [
    Case("linear units, exclusive or", spec([2, 8, 1], "xor", "linear"), ("linear_network",)),
    Case("linear units, disc", spec([2, 8, 8, 1], "circle", "linear", plan=training(500, 0.02)),
         ("linear_network",)),
    Case("linear units, regression", spec([2, 8, 1], bowl(), "linear"), ("linear_network",)),
    Case("no hidden layer, exclusive or", spec([2, 1], "xor"), ("linear_network",)),
    Case("sigmoid before targets from 9 to 12",
         spec(layered(1, {"units": 12}, {"units": 1, "activation": "sigmoid"}), wave(1.5, 10.5)),
         ("output_out_of_reach",)),
    Case("tanh before targets from -5 to 5",
         spec(layered(1, {"units": 12}, {"units": 1, "activation": "tanh"}), wave(5)), ("output_out_of_reach",)),
    Case("ReLU before negative targets",
         spec(layered(1, {"units": 12}, {"units": 1, "activation": "relu"}), wave(1, -2)),
         ("output_out_of_reach",)),
    Case("exclusive or, stuck", spec([2, 2, 1], "xor", plan=training(3000, 0.5)), ("bad_local_minimum",)),
    Case("exclusive or, ReLU, stuck", spec([2, 3, 1], "xor", "relu", "he_uniform", training(3000, 0.3)),
         ("bad_local_minimum", "dead_relus", "dead_network")),
    Case("exclusive or, half squared error, stuck",
         spec([2, 2, 1], "xor", "sigmoid", plan=training(20000, 1, loss="mean_squared_error")),
         ("bad_local_minimum",)),
    Case("one neuron for a disc", spec([2, 1, 1], "circle", plan=training(2000, 0.3)), ("too_few_neurons",)),
    Case("two neurons for a disc", spec([2, 2, 1], "circle", plan=training(3000, 0.1)),
         ("too_few_neurons", "bad_local_minimum")),
]

SICK = ZEROS + CLONED + SIGNALS + RATES + DATA + BRAKES + FORMS
