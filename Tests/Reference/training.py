#!/usr/bin/env python3
"""Writes training.json: networks trained by an independent NumPy trainer in float64.

Letters: B rows of a batch, I inputs and O outputs of a layer. Weights are (O, I), as PyTorch stores
them; a layer is z = x W^T + b, followed by its activation. The last layer's activation applies to
mean_squared_error only; both cross-entropies take its z as logits.

Losses, averaged over the B rows:
    mean_squared_error    1/2 the sum over outputs of (a - y)^2
    binary_cross_entropy  the sum over outputs of log(1 + exp(z)) - y z
    cross_entropy         log of the sum of exp(z), less the z of the row's class

Activations: leaky_relu has slope 0.01, elu alpha 1, selu the constants of Klambauer et al. 2017,
gelu is the exact z Phi(z) with erf, not the tanh approximation. relu, leaky_relu, elu and selu take
their left branch at 0, so that relu'(0) = 0.

Optimisers, g the gradient, r the rate, as PyTorch defines them:
    sgd                 w -= r g;  with momentum m:  v = m v + g, w -= r v, v = 0 at first;
                        with nesterov:  v = m v + g, w -= r (g + m v)
    adam (t from 1)     p = b1 p + (1 - b1) g,  q = b2 q + (1 - b2) g^2,
                        w -= r (p / (1 - b1^t)) / (sqrt(q / (1 - b2^t)) + eps)
    lion (Chen et al. 2023, algorithm 2)
                        w -= r (sign(b1 p + (1 - b1) g) + d w), p = b2 p + (1 - b2) g

Each case has: spec, inputs, targets (numbers, or classes from 0 for cross_entropy), order (the rows
of each batch, in turn and from the start again; absent for full batches), initial and final layers,
and losses: the batch's loss before each of the updates.

    python training.py OUTPUT.json
"""

import json
import math
import sys

import numpy as np

STEPS = 200
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
erf = np.vectorize(math.erf, otypes=[float])


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def normal_cdf(z):
    """Phi(z)"""
    return 0.5 * (1.0 + erf(z / math.sqrt(2.0)))


def elu_like(scale, alpha):
    """scale * (z, or alpha (exp(z) - 1) left of zero), and its derivative."""
    return (
        lambda z: scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0))),
        lambda z: scale * np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0))),
    )


ACTIVATIONS = {  # value and derivative, both of z
    "linear": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
    "elu": elu_like(1.0, 1.0),
    "selu": elu_like(SELU_SCALE, SELU_ALPHA),
    "gelu": (
        lambda z: z * normal_cdf(z),
        lambda z: normal_cdf(z) + z * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi),
    ),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1.0 + z * (1.0 - sigmoid(z)))),
    "mish": (
        lambda z: z * np.tanh(np.logaddexp(0.0, z)),
        lambda z: np.tanh(np.logaddexp(0.0, z))
        + z * sigmoid(z) / np.cosh(np.logaddexp(0.0, z)) ** 2,
    ),
    "softplus": (lambda z: np.logaddexp(0.0, z), sigmoid),
    "softsign": (lambda z: z / (1.0 + np.abs(z)), lambda z: 1.0 / (1.0 + np.abs(z)) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1.0 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
}


def log_sum_exp(z):
    """log of the sum over a row of exp(z), (B, 1)."""
    top = z.max(axis=1, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=1, keepdims=True))


def loss_and_delta(loss, activation, z, targets):
    """The mean loss of a batch, and its derivative by the last layer's z, (B, O)."""
    rows = len(z)
    if loss == "mean_squared_error":
        value, slope = ACTIVATIONS[activation]
        error = value(z) - targets
        return 0.5 * (error**2).sum() / rows, error * slope(z) / rows
    if loss == "binary_cross_entropy":
        return (np.logaddexp(0.0, z) - targets * z).sum() / rows, (sigmoid(z) - targets) / rows
    chosen = np.eye(z.shape[1])[targets]
    normalizer = log_sum_exp(z)
    return (normalizer - (chosen * z).sum(axis=1, keepdims=True)).sum() / rows, (
        np.exp(z - normalizer) - chosen
    ) / rows


def gradients(layers, activations, loss, x, targets):
    """The batch's loss and [(dW, db)] of every layer."""
    inputs, sums = [x], []
    for (w, b), name in zip(layers, activations):
        sums.append(inputs[-1] @ w.T + b)
        inputs.append(ACTIVATIONS[name][0](sums[-1]))
    value, delta = loss_and_delta(loss, activations[-1], sums[-1], targets)
    result = []
    for k in reversed(range(len(layers))):
        result.insert(0, (delta.T @ inputs[k], delta.sum(axis=0)))
        if k:
            delta = (delta @ layers[k][0]) * ACTIVATIONS[activations[k - 1]][1](sums[k - 1])
    return float(value), result


class Sgd:
    """Gradient descent, with heavy-ball or Nesterov momentum."""

    def __init__(self, learning_rate, momentum=0.0, nesterov=False):
        self.rate, self.momentum, self.nesterov, self.velocity = (
            learning_rate,
            momentum,
            nesterov,
            {},
        )

    def update(self, slot, parameter, gradient):
        direction = gradient
        if self.momentum:
            velocity = self.momentum * self.velocity.get(slot, 0.0) + gradient
            self.velocity[slot] = velocity
            direction = gradient + self.momentum * velocity if self.nesterov else velocity
        parameter -= self.rate * direction


class Adam:
    """Kingma and Ba 2015, algorithm 1; epsilon is added to the root of the corrected moment."""

    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rate, self.beta1, self.beta2, self.epsilon, self.state = (
            learning_rate,
            beta1,
            beta2,
            epsilon,
            {},
        )

    def update(self, slot, parameter, gradient):
        first, second, step = self.state.get(slot, (0.0, 0.0, 0))
        step += 1
        first = self.beta1 * first + (1.0 - self.beta1) * gradient
        second = self.beta2 * second + (1.0 - self.beta2) * gradient**2
        self.state[slot] = first, second, step
        corrected = second / (1.0 - self.beta2**step)
        parameter -= (
            self.rate * (first / (1.0 - self.beta1**step)) / (np.sqrt(corrected) + self.epsilon)
        )


class Lion:
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, learning_rate, beta1=0.9, beta2=0.99, weight_decay=0.0):
        self.rate, self.beta1, self.beta2, self.decay, self.mean = (
            learning_rate,
            beta1,
            beta2,
            weight_decay,
            {},
        )

    def update(self, slot, parameter, gradient):
        mean = self.mean.get(slot, 0.0)
        direction = np.sign(self.beta1 * mean + (1.0 - self.beta1) * gradient)
        self.mean[slot] = self.beta2 * mean + (1.0 - self.beta2) * gradient
        parameter -= self.rate * (direction + self.decay * parameter)


OPTIMIZERS = {"sgd": Sgd, "adam": Adam, "lion": Lion}


def case(name, widths, activations, loss, optimizer, rows=12, batch_size=None):
    """A network's description; `activations` has one name a layer."""
    return {
        "name": name,
        "widths": widths,
        "activations": activations,
        "loss": loss,
        "optimizer": optimizer,
        "rows": rows,
        "batch_size": batch_size,
    }


def sgd(rate, **more):
    return {"name": "sgd", "learning_rate": rate, **more}


def adam(rate, **more):
    return {
        "name": "adam",
        "learning_rate": rate,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        **more,
    }


def lion(rate, **more):
    return {"name": "lion", "learning_rate": rate, "beta1": 0.9, "beta2": 0.99, **more}


BCE, CE, MSE = "binary_cross_entropy", "cross_entropy", "mean_squared_error"
CASES = [
    case("logistic regression", [3, 1], ["linear"], BCE, sgd(0.5)),
    case("one neuron wide", [1, 1, 1], ["tanh", "linear"], MSE, sgd(0.1), rows=7),
    case("tanh", [2, 8, 8, 1], ["tanh", "tanh", "linear"], BCE, sgd(0.3), rows=20),
    case(
        "relu in minibatches", [5, 13, 3], ["relu", "linear"], CE, sgd(0.1), rows=23, batch_size=5
    ),
    case(
        "leaky relu with momentum",
        [4, 7, 5, 2],
        ["leaky_relu", "leaky_relu", "linear"],
        MSE,
        sgd(0.02, momentum=0.9),
    ),
    case(
        "elu with nesterov",
        [3, 9, 4],
        ["elu", "linear"],
        CE,
        sgd(0.05, momentum=0.9, nesterov=True),
        rows=17,
        batch_size=4,
    ),
    case("selu four deep", [6, 5, 4, 3, 1], ["selu", "selu", "selu", "linear"], BCE, sgd(0.05)),
    case("gelu with adam", [3, 11, 2], ["gelu", "linear"], MSE, adam(0.01), rows=15),
    case(
        "silu with adam in minibatches",
        [4, 10, 6, 3],
        ["silu", "silu", "linear"],
        CE,
        adam(0.01),
        rows=18,
        batch_size=7,
    ),
    case(
        "softplus with momentum",
        [2, 6, 1],
        ["softplus", "linear"],
        BCE,
        sgd(0.1, momentum=0.5),
        rows=16,
        batch_size=1,
    ),
    case(
        "softsign with nesterov",
        [7, 3, 3],
        ["softsign", "linear"],
        MSE,
        sgd(0.05, momentum=0.8, nesterov=True),
    ),
    case(
        "sigmoid outputs", [3, 12, 3], ["sigmoid", "sigmoid"], MSE, sgd(1.0), rows=10, batch_size=3
    ),
    case(
        "tanh outputs with adam",
        [2, 1, 2, 1],
        ["tanh", "sigmoid", "tanh"],
        MSE,
        adam(0.02, beta1=0.8, beta2=0.99, epsilon=1e-6),
        rows=9,
    ),
    case(
        "several binary outputs",
        [4, 6, 3],
        ["tanh", "linear"],
        BCE,
        adam(0.02),
        rows=14,
        batch_size=14,
    ),
    case(
        "every kind of layer",
        [3, 5, 7, 4, 2],
        ["relu", "gelu", "softplus", "linear"],
        CE,
        sgd(0.05, momentum=0.9),
        rows=21,
        batch_size=8,
    ),
    case("mish with momentum", [3, 9, 5, 1], ["mish", "mish", "linear"], BCE, sgd(0.1, momentum=0.9)),
    case("tanh with lion", [3, 7, 2], ["tanh", "linear"], MSE, lion(0.003), rows=15),
    case(
        "mish with lion in minibatches",
        [4, 8, 3],
        ["mish", "linear"],
        CE,
        lion(0.002, beta1=0.8, beta2=0.95, weight_decay=0.1),
        rows=18,
        batch_size=5,
    ),
]


def draw(rng, spec, steps):
    """Draws a case's data and starting layers: x, targets, layers, and its row of the fixture so far."""
    widths, rows = spec["widths"], spec["rows"]
    x = rng.normal(size=(rows, widths[0]))
    if spec["loss"] == CE:
        targets = rng.integers(0, widths[-1], rows)
    elif spec["loss"] == BCE:
        targets = rng.integers(0, 2, (rows, widths[-1])).astype(float)
    else:
        targets = rng.uniform(-0.9, 0.9, (rows, widths[-1]))
    layers = [
        [rng.normal(size=(o, i)) / math.sqrt(i), 0.1 * rng.normal(size=o)]
        for i, o in zip(widths, widths[1:])
    ]
    result = {
        "spec": {**spec, "steps": steps},
        "inputs": x.tolist(),
        "targets": targets.tolist(),
        "initial": as_lists(layers),
    }
    return x, targets, layers, result


def run(index, spec):
    """Trains one case and returns its row of the fixture."""
    rng = np.random.default_rng([2024, index])
    rows, size = spec["rows"], spec["batch_size"]
    x, targets, layers, result = draw(rng, spec, STEPS)
    batches = [np.arange(rows)]
    if size:
        epochs = math.ceil(STEPS * size / rows)
        order = np.concatenate([rng.permutation(rows) for _ in range(min(epochs, 3))])
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        result["order"] = [batch.tolist() for batch in batches]
    settings = {key: value for key, value in spec["optimizer"].items() if key != "name"}
    optimizer = OPTIMIZERS[spec["optimizer"]["name"]](**settings)
    losses = []
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        loss, grads = gradients(layers, spec["activations"], spec["loss"], x[batch], targets[batch])
        losses.append(loss)
        for k, (layer, pair) in enumerate(zip(layers, grads)):
            for part in (0, 1):
                optimizer.update((k, part), layer[part], pair[part])
    assert np.isfinite(losses).all() and min(losses) >= 0.0
    result.update(losses=losses, final=as_lists(layers))
    print(f"{spec['name']}: {losses[0]:.6f} -> {losses[-1]:.6f}")
    return result


def as_lists(layers):
    return [{"weights": w.tolist(), "biases": b.tolist()} for w, b in layers]


def write(path, run, cases):
    """Writes the rows of all cases, a line each."""
    with open(path, "w", encoding="ascii") as file:
        rows = [
            json.dumps(run(i, spec), separators=(",", ":"), allow_nan=False)
            for i, spec in enumerate(cases)
        ]
        file.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    write(sys.argv[1], run, CASES)
