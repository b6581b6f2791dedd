"""Writes Tests/Fixtures/singular_values.json: singular values of matrices without full rank, and what is made of them, by NumPy.

Run once, from the project's top directory, with numpy installed:
    python3 Tests/Reference/singular_values.py

Matrices as constant starts give them: activations of clones, two kinds of clones, columns of zeros, tiny and huge numbers, and products
of thin random factors.
"""

import json
import pathlib

import numpy as np

from representations import procrustes, svcca


def matrices():
    rng = np.random.default_rng(11)
    x = np.tanh(rng.normal(size=(40, 1)))
    y = np.tanh(rng.normal(size=(40, 1)) + x)
    yield "clones", np.repeat(x, 8, axis=1), np.repeat(y, 8, axis=1)
    yield "nearly clones", np.repeat(x, 6, axis=1) + 1e-13 * rng.normal(size=(40, 6)), np.repeat(y, 6, axis=1)
    yield "two kinds", np.hstack([np.repeat(x, 5, axis=1), np.repeat(y, 4, axis=1)]), np.repeat(x + y, 3, axis=1)
    yield "silent columns", np.hstack([np.zeros((40, 3)), x, np.zeros((40, 2)), y]), np.hstack([y, np.zeros((40, 4))])
    for rank, columns in [(1, 12), (3, 12), (5, 31)]:
        low = rng.normal(size=(64, rank)) @ rng.normal(size=(rank, columns))
        other = rng.normal(size=(64, rank)) @ rng.normal(size=(rank, 7)) + low[:, :7]
        yield f"rank {rank} of {columns}", low, other
    yield "huge", np.repeat(x, 5, axis=1) * 1e200, np.repeat(y, 5, axis=1) * 1e200
    yield "tiny", np.repeat(x, 5, axis=1) * 1e-200, np.repeat(y, 5, axis=1) * 1e-200
    yield "full rank", rng.normal(size=(60, 8)), rng.normal(size=(60, 8))


def main():
    rows = []
    for name, x, y in matrices():
        values = np.linalg.svd(x, compute_uv=False)
        scale = values.max()
        # The measures do not depend on the scale; NumPy's own squares would overflow.
        left, right = x / np.abs(x).max(), y / np.abs(y).max()
        rows.append({"name": name, "x": x.tolist(), "y": y.tolist(), "values": values.tolist(),
                     "stable_rank": float(((values / scale) ** 2).sum()), "procrustes": procrustes(left, right),
                     "svcca": svcca(left, right)})
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "singular_values.json"
    path.write_text(json.dumps(rows, separators=(",", ":")) + "\n", encoding="ascii")
    for row in rows:
        print(row["name"], row["values"][:4], row["stable_rank"], row["procrustes"], row["svcca"])


if __name__ == "__main__":
    main()
