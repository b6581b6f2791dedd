#!/usr/bin/env python3
"""Writes regularization.json: training.py's trainer with every further rule of a training.

Random numbers are those of the service, drawn here by an implementation of its own: Philox blocks
(philox.py) whose counter is (block, 0, purpose, layer) and whose key is the seed, a uniform number
the middle of one of 2^52 cells, a normal number the inverse distribution function of one (Python's
statistics.NormalDist, Wichura's AS 241), an event of probability p a word below p 2^32.

A step, for the batch of rows in turn, t counted from 0:
    1. input noise is added to the rows; dropconnect multiplies weights by 0 or 1 / (1 - share), then
       weight noise is added to weights and biases; dropout multiplies each activation by 0 or
       1 / (1 - share)
    2. forward and back; the gradient of a weight that dropconnect scaled is scaled alike, and the
       weights are restored
    3. sparse masks set gradients to 0 (and the weights, before the first step)
    4. + l1 sign(w) + l2 w, weights only
    5. scaled down to the norm `clip`
    6. + noise of deviation noise / (1 + t)^(noise_decay / 2), not where a sparse mask is 0
    7. the optimiser, with the rate of the schedule
Layer normalisation takes a layer's sums without bias to (z - mean) / sqrt(variance + 1e-5) over its
units, batch normalisation over the rows of the batch; the bias is added after that.

Each case is one of training.py's with seed, schedule, rules and layers in its spec. Its losses are
those of the disturbed batches, or with full batches those of the network at rest.

    python regularization.py OUTPUT.json
"""

import math
import sys
from statistics import NormalDist

import numpy as np
from philox import philox4x32
from training import ACTIVATIONS, BCE, CE, MSE, Adam, Sgd, as_lists, draw, loss_and_delta, write

STEPS = 120
PURPOSES = {
    "gradient_noise": 7,
    "weight_noise": 8,
    "input_noise": 9,
    "dropout": 10,
    "dropconnect": 11,
    "sparse_mask": 12,
}
NORMAL = NormalDist()


class Stream:
    """The random numbers of one (seed, purpose, layer)."""

    def __init__(self, seed, purpose, layer):
        self.key = [seed & 0xFFFFFFFF, seed >> 32]
        self.upper = [PURPOSES[purpose], layer]
        self.block, self.words = 0, []

    def word(self):
        if not self.words:
            self.words = philox4x32([self.block, 0, *self.upper], self.key)
            self.block += 1
        return self.words.pop(0)

    def normal(self, _=None):
        low = self.word()
        bits = self.word() << 32 | low
        return NORMAL.inv_cdf(((bits >> 12) + 0.5) * 2.0**-52)

    def kept(self, share, shape):
        """0 where an event of probability `share` happens, else 1."""
        count = math.prod(shape)
        return np.array([float(self.word() >= share * 2**32) for _ in range(count)]).reshape(shape)

    def normals(self, shape):
        return np.array([self.normal() for _ in range(math.prod(shape))]).reshape(shape)

    def pair(self, layer):
        """Normal numbers of the shape of a layer: weights input by input, then biases."""
        units, inputs = layer[0].shape
        return [self.normals((inputs, units)).T, self.normals((units,))]


class AdamW(Adam):
    """Loshchilov and Hutter 2019; the decay is scaled by the rate."""

    def __init__(self, learning_rate, weight_decay, **settings):
        super().__init__(learning_rate, **settings)
        self.weight_decay = weight_decay

    def update(self, slot, parameter, gradient):
        parameter *= 1.0 - self.rate * self.weight_decay
        super().update(slot, parameter, gradient)


class Adagrad:
    """Duchi et al. 2011."""

    def __init__(self, learning_rate, epsilon):
        self.rate, self.epsilon, self.sums = learning_rate, epsilon, {}

    def update(self, slot, parameter, gradient):
        self.sums[slot] = self.sums.get(slot, 0.0) + gradient**2
        parameter -= self.rate * gradient / (np.sqrt(self.sums[slot]) + self.epsilon)


class RMSprop:
    """Hinton 2012, with momentum as PyTorch applies it."""

    def __init__(self, learning_rate, decay, epsilon, momentum=0.0):
        self.rate, self.decay, self.epsilon, self.momentum = learning_rate, decay, epsilon, momentum
        self.squares, self.velocity = {}, {}

    def update(self, slot, parameter, gradient):
        square = self.decay * self.squares.get(slot, 0.0) + (1.0 - self.decay) * gradient**2
        self.squares[slot] = square
        step = gradient / (np.sqrt(square) + self.epsilon)
        self.velocity[slot] = self.momentum * self.velocity.get(slot, 0.0) + step
        parameter -= self.rate * self.velocity[slot]


OPTIMIZERS = {"sgd": Sgd, "adam": Adam, "adamw": AdamW, "adagrad": Adagrad, "rmsprop": RMSprop}


def rate_factor(schedule, step):
    """The factor on the learning rate of an update."""
    warmup = schedule["warmup"]
    if step < warmup:
        return (step + 1) / warmup
    past, total = step - warmup, STEPS - warmup
    name = schedule["name"]
    if name == "step":
        return schedule["factor"] ** (past // schedule["every"])
    if name == "exponential":
        return schedule["factor"] ** past
    if name == "linear":
        return 1.0 + (schedule["final"] - 1.0) * past / total
    if name == "cosine":
        return schedule["final"] + (1.0 - schedule["final"]) * 0.5 * (
            1.0 + math.cos(math.pi * past / total)
        )
    return 1.0


def pass_batch(spec, layers, x, targets, masks):
    """The batch's loss and [[dW, db]]; `masks` are the factors of dropout, or None, by layer."""
    inputs, sums, normalized = [x], [], []
    for (w, b), name, own, mask in zip(layers, spec["activations"], spec["layers"], masks):
        z = inputs[-1] @ w.T
        scale = axis = None
        if own.get("normalization") == "layer":
            axis = 1
        elif own.get("normalization") == "batch":
            axis = 0
        if axis is not None:
            scale = 1.0 / np.sqrt(z.var(axis=axis, keepdims=True) + 1e-5)
            z = (z - z.mean(axis=axis, keepdims=True)) * scale
        normalized.append((z, scale, axis))
        sums.append(z + b)
        a = ACTIVATIONS[name][0](sums[-1])
        inputs.append(a if mask is None else a * mask)
    value, delta = loss_and_delta(spec["loss"], spec["activations"][-1], sums[-1], targets)
    result = []
    for k in reversed(range(len(layers))):
        bias = delta.sum(axis=0)
        z, scale, axis = normalized[k]
        if scale is not None:
            along = (delta * z).mean(axis=axis, keepdims=True)
            delta = (delta - delta.mean(axis=axis, keepdims=True) - z * along) * scale
        result.insert(0, [delta.T @ inputs[k], bias])
        if k:
            delta = delta @ layers[k][0]
            if masks[k - 1] is not None:
                delta = delta * masks[k - 1]
            delta = delta * ACTIVATIONS[spec["activations"][k - 1]][1](sums[k - 1])
    return float(value), result


class Rules:
    """Steps 1 to 6 of the module's documentation."""

    def __init__(self, spec, layers):
        self.spec, self.rules = spec, spec["rules"]
        streams = lambda p: [Stream(spec["seed"], p, k + 1) for k in range(len(layers))]
        self.streams = {p: streams(p) for p in PURPOSES if p != "input_noise"}
        self.inputs = Stream(spec["seed"], "input_noise", 0)
        self.masks = [
            stream.kept(own["sparse_mask"], w.shape) if own.get("sparse_mask") else np.ones(w.shape)
            for (w, _), own, stream in zip(layers, spec["layers"], self.streams["sparse_mask"])
        ]

    def step(self, t, layers, x, targets):
        rules, spec = self.rules, self.spec
        if rules.get("input_noise"):
            x = x + rules["input_noise"] * self.inputs.normals(x.shape)
        masks, factors, noisy = [], [], []
        for k, (layer, own) in enumerate(zip(layers, spec["layers"])):
            rows = (len(x), len(layer[1]))
            share = own.get("dropout", 0.0)
            stream = self.streams["dropout"][k]
            masks.append(stream.kept(share, rows) / (1.0 - share) if share else None)
            share = own.get("dropconnect", 0.0)
            factor = np.ones(layer[0].shape)
            if share:
                turned = self.streams["dropconnect"][k].kept(share, layer[0].T.shape)
                factor = turned.T / (1.0 - share)
            factors.append(factor)
            moved = [layer[0] * factor, layer[1]]
            if rules.get("weight_noise"):
                noise = self.streams["weight_noise"][k].pair(layer)
                moved = [p + rules["weight_noise"] * n for p, n in zip(moved, noise)]
            noisy.append(moved)
        loss, grads = pass_batch(spec, noisy, x, targets, masks)
        for layer, grad, factor, mask in zip(layers, grads, factors, self.masks):
            grad[0] = grad[0] * factor * mask
            grad[0] = grad[0] + rules.get("l1", 0.0) * np.sign(layer[0])
            grad[0] = grad[0] + rules.get("l2", 0.0) * layer[0]
        norm = math.sqrt(sum((part**2).sum() for grad in grads for part in grad))
        self.clipped = norm > rules.get("clip", math.inf)
        if self.clipped:
            grads = [[part * rules["clip"] / norm for part in grad] for grad in grads]
        if rules.get("noise"):
            deviation = rules["noise"] / (1.0 + t) ** (rules.get("noise_decay", 0.0) / 2.0)
            for k, grad in enumerate(grads):
                noise = self.streams["gradient_noise"][k].pair(grad)
                grad[0] = grad[0] + deviation * noise[0] * self.masks[k]
                grad[1] = grad[1] + deviation * noise[1]
        return loss, grads


SGD = {"name": "sgd", "learning_rate": 0.1}
ADAMW = {
    "name": "adamw",
    "learning_rate": 0.01,
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": 1e-8,
    "weight_decay": 0.05,
}
ADAGRAD = {"name": "adagrad", "learning_rate": 0.1, "epsilon": 1e-10}
RMSPROP = {"name": "rmsprop", "learning_rate": 0.01, "decay": 0.9, "epsilon": 1e-8}


def case(name, optimizer=None, schedule=None, rules=None, layers=None, batch_size=None, **shape):
    widths = shape.get("widths", [3, 9, 5, 2])
    activations = shape.get("activations", ["tanh"] * (len(widths) - 2) + ["linear"])
    return {
        "name": name,
        "widths": widths,
        "activations": activations,
        "loss": shape.get("loss", MSE),
        "optimizer": optimizer or SGD,
        "rows": 14,
        "batch_size": batch_size,
        "seed": shape.get("seed", 7),
        "schedule": {"name": "constant", "warmup": 0, **(schedule or {})},
        "rules": rules or {},
        "layers": layers or [{} for _ in activations],
    }


CASES = [
    case("adamw", ADAMW),
    case("adamw in minibatches", ADAMW, batch_size=5, loss=CE),
    case("adagrad", ADAGRAD, loss=BCE),
    case("rmsprop", RMSPROP, batch_size=4),
    case("rmsprop with momentum", {**RMSPROP, "momentum": 0.8, "learning_rate": 0.003}, loss=BCE),
    case("step schedule", schedule={"name": "step", "every": 30, "factor": 0.5}),
    case("exponential schedule", schedule={"name": "exponential", "factor": 0.98, "warmup": 7}),
    case("linear schedule", ADAMW, schedule={"name": "linear", "final": 0.1, "warmup": 10}),
    case("cosine schedule", {**SGD, "momentum": 0.9}, schedule={"name": "cosine", "final": 0.0}),
    case("warm-up", schedule={"name": "constant", "warmup": 50}),
    case("l1", rules={"l1": 0.003}),
    case("l2", rules={"l2": 0.02}, batch_size=5),
    case("clip", rules={"clip": 0.1}),
    case("l1, l2 and clip", ADAGRAD, rules={"l1": 0.01, "l2": 0.02, "clip": 0.3}, batch_size=6),
    case("gradient noise", rules={"noise": 0.1, "noise_decay": 0.55}),
    case("weight noise", rules={"weight_noise": 0.05}, batch_size=14),
    case("input noise", rules={"input_noise": 0.2}, batch_size=5, seed=2**40 + 3),
    case("input noise, full batch", rules={"input_noise": 0.2}),
    case("dropout", layers=[{"dropout": 0.3}, {"dropout": 0.5}, {}], batch_size=5),
    case(
        "dropout of a linear layer",
        layers=[{"dropout": 0.4}, {}],
        batch_size=14,
        widths=[4, 17, 3],
        activations=["linear", "linear"],
        loss=CE,
    ),
    case("dropconnect", layers=[{"dropconnect": 0.3}, {}, {"dropconnect": 0.2}], batch_size=14),
    case("sparse mask", ADAMW, layers=[{"sparse_mask": 0.5}, {"sparse_mask": 0.25}, {}]),
    case("layer normalisation", layers=[{"normalization": "layer"}] * 2 + [{}], batch_size=5),
    case(
        "layer normalisation, full batch, relu",
        layers=[{"normalization": "layer"}, {}],
        widths=[5, 13, 2],
        activations=["relu", "linear"],
        loss=CE,
    ),
    case("batch normalisation", layers=[{"normalization": "batch"}] * 2 + [{}], batch_size=5),
    case(
        "batch normalisation, full batch, sigmoid",
        layers=[{"normalization": "batch"}, {"normalization": "layer"}, {}],
        activations=["sigmoid", "relu", "linear"],
        loss=CE,
    ),
    case(
        "everything",
        {**RMSPROP, "momentum": 0.5, "learning_rate": 0.002},
        schedule={"name": "cosine", "final": 0.2, "warmup": 5},
        rules={
            "l1": 0.001,
            "l2": 0.002,
            "clip": 1.0,
            "noise": 0.01,
            "noise_decay": 1.0,
            "weight_noise": 0.01,
            "input_noise": 0.05,
        },
        layers=[
            {"dropout": 0.2, "dropconnect": 0.1, "sparse_mask": 0.2, "normalization": "layer"},
            {"dropout": 0.1, "sparse_mask": 0.3},
            {"dropconnect": 0.1},
        ],
        batch_size=5,
    ),
]


def run(index, spec):
    """Trains one case and returns its row of the fixture."""
    rng = np.random.default_rng([2025, index])
    rows, size = spec["rows"], spec["batch_size"]
    x, targets, layers, result = draw(rng, spec, STEPS)
    batches = [np.arange(rows)]
    if size:
        order = np.concatenate([rng.permutation(rows) for _ in range(3)])
        # The service takes the rows that it is given in turn, in batches of one size.
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        result["order"] = [batch.tolist() for batch in batches]
    settings = {key: value for key, value in spec["optimizer"].items() if key != "name"}
    optimizer = OPTIMIZERS[spec["optimizer"]["name"]](**settings)
    base = optimizer.rate
    rules = Rules(spec, layers)
    for layer, mask in zip(layers, rules.masks):
        layer[0] *= mask
    losses, clipped = [], 0
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        loss, grads = rules.step(step, layers, x[batch], targets[batch])
        clipped += rules.clipped
        if not size:  # the loss that the service then records is that of the network at rest
            loss, _ = pass_batch(spec, layers, x, targets, [None] * len(layers))
        losses.append(loss)
        optimizer.rate = base * rate_factor(spec["schedule"], step)
        for k, (layer, pair) in enumerate(zip(layers, grads)):
            for part in (0, 1):
                optimizer.update((k, part), layer[part], pair[part])
    assert np.isfinite(losses).all() and min(losses) >= 0.0
    assert "clip" not in spec["rules"] or clipped > 0
    result.update(losses=losses, final=as_lists(layers))
    print(f"{spec['name']}: {losses[0]:.6f} -> {losses[-1]:.6f}")
    return result


if __name__ == "__main__":
    write(sys.argv[1], run, CASES)
