"""Writes Tests/Fixtures/mean_field.json: fixed points, slopes and depth scales of wide random networks by NumPy and SciPy.

Run once, from the project's top directory, with numpy and scipy installed:
    python3 Tests/Reference/mean_field.py

Averages over normal variables by Simpson's rule on uniform grids, with the activation's corner at 0 (of the inner variable: where it
meets the corner) an end of the grid. The variance's fixed point is the one that plain iteration from 1 comes to: the sign of its
growth is followed from 1 on a grid, and SciPy's brentq takes the first change of sign. c* of the chaotic phase is brentq's root of
the correlation's map between 0 and 1.
"""

import json
import pathlib

import numpy as np
from scipy.integrate import simpson
from scipy.optimize import brentq

from curvature import FUNCTIONS

REACH = 13.0


def density(z):
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def average(f, q, points=20001):
    z = np.linspace(0, REACH, points)
    tiny = z.copy()
    tiny[0] = 1e-300
    root = np.sqrt(q)
    return simpson(density(z) * f(root * tiny), x=z) + simpson(density(z) * f(-root * tiny), x=z)


def pair(f, q, c, points=801):
    root, rest = np.sqrt(q), np.sqrt(1 - c * c)
    total = 0.0
    for side in (1, -1):
        # Finer towards 0: there the inner average turns within a width of the square root of 1 - c².
        t = np.linspace(0, 1, points)
        x = side * REACH * t**5
        inner = np.zeros_like(x)
        for way in (1, -1):
            corner = np.clip(-c * x / rest, -REACH, REACH)
            steps = np.linspace(0, 1, 2 * points - 1)
            y = corner[:, None] + (way * REACH - corner)[:, None] * steps
            inside = y + way * 1e-300
            u = root * (c * x[:, None] + rest * inside)
            # On the corner itself the side that the panel is on.
            u = np.where(np.abs(u) < 1e-12, way * 1e-300, u)
            inner += np.abs(way * REACH - corner) * simpson(density(y) * f(u), x=steps, axis=1)
        start = x.copy()
        start[0] = side * 1e-300
        total += 5 * REACH * simpson(t**4 * density(x) * f(root * start) * inner, x=t)
    return total


def point(kind, w, b):
    f, slope = FUNCTIONS[kind][0], FUNCTIONS[kind][1]
    growth = lambda q: (w * average(lambda u: f(u) ** 2, q) + b) / q - 1
    answer = {"activation": kind, "weight_variance": w, "bias_variance": b}
    first = growth(1.0)
    both = lambda u: (float(slope(np.array(-u)) ** 2) + float(slope(np.array(u)) ** 2)) / 2
    corner = float(slope(np.array(-1e-300))) != float(slope(np.array(1e-300)))
    if abs(first) < 1e-11 and abs(growth(0.3)) < 1e-11:
        return answer | {"fixed_point": None, "susceptibility": w * both(1e-300), "correlation": 1.0 if corner else None, "depth_scale": None}
    q, factor = 1.0, (1.3 if first > 0 else 1 / 1.3)
    while 1e-12 < q < 1e12:
        if abs(growth(q * factor)) > 1e-11 and (growth(q * factor) > 0) != (first > 0):
            break
        q *= factor
    if q >= 1e12:
        return answer | {"fixed_point": None, "susceptibility": w * both(1e9), "correlation": None, "depth_scale": None}
    if q <= 1e-12:
        chi = w * both(1e-300)
        depth = None if abs(chi - 1) < 1e-6 else -1 / np.log(chi)
        return answer | {"fixed_point": 0.0, "susceptibility": chi, "correlation": 1.0 if corner else None, "depth_scale": depth}
    q = brentq(growth, min(q, q * factor), max(q, q * factor), xtol=1e-14, rtol=1e-14)
    chi = w * average(lambda u: slope(u) ** 2, q)
    if chi <= 1 + 1e-6:
        return answer | {"fixed_point": q, "susceptibility": chi, "correlation": 1.0, "depth_scale": -1 / np.log(chi)}
    excess = lambda c: (w * pair(f, q, c) + b) / q - c
    c = 0.0
    if excess(0.0) > 1e-9:
        high = next(1 - 10.0**-k for k in np.arange(0.5, 6, 0.5) if excess(1 - 10.0**-k) < 0)
        c = brentq(excess, 0.0, high, xtol=1e-13)
    return answer | {"fixed_point": q, "susceptibility": chi, "correlation": c, "depth_scale": -1 / np.log(w * pair(slope, q, c))}


PAIRS = [(0.5, 0.0), (1.0, 0.0), (1.0, 0.05), (1.5, 0.05), (1.7, 0.05), (2.006, 0.0), (2.05, 0.0), (2.0, 0.0), (3.0, 0.1), (4.0, 0.5)]


def main():
    rows = [point(kind, w, b) for kind in FUNCTIONS for w, b in PAIRS]
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "mean_field.json"
    path.write_text(json.dumps(rows, separators=(",", ":")) + "\n", encoding="ascii")
    for row in rows:
        print(*row.values())


if __name__ == "__main__":
    main()
