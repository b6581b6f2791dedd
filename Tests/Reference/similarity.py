"""Writes Tests/Fixtures/similarity.json: neuron similarity computed with NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/similarity.py

Cosines, correlations and angles are computed in extended precision, whose exponent range also
holds the squares of the huge and tiny cases; singular values by LAPACK in float64.
"""

import json
import pathlib

import numpy as np

EXTENDED = np.longdouble


def cosines(rows):
    rows = rows.astype(EXTENDED)
    unit = rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return (unit @ unit.T).astype(np.float64)


def correlations(activations):
    columns = activations.T.astype(EXTENDED)
    return cosines(columns - columns.mean(axis=1, keepdims=True))


def effective_rank(matrix):
    values = np.linalg.svd(matrix, compute_uv=False)
    shares = values / values.sum()
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def displacement(start, now):
    u = start.ravel().astype(EXTENDED)
    v = now.ravel().astype(EXTENDED)
    u_norm, v_norm = np.sqrt((u * u).sum()), np.sqrt((v * v).sum())
    u, v = u / u_norm, v / v_norm
    apart, together = np.sqrt(((u - v) ** 2).sum()), np.sqrt(((u + v) ** 2).sum())
    pi = EXTENDED("3.14159265358979323846264338327950288")
    return float(2 * np.arctan2(apart, together) * 180 / pi), float(v_norm / u_norm)


def case(name, incoming, outgoing, activations, turned):
    degrees, ratio = displacement(incoming, turned)
    return {
        "name": name,
        "incoming": incoming.tolist(),
        "outgoing": outgoing.tolist(),
        "activations": activations.tolist(),
        "now": turned.tolist(),
        "incoming_cosines": cosines(incoming).tolist(),
        "outgoing_cosines": cosines(outgoing.T).tolist(),
        "correlations": correlations(activations).tolist(),
        "effective_rank": effective_rank(incoming),
        "turned_degrees": degrees,
        "norm_ratio": ratio,
    }


def cases():
    random = np.random.default_rng(20)

    def draw(name, units, fan_in, fan_out, rows, scale=1.0, move=0.5):
        incoming = random.standard_normal((units, fan_in)) * scale
        return case(
            name,
            incoming,
            random.standard_normal((fan_out, units)) * scale,
            random.standard_normal((rows, units)) * scale + scale,
            incoming + move * scale * random.standard_normal(incoming.shape),
        )

    yield draw("square", 9, 9, 5, 20)
    yield draw("tall", 21, 6, 3, 33)
    yield draw("wide", 5, 26, 17, 8)
    yield draw("one input", 6, 1, 1, 4)
    yield draw("two neurons", 2, 3, 2, 5)
    yield draw("huge", 7, 10, 4, 12, scale=1e300)
    yield draw("tiny", 7, 10, 4, 12, scale=1e-300)
    yield draw("hardly turned", 8, 12, 4, 16, move=1e-9)

    # Rank 3, some rows repeated, an offset far above the activations' spread.
    incoming = random.standard_normal((12, 3)) @ random.standard_normal((3, 10))
    incoming[5] = incoming[2]
    incoming[9] = incoming[2]
    yield case(
        "rank three",
        incoming,
        random.standard_normal((6, 12)),
        np.tanh(random.standard_normal((15, 12))) * 1e-3 + 100,
        -incoming + 1e-3 * random.standard_normal(incoming.shape),
    )


def scattered(units, fan_in):
    """A matrix that the test can write down for itself: see `scatteredLayer` there."""
    i, j = np.meshgrid(np.arange(units), np.arange(fan_in), indexing="ij")
    mixed = (i * 1103515245 + j * 12345 + i * j * 2654435 + i * i * 7919 + j * j * j) % 1000003
    return mixed / 1000003 - 0.25


if __name__ == "__main__":
    fixture = {
        "cases": list(cases()),
        "scattered": [
            {"units": u, "fan_in": f, "effective_rank": effective_rank(scattered(u, f))}
            for u, f in [(130, 70), (64, 257), (200, 200)]
        ],
    }
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "similarity.json"
    path.write_text(json.dumps(fixture) + "\n")
