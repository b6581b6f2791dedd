"""Writes Tests/Fixtures/transverse.json: how much a difference between clones grows while they train, by NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/transverse.py

A layer of m clones on XOR from weights 0.5 and biases 0, binary cross-entropy, full batch. The clones train as one neuron that counts
m times; beside it, the product of the maps u <- u - rate B u of a difference u of one neuron's own parameters (two weights, bias,
outgoing weight), with momentum v <- mu v + B u, u <- u - rate v. Written down are the largest singular values of the product.
"""

import json
import pathlib

import numpy as np
from scipy.special import expit

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1.0]])
Y = np.array([0, 1, 1, 0.0])
KINDS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, lambda z: -2 * np.tanh(z) * (1 - np.tanh(z) ** 2)),
    "sigmoid": (expit, lambda z: expit(z) * expit(-z), lambda z: expit(z) * expit(-z) * (expit(-z) - expit(z))),
}


def growth(kind, copies, rate, momentum, wanted):
    f, slope, bend = KINDS[kind]
    # Two weights, bias, outgoing weight of one clone; the output's bias.
    theta, last = np.array([0.5, 0.5, 0, 0.5]), 0.0
    speed, last_speed = np.zeros(4), 0.0
    product, product_speed = np.eye(4), np.zeros((4, 4))
    answer = []
    for step in range(wanted[-1] + 1):
        if step in wanted:
            answer.append(float(np.linalg.svd(product, compute_uv=False)[0]))
        z = X @ theta[:3]
        error = (expit(copies * theta[3] * f(z) + last) - Y) / 4
        block = np.zeros((4, 4))
        block[:3, :3] = (X * (error * theta[3] * bend(z))[:, None]).T @ X
        block[3, :3] = block[:3, 3] = X.T @ (error * slope(z))
        product_speed = momentum * product_speed + block @ product
        product = product - rate * product_speed
        speed = momentum * speed + np.append(X.T @ (error * theta[3] * slope(z)), error @ f(z))
        last_speed = momentum * last_speed + error.sum()
        theta, last = theta - rate * speed, last - rate * last_speed
    return answer


def main():
    steps = [0, 300, 1500]
    rows = [{"activation": kind, "copies": copies, "rate": rate, "momentum": momentum, "steps": steps,
             "growth": growth(kind, copies, rate, momentum, steps)}
            for kind, copies, rate, momentum in [("tanh", 8, 0.3, 0), ("tanh", 2, 0.3, 0), ("sigmoid", 8, 0.3, 0), ("sigmoid", 3, 0.05, 0.9),
                                                 ("tanh", 4, 0.02, 0.9)]]
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "transverse.json"
    path.write_text(json.dumps(rows, separators=(",", ":")) + "\n", encoding="ascii")
    for row in rows:
        print(*row.values())


if __name__ == "__main__":
    main()
