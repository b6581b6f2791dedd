"""Writes Tests/Fixtures/case_study.json: the spiral of the course cs231n ("Putting it together: Minimal Neural Network Case Study") with
numpy seed 0, its starting weights, and the losses of training them, by NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/case_study.py

As in the course's notebook the weights of the linear classifier are drawn first. It prints the loss with its penalty, 0.294416 at step
1,000; the data's own part stands beside it here.
"""

import json
import pathlib

import numpy as np

STEPS = [0, 1000, 2000]


def main():
    np.random.seed(0)
    count, kinds, hidden, decay = 100, 3, 100, 1e-3
    x, classes = np.zeros((count * kinds, 2)), np.repeat(np.arange(kinds), count)
    for kind in range(kinds):
        radius = np.linspace(0, 1, count)
        turn = np.linspace(kind * 4, (kind + 1) * 4, count) + np.random.randn(count) * 0.2
        x[classes == kind] = np.c_[radius * np.sin(turn), radius * np.cos(turn)]
    np.random.randn(2, kinds)
    w, v = 0.01 * np.random.randn(2, hidden), 0.01 * np.random.randn(hidden, kinds)
    answer = {"inputs": x.tolist(), "classes": classes.tolist(), "weights": [w.T.tolist(), v.T.tolist()], "points": []}
    b, c = np.zeros(hidden), np.zeros(kinds)
    for step in range(STEPS[-1] + 1):
        active = np.maximum(0, x @ w + b)
        scores = active @ v + c
        share = np.exp(scores)
        share /= share.sum(axis=1, keepdims=True)
        if step in STEPS:
            data = float(-np.log(share[np.arange(len(x)), classes]).mean())
            answer["points"].append({"step": step, "data": data, "objective": data + decay / 2 * float((w**2).sum() + (v**2).sum())})
        delta = (share - np.eye(kinds)[classes]) / len(x)
        back = (delta @ v.T) * (active > 0)
        v, c = v - (active.T @ delta + decay * v), c - delta.sum(axis=0)
        w, b = w - (x.T @ back + decay * w), b - back.sum(axis=0)
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "case_study.json"
    path.write_text(json.dumps(answer, separators=(",", ":")) + "\n", encoding="ascii")
    print(answer["points"])


if __name__ == "__main__":
    main()
