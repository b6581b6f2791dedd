"""Writes Tests/Fixtures/truncated_normal.json: means and standard deviations of normal distributions between two cuts.

Run once, from the project's top directory, with mpmath installed:
    python3 Tests/Reference/truncated_normal.py

By mpmath's quadrature with 40 digits of the density over its largest value between the cuts; beside them the quartiles, roots of the
distribution function by the same quadrature.
"""

import json
import pathlib

from mpmath import exp, findroot, mp, mpf, quad, sqrt

mp.dps = 40


def row(low, high):
    low, high = mpf(low), mpf(high)
    mode = min(max(mpf(0), low), high)
    density = lambda t: exp(-t * (mode + t / 2))
    width = min(mpf(1), 1 / abs(mode)) if mode else mpf(1)
    left, right = max(low - mode, -80 * width), min(high - mode, 80 * width)
    ends = sorted({left, right, mpf(0)} | {k * 4 * width for k in range(-20, 21) if left < k * 4 * width < right})
    mass = quad(density, ends)
    mean = quad(lambda t: t * density(t), ends) / mass
    variance = quad(lambda t: (t - mean) ** 2 * density(t), ends) / mass
    quartiles = []
    for share in (mpf(1) / 4, mpf(1) / 2, mpf(3) / 4):
        below, above = ends[0], ends[-1]
        for _ in range(60):
            middle = (below + above) / 2
            parts = [e for e in ends if e < middle] + [middle]
            if quad(density, parts) / mass < share:
                below = middle
            else:
                above = middle
        quartiles.append(float(mode + below))
    return {"low": float(low), "high": float(high), "mean": float(mode + mean), "deviation": float(sqrt(variance)), "quartiles": quartiles}


CUTS = [(-2, 2), (0, 30), (-0.5, 3), (1, 2), (-8, 8), (3, 3.001), (8, 12), (20, 24), (36, 40), (37.5, 41.5), (38, 42), (100, 104),
        (1000, 1004), (38, 38.01), (-1e-6, 1e-6), (-3, 40)]


def main():
    rows = []
    for low, high in CUTS:
        rows.append(row(low, high))
        if -low != high:
            rows.append(row(-high, -low))
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "truncated_normal.json"
    path.write_text(json.dumps(rows, separators=(",", ":")) + "\n", encoding="ascii")
    for line in rows:
        print(*line.values())


if __name__ == "__main__":
    main()
