#!/usr/bin/env python3
"""Writes functions.json: values of elementary functions, correctly rounded by mpmath.

For each function, float64 and float32 have rows [x, f(x)], both as hexadecimal bit patterns (most
significant digit first); x is exact in the format, f(x) the nearest number of that format, overflow
being infinity. NaN is "nan". Points: the interesting range at random, powers of two of either sign,
the neighbourhoods of zero and of the bounds where the result overflows, underflows or saturates,
and the special values.

    python activations.py OUTPUT.json
"""

import json
import random
import struct
import sys

import mpmath
import numpy as np
from mpmath import mp, mpf

mp.prec = 1400  # exp(-745) beside 1, and 1 + 2^-1074, are exact enough
FORMATS = {
    "float64": (np.float64, ">d", 53, -1074, 1024),
    "float32": (np.float32, ">f", 24, -149, 128),
}


def softplus(x):
    """log(1 + exp(x))"""
    return mpmath.log1p(mpmath.exp(x)) if x < 0 else x + mpmath.log1p(mpmath.exp(-x))


FUNCTIONS = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": softplus,
    "erf": mpmath.erf,
}
AT_INFINITY = {  # f(-inf), f(+inf)
    "exp": (0.0, np.inf),
    "log": (np.nan, np.inf),
    "log1p": (np.nan, np.inf),
    "tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "softplus": (0.0, np.inf),
    "erf": (-1.0, 1.0),
}
SPAN = {"exp": 750, "tanh": 25, "sigmoid": 760, "softplus": 760, "erf": 7}
SPECIAL = {  # poles
    ("log", 0.0): -np.inf,
    ("log1p", -1.0): -np.inf,
}
BOUNDS = {  # where a format's result overflows, underflows or saturates
    "exp": (
        709.782712893384,
        -745.1332191019411,
        -708.3964185322641,
        88.72283905206835,
        -103.97207708399179,
        -87.33654475055310,
    ),
    "tanh": (19.0615474653985, 9.010913339828708, 0.625, 22.0),
    "sigmoid": (36.7368005696771, 16.635532333438686, -745.13),
    "softplus": (36.7368005696771, 16.635532333438686, -745.13, -103.97),
    "erf": (5.921587195794508, 3.9192059, 0.84375, 1.25),
    "log": (1.0, 0.7071067811865476, 1.4142135623730951),
    "log1p": (0.41421356237309503, -0.2928932188134524, -0.5),
}


def nearest(value, form):
    """The number of the format nearest to a multiple-precision value, ties to even."""
    kind, _, precision, least, overflow = FORMATS[form]
    if value == 0:
        return kind(0)
    exponent = int(mpmath.floor(mpmath.log(abs(value), 2)))
    # The logarithm of a power of two may round either way.
    if mpf(2) ** exponent > abs(value):
        exponent -= 1
    unit = max(exponent - precision + 1, least)
    scaled = int(mpmath.nint(value / mpf(2) ** unit))  # nint takes ties to even
    if abs(scaled).bit_length() + unit > overflow:
        return kind(np.copysign(np.inf, float(mpmath.sign(value))))
    return kind(np.ldexp(float(scaled), unit))


def points(name, form):
    """The arguments, as numbers of the format, in order and once each."""
    kind, _, _, least, overflow = FORMATS[form]
    rng = random.Random(f"{name} {form}")
    chosen = []
    if name in ("log", "log1p"):
        chosen += [2.0 ** rng.uniform(least + 1, overflow - 1) for _ in range(60)]
        chosen += [rng.uniform(0.25, 4.0) for _ in range(60)] + [
            1.0 + rng.uniform(-1, 1) * 2.0**-k for k in range(1, 25)
        ]
    if name == "log1p":
        chosen += [-rng.random() for _ in range(20)] + [
            s * 2.0**-k for k in range(1, 60, 4) for s in (1, -1)
        ]
    if name in SPAN:
        span = SPAN[name] if form == "float64" or SPAN[name] < 100 else 110
        chosen += [rng.uniform(-span, span) for _ in range(60)] + [
            rng.uniform(-6, 6) for _ in range(80)
        ]
        chosen += [
            s * 2.0**-k
            for k in (0, 1, 2, 3, 5, 8, 13, 20, 24, 27, 30, 53, 60, 126)
            for s in (1, -1)
        ]
    for bound in BOUNDS[name]:
        for b in (bound, -bound) if name in SPAN else (bound,):
            at = kind(b)
            chosen += [np.nextafter(at, kind(-np.inf)), at, np.nextafter(at, kind(np.inf))]
    limits = np.finfo(kind)
    chosen += [0.0, limits.smallest_subnormal, limits.tiny, limits.eps, 1.0, 2.0, limits.max]
    if name != "log":
        chosen += [-limits.smallest_subnormal, -limits.tiny, -limits.eps, -0.5]
    if name in SPAN:
        chosen += [-1.0, -2.0, -limits.max]
    return sorted({kind(x) for x in chosen if np.isfinite(kind(x))})


def bits(number, form):
    """The bit pattern in hexadecimal."""
    return "nan" if np.isnan(number) else struct.pack(FORMATS[form][1], number).hex()


def value_at(name, x, form):
    """f(x) in the format."""
    if (name, float(x)) in SPECIAL:
        return SPECIAL[name, float(x)]
    # Out here the result is a limit or x itself, and the exponential of x would not end.
    if abs(float(x)) > 1e6 and name not in ("log", "log1p"):
        low, high = AT_INFINITY[name]
        return x if name == "softplus" and x > 0 else (high if x > 0 else low)
    return nearest(FUNCTIONS[name](mpf(float(x))), form)


def main(path):
    result = {}
    for name in FUNCTIONS:
        for form, (kind, *_) in FORMATS.items():
            rows = [
                [bits(x, form), bits(value_at(name, x, form), form)] for x in points(name, form)
            ]
            rows += [
                [bits(kind(s * np.inf), form), bits(f, form)]
                for s, f in zip((-1, 1), AT_INFINITY[name])
            ]
            rows.append(["nan", "nan"])
            if name in ("log", "log1p"):
                rows.append([bits(kind(-1.5), form), "nan"])
            result.setdefault(name, {})[form] = rows
            print(name, form, len(rows))
    with open(path, "w", encoding="ascii") as file:
        json.dump(result, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
