"""Writes Tests/Fixtures/health.json: health, Jacobian and Hessian of small networks by NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/health.py

A 3-5-4-2 network with softmax cross-entropy and a 2-6-1 network with half squared error, on random rows. Gradients come
from the chain rule, the Hessian from central differences of them in extended precision, its eigenvalues from LAPACK.
"""

import json
import pathlib

import numpy as np

F = np.longdouble
SLOPES = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(F)),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "linear": (lambda z: z, np.ones_like),
}


def forward(layers, kinds, x):
    zs, activations = [], [x]
    for (w, b), kind in zip(layers, kinds):
        zs.append(activations[-1] @ w.T + b)
        activations.append(SLOPES[kind][0](zs[-1]))
    return zs, activations


def loss_and_slope(loss, answers, targets):
    if loss == "cross_entropy":
        shifted = answers - answers.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return (log_sum[:, 0] - (targets * shifted).sum(axis=1)).mean(), np.exp(shifted - log_sum) - targets
    return (((answers - targets) ** 2).sum(axis=1) / 2).mean(), answers - targets


def gradients(layers, kinds, loss, x, targets):
    zs, activations = forward(layers, kinds, x)
    value, delta = loss_and_slope(loss, activations[-1], targets)
    deltas, answer = [None] * len(layers), [None] * len(layers)
    for k in reversed(range(len(layers))):
        delta = delta * SLOPES[kinds[k]][1](zs[k])
        deltas[k] = delta
        answer[k] = (delta.T @ activations[k] / len(x), delta.sum(axis=0) / len(x))
        delta = delta @ layers[k][0]
    return value, deltas, answer, activations, zs


def flat(parts):
    return np.concatenate([np.concatenate([w.ravel(), b]) for w, b in parts])


def unflat(vector, like):
    answer, at = [], 0
    for w, b in like:
        answer.append((vector[at:at + w.size].reshape(w.shape), vector[at + w.size:at + w.size + b.size]))
        at += w.size + b.size
    return answer


def case(name, widths, kinds, loss, rows, seed):
    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=(o, i)).astype(F), rng.normal(size=o).astype(F) * F(0.5))
              for i, o in zip(widths, widths[1:])]
    x = rng.normal(size=(rows, widths[0])).astype(F)
    if loss == "cross_entropy":
        classes = rng.integers(0, widths[-1], size=rows)
        targets = np.eye(widths[-1], dtype=F)[classes]
    else:
        classes = None
        targets = rng.normal(size=(rows, widths[-1])).astype(F)
    value, deltas, grads, activations, _ = gradients(layers, kinds, loss, x, targets)
    theta, step = flat(layers), F(1e-6)
    hessian = np.empty((theta.size, theta.size))
    for j in range(theta.size):
        move = np.zeros_like(theta)
        move[j] = step
        ahead, behind = (flat(gradients(unflat(theta + s * move, layers), kinds, loss, x, targets)[2]) for s in (1, -1))
        hessian[:, j] = (ahead - behind) / (2 * step)
    jacobians = []
    for row in x[:2]:
        zs, _ = forward(layers, kinds, row[None, :])
        jacobian = np.eye(widths[0], dtype=F)
        for (w, _), kind, z in zip(layers, kinds, zs):
            jacobian = SLOPES[kind][1](z[0])[:, None] * (w @ jacobian)
        jacobians.append(np.linalg.svd(jacobian.astype(float), compute_uv=False).tolist())
    ranks = []
    for w, _ in layers:
        s2 = np.linalg.svd(w.astype(float), compute_uv=False) ** 2
        ranks.append([float(s2.sum() ** 2 / (s2**2).sum()), float(s2.sum() / s2.max())])
    return {
        "name": name, "activations": kinds, "loss": loss,
        "weights": [w.astype(float).tolist() for w, _ in layers], "biases": [b.astype(float).tolist() for _, b in layers],
        "inputs": x.astype(float).tolist(),
        "targets": classes.tolist() if classes is not None else targets.astype(float).tolist(),
        "value": float(value),
        "activation_mean": [float(a.mean()) for a in activations[1:]],
        "activation_variance": [float(a.var()) for a in activations[1:]],
        "backpropagated": [float(np.sqrt((d**2).mean())) for d in deltas],
        "weight_gradient_norm": [float(np.sqrt((w**2).sum())) for w, _ in grads],
        "bias_gradient_norm": [float(np.sqrt((b**2).sum())) for _, b in grads],
        "dead": [float((SLOPES[k][1](z) == 0).all(axis=0).mean())
                 for k, z in zip(kinds, forward(layers, kinds, x)[0])],
        "ranks": ranks, "jacobian": jacobians,
        "largest_eigenvalue": float(np.linalg.eigvalsh((hessian + hessian.T) / 2).max()),
    }


def main():
    cases = [
        case("softmax", [3, 5, 4, 2], ["tanh", "sigmoid", "linear"], "cross_entropy", 20, 1),
        case("squares", [2, 6, 1], ["relu", "linear"], "mean_squared_error", 15, 2),
        case("two outputs", [4, 3, 2], ["tanh", "linear"], "mean_squared_error", 30, 3),
    ]
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "health.json"
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="ascii")
    for row in cases:
        print(row["name"], row["value"], row["largest_eigenvalue"], row["jacobian"], row["dead"])


if __name__ == "__main__":
    main()
