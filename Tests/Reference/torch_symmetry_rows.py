#!/usr/bin/env python3
"""Writes the rows of the exact-symmetry experiment: 200 rows of five Gaussian inputs (NumPy seed 0, rounded to
float32), labelled by an exclusive or of the signs of the first two.

    python torch_symmetry_rows.py OUTPUT.json
"""
import json
import sys

import numpy as np

rng = np.random.default_rng(0)
inputs = rng.normal(size=(200, 5)).astype("f")
targets = inputs[:, 0] * inputs[:, 1] > 0
with open(sys.argv[1], "w") as file:
    json.dump({"inputs": inputs.astype(float).tolist(), "targets": targets.astype(int).tolist()}, file)
