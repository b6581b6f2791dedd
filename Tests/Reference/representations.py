"""Writes Tests/Fixtures/representations.json: similarity of representations and mean-field theory by NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/representations.py

Everything is computed in float64 from the definitions: CKA (Kornblith et al. 2019), CCA by QR, SVCCA (Raghu et al.
2017), the Procrustes distance of centred, scaled representations (Ding et al. 2021); mean field by Gauss-Hermite
quadrature with 200 points.
"""

import json
import pathlib

import numpy as np


def center(gram, debiased):
    n = len(gram)
    if not debiased:
        h = np.eye(n) - 1 / n
        return h @ gram @ h
    gram = gram - np.diag(np.diag(gram))
    means = gram.sum(axis=0) / (n - 2)
    means = means - means.sum() / (2 * (n - 1))
    gram = gram - means[:, None] - means[None, :]
    return gram - np.diag(np.diag(gram))


def cka(kx, ky, debiased=False):
    kx, ky = center(kx, debiased), center(ky, debiased)
    return float((kx * ky).sum() / np.linalg.norm(kx) / np.linalg.norm(ky))


def rbf(x, threshold):
    squares = ((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2)
    return np.exp(-squares / (2 * threshold**2 * np.median(squares)))


def cca(x, y):
    qx, qy = np.linalg.qr(x)[0], np.linalg.qr(y)[0]
    return float(np.linalg.norm(qx.T @ qy) ** 2 / min(x.shape[1], y.shape[1]))


def svcca(x, y, share=0.99):
    bases = []
    for m in (x - x.mean(axis=0), y - y.mean(axis=0)):
        u, s, _ = np.linalg.svd(m, full_matrices=False)
        count = int(np.searchsorted(np.cumsum(s**2) / (s**2).sum(), share) + 1)
        bases.append(u[:, :count])
    return float(np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).mean())


def procrustes(x, y):
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
    return float(2 - 2 * np.linalg.svd(x.T @ y, compute_uv=False).sum())


def case(name, x, y):
    return {
        "name": name, "x": x.tolist(), "y": y.tolist(),
        "linear": cka(x @ x.T, y @ y.T), "debiased": cka(x @ x.T, y @ y.T, True),
        "gaussian": cka(rbf(x, 0.5), rbf(y, 0.5)), "mean_squared_cca": cca(x, y), "svcca": svcca(x, y),
        "procrustes": procrustes(x, y),
    }


POINTS, WEIGHTS = np.polynomial.hermite_e.hermegauss(200)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def average(values):
    return float((WEIGHTS * values).sum())


SQRT_2PI = np.sqrt(2 * np.pi)
ACTIVATIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "softplus": (lambda z: np.log1p(np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
    "silu": (lambda z: z / (1 + np.exp(-z)),
             lambda z: (1 + z * (1 - 1 / (1 + np.exp(-z)))) / (1 + np.exp(-z))),
}


def mean_field(name, weight, bias):
    f, slope = ACTIVATIONS[name]
    q = 1.0
    for _ in range(200000):
        q, before = weight * average(f(np.sqrt(q) * POINTS) ** 2) + bias, q
        if abs(q - before) < 1e-16 * q:
            break
    chi = weight * average(slope(np.sqrt(q) * POINTS) ** 2)
    correlation, scale = 1.0, -1 / np.log(chi) if chi < 1 else None
    if chi > 1:
        root = np.sqrt(q)

        def pair(g, c):
            second = root * (c * POINTS[:, None] + np.sqrt(1 - c * c) * POINTS[None, :])
            return float((WEIGHTS[:, None] * WEIGHTS[None, :] * g(root * POINTS)[:, None] * g(second)).sum())

        correlation = 0.5
        for _ in range(5000):
            correlation = (weight * pair(f, correlation) + bias) / q
        scale = float(-1 / np.log(weight * pair(slope, correlation)))
    return {"activation": name, "weight_variance": weight, "bias_variance": bias, "fixed_point": q,
            "susceptibility": chi, "correlation": correlation, "depth_scale": scale}


def main():
    np.random.seed(1337)
    x = np.random.randn(100, 10)
    y = np.random.randn(100, 10) + x
    normals = {"seed": 1337, "numbers": x.ravel()[:50].tolist()}
    rng = np.random.default_rng(5)
    z = rng.normal(size=(30, 4)) @ rng.normal(size=(4, 4)) + 3
    answer = {
        "normals": normals,
        "cases": [
            case("the authors' example", x, y),
            case("unequal widths", z, rng.normal(size=(30, 7)) + z[:, :1]),
            case("independent", rng.normal(size=(32, 10)), rng.normal(size=(32, 10))),
            case("rotated and scaled", z, 3 * (z - z.mean(axis=0)) @ np.linalg.qr(rng.normal(size=(4, 4)))[0]),
        ],
        "mean_field": [
            mean_field("tanh", w, 0.05) for w in (1.0, 1.5, 2.5)
        ] + [mean_field("sigmoid", 4.0, 0.1), mean_field("softplus", 0.5, 0.1), mean_field("silu", 1.5, 0.1)],
    }
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "representations.json"
    path.write_text(json.dumps(answer, separators=(",", ":")) + "\n", encoding="ascii")
    for row in answer["cases"]:
        print({k: v for k, v in row.items() if k not in "xy"})
    for row in answer["mean_field"]:
        print(row)


if __name__ == "__main__":
    main()
