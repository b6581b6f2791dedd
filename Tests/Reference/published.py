#!/usr/bin/env python3
"""Prints the numbers of `symbreak verify` that were computed and not read off a page: in NumPy, float64.

    python published.py [planar] [near_clones] [born_dead] [edge_of_stability] [relu_edge]

Each function is one figure of Sources/NeuronSimilarity/Verification. All together take some minutes.
"""
import sys

import numpy


def planar():
    """Costs of the planar-data exercise at each 1,000 steps, and how far a change of 1e-15 in its weights moves them."""
    numpy.random.seed(1)
    x, y = numpy.zeros((400, 2)), numpy.repeat([0, 1], 200)
    for label in (0, 1):
        t = numpy.linspace(label * 3.12, (label + 1) * 3.12, 200) + numpy.random.randn(200) * 0.2
        r = 4 * numpy.sin(t * 4) + numpy.random.randn(200) * 0.2
        x[label * 200:][:200] = numpy.c_[r * numpy.sin(t), r * numpy.cos(t)]
    numpy.random.seed(2)
    weights = numpy.random.randn(4, 2) * 0.01, numpy.random.randn(1, 4) * 0.01

    def costs(w1, w2):
        b1, b2, found = numpy.zeros(4), numpy.zeros(1), []
        for step in range(9001):
            h = numpy.tanh(x @ w1.T + b1)
            z = (h @ w2.T + b2)[:, 0]
            if step % 1000 == 0:
                found.append(numpy.mean(numpy.logaddexp(0, z) - y * z))
            d = (1 / (1 + numpy.exp(-z)) - y) / 400
            back = numpy.outer(d, w2[0]) * (1 - h * h)
            w1, b1, w2, b2 = w1 - 1.2 * back.T @ x, b1 - 1.2 * back.sum(0), w2 - 1.2 * d @ h, b2 - 1.2 * d.sum()
        return numpy.array(found)

    rng = numpy.random.default_rng(0)
    exact = costs(*weights)
    moved = [costs(*(w * (1 + 1e-15 * rng.standard_normal(w.shape)) for w in weights)) for _ in range(8)]
    for step, (cost, change) in enumerate(zip(exact, numpy.abs(moved - exact).max(0))):
        print(f"planar: cost at {step * 1000}: {cost:.12f}, moved by at most {change:.1e}")


def near_clones():
    """The largest factor on a difference of two of eight clones on XOR, by steps 300 and 1,500."""
    x, y = numpy.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), numpy.array([0, 1, 1, 0.0])

    def apart(parameter, difference):
        moved = numpy.zeros((8, 4))
        moved[0, parameter], moved[1, parameter] = difference / 2, -difference / 2
        w, b, v, c, found = 0.5 + moved[:, :2], moved[:, 2], 0.5 + moved[:, 3], 0.0, {}
        for step in range(1501):
            if step in (300, 1500):
                found[step] = numpy.r_[w[0] - w[1], b[0] - b[1], v[0] - v[1]] / difference
            h = numpy.tanh(x @ w.T + b)
            d = (1 / (1 + numpy.exp(-(h @ v + c))) - y) / 4
            back = numpy.outer(d, v) * (1 - h * h)
            w, b, v, c = w - 0.3 * back.T @ x, b - 0.3 * back.sum(0), v - 0.3 * h.T @ d, c - 0.3 * d.sum()
        return found

    for difference in (1e-6, 1e-7, 1e-8):
        runs = [apart(parameter, difference) for parameter in range(4)]
        for step in (300, 1500):
            factor = numpy.linalg.svd(numpy.array([run[step] for run in runs]))[1][0]
            print(f"near_clones: growth by {step} of {difference}: {factor:.6f}")


def born_dead(networks=200_000, batch=2000):
    """Shares of ReLU networks of one input, biases 0, whose last hidden layer answers 0 to 1 and to -1."""
    rng = numpy.random.default_rng(1)
    for depth, width in ((3, 2), (10, 2), (20, 4)):
        dead = 0
        for _ in range(networks // batch):
            h = numpy.broadcast_to([[1.0], [-1.0]], (batch, 2, 1))
            for _ in range(depth):
                h = numpy.maximum(h @ (rng.standard_normal((batch, h.shape[2], width)) * (2 / h.shape[2]) ** 0.5), 0)
            dead += (h.reshape(batch, -1).max(1) == 0).sum()
        print(f"born_dead: {depth} layers of {width}: {dead / networks}")


def edge_of_stability():
    """Rate times the Hessian's largest eigenvalue over 2, at the start and in the mean over the last 2,000 of 6,000 steps."""
    x = numpy.linspace(-1, 1, 20)[:, None]
    y = 4 * x[:, 0] ** 3 - 3 * x[:, 0]
    shapes = [(20, 1), (20,), (20, 20), (20,), (1, 20), (1,)]

    def gradient(p):
        parts = numpy.split(p, numpy.cumsum([numpy.prod(shape) for shape in shapes])[:-1])
        w1, b1, w2, b2, w3, b3 = (part.reshape(shape) for part, shape in zip(parts, shapes))
        g = numpy.tanh(x @ w1.T + b1)
        h = numpy.tanh(g @ w2.T + b2)
        error = (h @ w3.T + b3)[:, 0] - y
        d = error[:, None] / len(x)
        dh = d @ w3 * (1 - h * h)
        dg = dh @ w2 * (1 - g * g)
        parts = (dg.T @ x, dg.sum(0), dh.T @ g, dh.sum(0), d.T @ h, d.sum(0))
        return numpy.mean(error ** 2) / 2, numpy.concatenate([part.ravel() for part in parts])

    def largest(p, rng):
        vectors, diagonal, beside = [rng.standard_normal(len(p))], [], []
        vectors[0] /= numpy.linalg.norm(vectors[0])
        for _ in range(25):
            last = vectors[-1]
            image = (gradient(p + 1e-5 * last)[1] - gradient(p - 1e-5 * last)[1]) / 2e-5
            diagonal.append(image @ last)
            for vector in vectors:
                image -= (image @ vector) * vector
            beside.append(numpy.linalg.norm(image))
            vectors.append(image / beside[-1])
        return numpy.linalg.eigvalsh(numpy.diag(diagonal) + numpy.diag(beside[:-1], 1) + numpy.diag(beside[:-1], -1))[-1]

    for rate in (0.1, 0.2):
        for seed in range(8):
            rng = numpy.random.default_rng(seed)
            p = numpy.concatenate([(rng.standard_normal(shape) * (2 / sum(shape)) ** 0.5).ravel() if len(shape) == 2
                                   else numpy.zeros(shape) for shape in shapes])
            shares = []
            for step in range(6001):
                if step == 0 or (step >= 4000 and step % 250 == 0):
                    shares.append(largest(p, rng) * rate / 2)
                p = p - rate * gradient(p)[1]
            print(f"edge_of_stability: rate {rate}, seed {seed}: {shares[0]:.3f}, then {numpy.mean(shares[1:]):.4f},"
                  f" loss {gradient(p)[0]:.4f}")


def relu_edge():
    """The arc-cosine kernel of Cho and Saul, and 100 layers of it from correlation 0."""
    def following(c):
        return (c * numpy.arcsin(c) + numpy.sqrt(1 - c * c)) / numpy.pi + c / 2
    for c in (0, 0.5, 0.9):
        print(f"relu_edge: after {c}: {following(c):.16f}")
    c = 0.0
    for _ in range(100):
        c = following(c)
    print(f"relu_edge: 100² times the distance from 1: {1e4 * (1 - c):.10f}; the limit is {4.5 * numpy.pi ** 2:.6f}")


FIGURES = (planar, near_clones, born_dead, edge_of_stability, relu_edge)

if __name__ == "__main__":
    for figure in FIGURES:
        if not sys.argv[1:] or figure.__name__ in sys.argv[1:]:
            figure()
