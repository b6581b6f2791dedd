"""Networks that learn what there is to learn."""
from made_rows import bowl, clusters, laboratory, ring, wave
from sick import Case, layered, spec, training

ADAM = {"name": "adam"}


def standardized(rows):
    return rows | {"standardize": True}


PLANE = [
    Case(f"moons, {activation}", spec([2, 16, 1], "moons", activation, scheme, training(2000, 0.3)))
    for activation, scheme in (
        ("tanh", "xavier_uniform"), ("relu", "he_uniform"), ("leaky_relu", "he_normal"), ("elu", "he_uniform"),
        ("selu", "lecun_normal"), ("gelu", "he_uniform"), ("silu", "he_uniform"), ("mish", "he_normal"),
        ("softsign", "xavier_normal"))
] + [
    Case("disc, tanh", spec([2, 8, 1], "circle")),
    Case("disc, sigmoid", spec([2, 12, 1], "circle", "sigmoid", plan=training(3000, 0.5))),
    Case("disc, ReLU", spec([2, 16, 1], "circle", "relu", "he_uniform")),
    Case("clouds, one layer", spec([2, 1], "gauss")),
    Case("clouds, linear units", spec([2, 4, 1], "gauss", "linear")),
    Case("clouds, one neuron", spec([2, 1, 1], "gauss")),
    Case("clouds that overlap", spec([2, 8, 1], {"name": "gauss", "noise": 0.6})),
    Case("noisy moons", spec([2, 12, 1], {"name": "moons", "noise": 0.3}, plan=training(2000, 0.3))),
    Case("exclusive or", spec([2, 8, 1], "xor", plan=training(3000, 0.3))),
    Case("exclusive or, Adam", spec([2, 8, 1], "xor", plan=training(1000, 0.02, ADAM))),
    Case("exclusive or, half squared error",
         spec([2, 8, 1], "xor", plan=training(5000, 0.3, loss="mean_squared_error"))),
    Case("circles of the course", spec([2, 10, 5, 1], "circles", "relu", "he_normal", training(15000, 0.01))),
    Case("ring", spec([2, 12, 1], ring(), plan=training(2000, 0.5))),
    Case("spiral, Adam", spec([2, 32, 32, 1], "spiral", plan=training(1500, 0.01, ADAM))),
]

RULES = [
    Case("momentum", spec([2, 8, 1], "circle", plan=training(500, 0.05, {"name": "sgd", "momentum": 0.9}))),
    Case("Nesterov",
         spec([2, 8, 1], "circle", plan=training(500, 0.05, {"name": "sgd", "momentum": 0.9, "nesterov": True}))),
    Case("Adam", spec([2, 16, 1], plan=training(1000, 0.01, ADAM))),
    Case("AdamW", spec([2, 16, 1], plan=training(1000, 0.01, {"name": "adamw"}))),
    Case("RMSProp", spec([2, 16, 1], "circle", plan=training(1000, 0.01, {"name": "rmsprop"}))),
    Case("AdaGrad", spec([2, 16, 1], "circle", plan=training(1000, 0.1, {"name": "adagrad"}))),
    Case("Lion", spec([2, 16, 1], "circle", plan=training(1000, 0.002, {"name": "lion"}))),
    Case("batches", spec([2, 12, 1], "circle", plan=training(2000, 0.1, batch_size=10))),
    Case("a little l2", spec([2, 12, 1], "circle", plan=training(2000, 0.1, l2=0.001))),
    Case("a wide clip", spec([2, 12, 1], "circle", plan=training(1000, 0.1, gradient_clip=1))),
    Case("cosine", spec([2, 12, 1], "circle", plan=training(1000, 0.2, schedule={"name": "cosine"}))),
    Case("warm-up", spec([2, 12, 1], "circle", plan=training(
        1000, 0.2, schedule={"name": "constant", "warmup": 100}))),
    Case("dropout", spec(layered(2, {"units": 32, "dropout": 0.2}, {"units": 1}), "circle")),
    Case("layer normalisation", spec(layered(
        2, {"units": 16, "normalization": "layer"}, {"units": 1}), "circle", plan=training(1000, 0.3))),
    Case("batch normalisation", spec(layered(
        2, {"units": 16, "normalization": "batch"}, {"units": 1}), "circle", plan=training(1000, 0.3))),
    Case("a little noise", spec([2, 12, 1], "circle", plan=training(1000, gradient_noise={"std": 0.01}))),
]

STARTS = [
    Case(scheme, spec([2, 12, 12, 1], "circle", init=scheme, plan=training(1000, 0.1)))
    for scheme in ("orthogonal", "lsuv", "playground", "torch_default", "keras_default", "lecun_normal")
] + [
    Case("four layers, He", spec([2, 24, 24, 24, 24, 1], "circle", "relu", "he_normal", training(1000, 0.03))),
    Case("four layers, tanh", spec([2, 16, 16, 16, 16, 1], "circle", plan=training(1000, 0.05))),
]

ROWS = [
    Case("plane", spec([2, 8, 1], "plane", plan=training(1000, 0.05))),
    Case("plane, linear", spec([2, 1], "plane", plan=training(500, 0.02))),
    Case("wave", spec([1, 24, 1], wave(), plan=training(8000, 0.1))),
    Case("wave, Adam", spec([1, 24, 1], wave(noise=0.1), plan=training(2000, 0.01, ADAM))),
    Case("bowl, ReLU", spec([2, 24, 1], bowl(), "relu", "he_uniform", training(3000, 0.1))),
    Case("targets around 3", spec([2, 24, 1], bowl(2, 3), "relu", "he_uniform", training(3000, 0.05))),
    Case("sigmoid before classes",
         spec(layered(2, {"units": 12}, {"units": 1, "activation": "sigmoid"}), "circle",
              plan=training(3000, 1, loss="mean_squared_error"))),
    Case("four classes", spec([3, 12, 4], clusters(3, 4))),
    Case("laboratory values, standardised", spec([5, 16, 3], standardized(laboratory()))),
    Case("laboratory values of two classes, standardised", spec([5, 16, 1], standardized(laboratory(2)))),
    Case("digits", spec([64, 24, 10], {"name": "digits", "standardize": True}, "relu", "he_uniform",
                        training(600, 0.05, batch_size=64))),
    Case("digits as they are", spec([64, 24, 10], "digits", "relu", "he_uniform",
                                    training(600, 0.005, batch_size=64))),
]

HEALTHY = PLANE + RULES + STARTS + ROWS
