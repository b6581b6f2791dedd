"""Rows made by formulas, with the traits of data that people train on."""
import math
import random


def clusters(features, classes, rows=150, spread=0.8, scales=None, offsets=None, seed=0):
    """Clouds around one centre a class; feature j is scaled and moved by the j-th of both lists."""
    chance = random.Random(seed)
    centres = [[chance.gauss(0, 1.5) for _ in range(features)] for _ in range(classes)]
    scales, offsets = scales or [1] * features, offsets or [0] * features
    inputs, targets = [], []
    for row in range(rows):
        kind = row % classes
        inputs.append([offsets[j] + scales[j] * (centres[kind][j] + spread * chance.gauss(0, 1))
                       for j in range(features)])
        targets.append(kind)
    return {"inputs": inputs, "targets": targets, "task": "classification", "classes": classes}


def laboratory(classes=3, rows=150, seed=0):
    """Columns as of laboratory values: some in thousands, some in hundredths, none around 0."""
    scales = [1, 0.3, 300, 10, 0.02]
    return clusters(5, classes, rows, scales=scales, offsets=[s * o for s, o in zip(scales, (13, 7, 3, 9, 6))],
                    seed=seed)


def ring(radius=1.0, centre=0.0, rows=120, seed=0):
    """A disc within a ring: no straight line parts them."""
    chance = random.Random(seed)
    inputs, targets = [], []
    for row in range(rows):
        inner = row % 2
        distance = radius * (chance.uniform(0, 0.5) if inner else chance.uniform(0.7, 1))
        angle = chance.uniform(0, 2 * math.pi)
        inputs.append([centre + distance * math.cos(angle), centre + distance * math.sin(angle)])
        targets.append(inner)
    return {"inputs": inputs, "targets": targets, "task": "classification", "classes": 2}


def wave(scale=1.0, offset=0.0, rows=60, noise=0.0, seed=0):
    """One period and a half of a sine, for regression."""
    chance = random.Random(seed)
    inputs = [[-1.5 + 3 * row / (rows - 1)] for row in range(rows)]
    targets = [offset + scale * (math.sin(3 * x) + noise * chance.gauss(0, 1)) for x, in inputs]
    return {"inputs": inputs, "targets": targets, "task": "regression"}


def pair(scales, offsets, rows=60):
    """Two targets a row, a sine and a cosine, each with a scale and a mean of its own."""
    inputs = [[-1.5 + 3 * row / (rows - 1)] for row in range(rows)]
    targets = [[offset + scale * wave(2 * x) for wave, scale, offset in zip((math.sin, math.cos), scales, offsets)]
               for x, in inputs]
    return {"inputs": inputs, "targets": targets, "task": "regression"}


def bowl(scale=1.0, offset=0.0, rows=100, seed=0):
    """A paraboloid over a square, for regression."""
    chance = random.Random(seed)
    inputs = [[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(rows)]
    targets = [offset + scale * (x * x + y * y - 2 / 3) for x, y in inputs]
    return {"inputs": inputs, "targets": targets, "task": "regression"}
