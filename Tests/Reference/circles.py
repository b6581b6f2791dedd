#!/usr/bin/env python3
"""Writes circles.json: the "Initialization" exercise of deeplearning.ai, data and course.

Data: numpy.random.seed(1), make_circles(300, noise=.05), then seed 2 and make_circles(100,
noise=.05); both with factor .8, which is scikit-learn's default. Weights for 2-10-5-1:
numpy.random.seed(3), then for each layer randn(outputs, inputs), times 10 ("random") or times
sqrt(2 / inputs) ("he"); biases 0. "zeros" is what it says.

The network is ReLU, ReLU, sigmoid, with the binary cross-entropy taken from the logits (the
exercise takes the sigmoid first, and so prints an infinite first loss for "random"). Full batch,
gradient descent at 0.01, 15,000 updates. losses[k] is the training loss after 1000 k updates;
accuracies are those of the final weights.

"random" is chaotic: a change in the last bit of one weight, or another order of summation, moves
its loss after 1,000 updates by about 0.001. So it has an "ensemble" as well: the mean and standard
deviation of each loss, and the lowest and highest accuracies, over runs from weights that differ
by one part in 10^15. Hold a run of "random" against the ensemble; "zeros" and "he" are stable to
12 digits.

    python circles.py OUTPUT.json
"""

import inspect
import json
import sys

import numpy as np
from sklearn.datasets import make_circles

WIDTHS = [2, 10, 5, 1]
FACTOR, NOISE, RATE, STEPS, EVERY = 0.8, 0.05, 0.01, 15000, 1000
RUNS, PERTURBATION = 32, 1e-15


def data():
    """Training and test rows, as the exercise makes them."""
    assert inspect.signature(make_circles).parameters["factor"].default == FACTOR
    np.random.seed(1)
    train = make_circles(n_samples=300, noise=NOISE)
    np.random.seed(2)
    test = make_circles(n_samples=100, noise=NOISE)
    return train, test


def start(scheme):
    """Weights (outputs, inputs) of every layer."""
    np.random.seed(3)
    scale = {"zeros": lambda n: 0.0, "random": lambda n: 10.0, "he": lambda n: np.sqrt(2.0 / n)}[
        scheme
    ]
    # Adding 0.0 turns the -0.0 of "zeros" into 0.0.
    return [np.random.randn(o, i) * scale(i) + 0.0 for i, o in zip(WIDTHS, WIDTHS[1:])]


def forward(weights, biases, inputs):
    """The inputs of each layer, and the logits, (rows, 1)."""
    activations = [inputs]
    for w, b in zip(weights[:-1], biases[:-1]):
        activations.append(np.maximum(activations[-1] @ w.T + b, 0.0))
    return activations, activations[-1] @ weights[-1].T + biases[-1]


def loss_of(logits, labels):
    """Mean binary cross-entropy in nats: log(1 + exp(z)) - y z."""
    return float(np.mean(np.logaddexp(0.0, logits) - labels * logits))


def train(weights, train_set, test_set):
    """Trains in place and returns the recorded losses and the final accuracies."""
    (x, y), biases, losses = train_set, [np.zeros(o) for o in WIDTHS[1:]], []
    y = y[:, None].astype(float)
    for step in range(STEPS):
        activations, logits = forward(weights, biases, x)
        if step % EVERY == 0:
            losses.append(loss_of(logits, y))
        with np.errstate(over="ignore"):
            delta = (1.0 / (1.0 + np.exp(-logits)) - y) / len(x)
        for k in reversed(range(len(weights))):
            below = (delta @ weights[k]) * (activations[k] > 0.0) if k else None
            weights[k] -= RATE * (delta.T @ activations[k])
            biases[k] -= RATE * delta.sum(axis=0)
            delta = below
    losses.append(loss_of(forward(weights, biases, x)[1], y))
    accuracies = [
        float(np.mean((forward(weights, biases, rows)[1][:, 0] > 0.0) == labels))
        for rows, labels in (train_set, test_set)
    ]
    return losses, accuracies


def ensemble(scheme, train_set, test_set):
    """Statistics of runs whose starting weights differ in their last bits."""
    rng = np.random.default_rng(0)
    losses, accuracies = [], []
    for _ in range(RUNS):
        weights = [w * (1.0 + PERTURBATION * rng.standard_normal(w.shape)) for w in start(scheme)]
        run = train(weights, train_set, test_set)
        losses.append(run[0])
        accuracies.append(run[1])
    return {
        "runs": RUNS,
        "loss_mean": np.mean(losses, axis=0).tolist(),
        "loss_standard_deviation": np.std(losses, axis=0, ddof=1).tolist(),
        "train_accuracy_range": [f(a[0] for a in accuracies) for f in (min, max)],
        "test_accuracy_range": [f(a[1] for a in accuracies) for f in (min, max)],
    }


def main(path):
    train_set, test_set = data()
    result = {"architecture": WIDTHS, "learning_rate": RATE, "steps": STEPS, "loss_every": EVERY}
    for name, (x, y) in (("train", train_set), ("test", test_set)):
        result[name] = {"inputs": x.tolist(), "targets": y.tolist()}
    for scheme in ("zeros", "random", "he"):
        weights = start(scheme)
        row = {"weights": [w.tolist() for w in weights]}
        row["losses"], (row["train_accuracy"], row["test_accuracy"]) = train(
            weights, train_set, test_set
        )
        if scheme == "random":
            row["ensemble"] = ensemble(scheme, train_set, test_set)
        result.setdefault("schemes", {})[scheme] = row
        print(
            scheme,
            row["losses"][0],
            row["losses"][1],
            row["losses"][14],
            row["train_accuracy"],
            row["test_accuracy"],
        )
    with open(path, "w", encoding="ascii") as file:
        json.dump(result, file, separators=(",", ":"), allow_nan=False)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
