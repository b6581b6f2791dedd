"""Writes Tests/Fixtures/curvature.json: whole Hessians of small networks by NumPy, without backward passes.

Run once, from the project's top directory, with numpy and scipy installed:
    python3 Tests/Reference/curvature.py

The loss is evaluated in hyper-dual numbers a + b e1 + c e2 + d e1 e2, e1² = e2² = 0 (Fike & Alonso 2011): with e1 on one
parameter and e2 on another, d is the second derivative of the loss by both, exact to rounding. All pairs of parameters go through at
once. The corners are those of the service: ReLU and leaky ReLU take both derivatives from the left, softsign's second is 0 at 0.
One network in two has rows of zeros and no biases, so that rows lie on corners. The answers are the ends of the spectrum (LAPACK)
and the Hessian times one vector.
"""

import json
import pathlib

import numpy as np
from scipy.special import erfc, expit

SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def softplus(z):
    return np.logaddexp(0, z)


def left(z, above, below):
    return np.where(z > 0, above, below)


def selu(z, order):
    tail = SELU_SCALE * SELU_ALPHA * (np.expm1(np.minimum(z, 0)) if order == 0 else np.exp(np.minimum(z, 0)))
    return left(z, [SELU_SCALE * z, SELU_SCALE, 0][order], tail)


DENSITY = lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
CUMULATIVE = lambda z: erfc(-z / np.sqrt(2)) / 2
# f, f', f''
FUNCTIONS = {
    "linear": (lambda z: z, np.ones_like, np.zeros_like),
    "relu": (lambda z: left(z, z, 0), lambda z: left(z, 1.0, 0.0), np.zeros_like),
    "leaky_relu": (lambda z: left(z, z, z / 100), lambda z: left(z, 1, 0.01), np.zeros_like),
    "elu": (lambda z: left(z, z, np.expm1(np.minimum(z, 0))), lambda z: left(z, 1, np.exp(np.minimum(z, 0))),
            lambda z: left(z, 0, np.exp(np.minimum(z, 0)))),
    "selu": tuple((lambda z, k=k: selu(z, k)) for k in range(3)),
    "gelu": (lambda z: z * CUMULATIVE(z), lambda z: CUMULATIVE(z) + z * DENSITY(z), lambda z: (2 - z * z) * DENSITY(z)),
    "silu": (lambda z: z * expit(z), lambda z: expit(z) * (1 + z * expit(-z)),
             lambda z: expit(z) * expit(-z) * (2 + z * (expit(-z) - expit(z)))),
    "softplus": (softplus, expit, lambda z: expit(z) * expit(-z)),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2, lambda z: -2 * np.sign(z) / (1 + abs(z)) ** 3),
    "sigmoid": (expit, lambda z: expit(z) * expit(-z), lambda z: expit(z) * expit(-z) * (expit(-z) - expit(z))),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2, lambda z: -2 * np.tanh(z) / np.cosh(z) ** 2),
}


class Dual:
    """A hyper-dual number, every part an array."""

    def __init__(self, a, b=0.0, c=0.0, d=0.0):
        self.parts = tuple(np.asarray(part, float) for part in (a, b, c, d))

    @staticmethod
    def of(x):
        return x if isinstance(x, Dual) else Dual(x)

    def __add__(self, other):
        return Dual(*(x + y for x, y in zip(self.parts, Dual.of(other).parts)))

    def __sub__(self, other):
        return Dual(*(x - y for x, y in zip(self.parts, Dual.of(other).parts)))

    def __mul__(self, other):
        (a, b, c, d), (p, q, r, s) = self.parts, Dual.of(other).parts
        return Dual(a * p, a * q + b * p, a * r + c * p, a * s + b * r + c * q + d * p)

    def through(self, f, f1, f2):
        a, b, c, d = self.parts
        slope = f1(a)
        return Dual(f(a), slope * b, slope * c, slope * d + f2(a) * b * c)

    def mean(self, axis):
        return Dual(*(x.mean(axis=axis, keepdims=True) for x in np.broadcast_arrays(*self.parts)))

    def sum(self, axis):
        return Dual(*(x.sum(axis=axis, keepdims=True) for x in np.broadcast_arrays(*self.parts)))

    def __getitem__(self, key):
        return Dual(*(x[key] for x in np.broadcast_arrays(*self.parts)))


def reciprocal_root(x):
    return x.through(lambda a: a**-0.5, lambda a: -0.5 * a**-1.5, lambda a: 0.75 * a**-2.5)


def loss(theta, case):
    """theta: hyper-dual numbers (pairs, parameters); the loss of every pair."""
    x = Dual(np.array(case["inputs"])[None])  # (1, rows, inputs)
    at, decay = 0, Dual(0.0)
    for width, before, kind, norm in zip(case["widths"][1:], case["widths"], case["activations"], case["normalizations"]):
        w = Dual(*(p.reshape(p.shape[0], 1, width, before) for p in theta[:, at:at + width * before].parts))
        at += width * before
        b = Dual(*(p.reshape(p.shape[0], 1, width) for p in theta[:, at:at + width].parts)) if case["biased"] else Dual(0.0)
        at += width if case["biased"] else 0
        total = (w * x[:, :, None, :]).sum(3)[:, :, :, 0]
        if norm != "none":
            axis = 2 if norm == "layer" else 1
            total = total - total.mean(axis)
            total = total * reciprocal_root((total * total).mean(axis) + 1e-5)
        x = (total + b).through(*FUNCTIONS[kind])
        squares = (w * w).sum(3)[:, :, :, 0].sum(2)[:, 0, 0]
        decay = decay + squares * (case["l2"] / 2)
    targets = np.array(case["hot"])[None]
    if case["loss"] == "mean_squared_error":
        error = x - targets
        rows = (error * error * 0.5).sum(2)
    elif case["loss"] == "binary_cross_entropy":
        rows = (x.through(softplus, expit, lambda z: expit(z) * expit(-z)) - x * targets).sum(2)
    else:
        shift = x.parts[0].max(axis=2, keepdims=True)
        total = (x - shift).through(np.exp, np.exp, np.exp).sum(2)
        logarithm = total.through(np.log, lambda a: 1 / a, lambda a: -1 / a**2) + shift
        rows = logarithm - (x * targets).sum(2)
    return rows.mean(1)[:, 0, 0] + decay


def hessian(case):
    theta = np.array(case["parameters"])
    count = theta.size
    first, second = np.triu_indices(count)
    b, c = np.zeros((first.size, count)), np.zeros((first.size, count))
    b[np.arange(first.size), first] = 1
    c[np.arange(first.size), second] = 1
    value = loss(Dual(np.broadcast_to(theta, b.shape), b, c), case)
    answer = np.zeros((count, count))
    answer[first, second] = value.parts[3]
    answer[second, first] = value.parts[3]
    return value.parts[0][0], answer


def case(name, widths, hidden, loss_name, norm="none", l2=0.0, biased=True, corner=False, seed=1, rows=7):
    rng = np.random.default_rng(seed)
    count = sum(o * i + (o if biased else 0) for i, o in zip(widths, widths[1:]))
    inputs = rng.normal(size=(rows, widths[0]))
    if corner:
        inputs[[1, 4]] = 0
    if loss_name == "cross_entropy":
        targets = rng.integers(0, widths[-1], size=rows)
        hot = np.eye(widths[-1])[targets]
        targets = targets.astype(float)
    elif loss_name == "binary_cross_entropy":
        hot = rng.integers(0, 2, size=(rows, 1)).astype(float)
        targets = hot[:, 0]
    else:
        hot = rng.normal(size=(rows, widths[-1]))
        targets = hot.ravel()
    layers = len(widths) - 1
    answer = {
        "name": name, "widths": widths, "activations": [hidden] * (layers - 1) + ["linear"], "loss": loss_name,
        "normalizations": [norm] * (layers - 1) + ["none"], "l2": l2, "biased": biased,
        "parameters": rng.normal(size=count).tolist(), "inputs": inputs.tolist(), "targets": targets.tolist(), "hot": hot.tolist(),
    }
    value, matrix = hessian(answer)
    ends = np.linalg.eigvalsh(matrix)
    vector = rng.normal(size=count)
    answer |= {"value": float(value), "vector": vector.tolist(), "product": (matrix @ vector).tolist(),
               "largest": float(ends[-1]), "smallest": float(ends[0])}
    del answer["hot"]
    return answer


def main():
    cases = [case(f"{kind}, corner", [2, 3, 2, 1], kind, "mean_squared_error", biased=False, corner=True, seed=k)
             for k, kind in enumerate(FUNCTIONS)]
    cases += [case(f"{kind}, logits", [2, 4, 1], kind, "binary_cross_entropy", l2=0.03, seed=20 + k) for k, kind in enumerate(FUNCTIONS)]
    cases += [case(f"{kind}, {norm}, softmax", [2, 3, 3, 3], kind, "cross_entropy", norm=norm, seed=40 + k)
              for k, (kind, norm) in enumerate([("tanh", "batch"), ("tanh", "layer"), ("relu", "batch"), ("gelu", "layer")])]
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "curvature.json"
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="ascii")
    for row in cases:
        print(row["name"], row["value"], row["smallest"], row["largest"])


if __name__ == "__main__":
    main()
