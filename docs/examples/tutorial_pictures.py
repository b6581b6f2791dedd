"""Trains the networks of docs/tutorial.md and draws its pictures: `tutorial_pictures.py FOLDER`, with the service's
address in HOST. Every number drawn is read from the service as CSV."""
import json
import os
import pathlib
import sys
import urllib.request

import matplotlib
import pandas as pd

matplotlib.use("svg")
# The same numbers give the same file.
matplotlib.rcParams.update({"svg.hashsalt": "symbreak", "svg.fonttype": "none"})
import matplotlib.pyplot as plt  # noqa: E402

HOST = os.environ["HOST"]
#: Blue, orange, green: told apart without red and green (Okabe and Ito).
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#000000"]


def train(spec):
    """The id of the finished job of a spec."""
    request = urllib.request.Request(f"{HOST}/v1/jobs", json.dumps(spec).encode(), {
        "Content-Type": "application/json", "Prefer": "wait=60"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]


def curves(job):
    return pd.read_csv(f"{HOST}/v1/jobs/{job}/curves.csv?metrics=train_loss&points=300")


def save(figure, folder, name):
    figure.tight_layout()
    figure.savefig(folder / name, metadata={"Date": None})


def starts(folder):
    """Three starts of one network: losses, and distinct neurons of the first hidden layer."""
    figure, (losses, neurons) = plt.subplots(1, 2, figsize=(9, 3.2))
    for colour, (label, init, alpha) in zip(COLOURS, [
            ("zeros", "zeros", 1), ("constant 0.5", "constant", 0.5), ("He", "he_normal", 1)]):
        job = train({"architecture": [2, 10, 5, 1], "activation": "relu", "init": init, "alpha": alpha,
                     "dataset": "circles", "seed": 1, "training": {"steps": 3000, "learning_rate": 0.1}})
        table = curves(job)
        losses.plot(table["step"], table["train_loss"], color=colour, label=label)
        layer = pd.read_csv(f"{HOST}/v1/jobs/{job}/similarity.csv").query("layer == 1")
        neurons.plot(layer["step"], layer["distinct_neurons"], color=colour, label=label)
    losses.set(xlabel="step", ylabel="training loss")
    neurons.set(xlabel="step", ylabel="distinct neurons of 10")
    losses.legend()
    save(figure, folder, "tutorial-starts.svg")


def round_off(folder):
    """What a difference in the seventh digit does to clones."""
    figure, axes = plt.subplots(figsize=(6, 3.2))
    for colour, (label, init, alpha) in zip(COLOURS, [
            ("constant 0.5", {"scheme": "constant"}, 0.5),
            ("constant 0.5, ε = 1e-7", {"scheme": "constant", "perturbation": 1e-7}, 0.5),
            ("Xavier", "xavier_normal", 1)]):
        table = curves(train({
            "architecture": [2, 8, 1], "init": init, "alpha": alpha, "dataset": "circles", "seed": 1,
            "training": {"steps": 10000, "learning_rate": 0.5}}))
        axes.plot(table["step"], table["train_loss"], color=colour, label=label)
    axes.set(xlabel="step", ylabel="training loss", ylim=(0, 1.1))
    axes.legend()
    save(figure, folder, "tutorial-round-off.svg")


def scales(folder):
    """How signals of a deep tanh network shrink, stay or saturate by the scale of their start."""
    figure, (forward, back) = plt.subplots(1, 2, figsize=(9, 3.2))
    for colour, (label, init, alpha) in zip(COLOURS, [
            ("normal × 1", "normal", 1), ("normal × 0.01", "normal", 0.01), ("Xavier", "xavier_normal", 1)]):
        job = train({"architecture": [2, 50, 50, 50, 50, 50, 1], "init": init, "alpha": alpha, "seed": 1,
                     "dataset": "circles", "training": {"steps": 1}})
        health = pd.read_csv(f"{HOST}/v1/jobs/{job}/health.csv").query("step == 0 and layer <= 5")
        forward.plot(health["layer"], health["activation_variance"], "o-", color=colour, label=label)
        back.plot(health["layer"], health["backpropagated_rms"], "o-", color=colour, label=label)
    forward.set(xlabel="hidden layer", ylabel="variance of activations", yscale="log")
    back.set(xlabel="hidden layer", ylabel="errors sent back", yscale="log")
    forward.legend()
    save(figure, folder, "tutorial-scales.svg")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for draw in (starts, round_off, scales):
        draw(target)
