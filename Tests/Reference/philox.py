#!/usr/bin/env python3
"""Writes philox.json: known answers of Philox 4x32 with 10 rounds.

Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".

published  the three vectors of Random123's kat_vectors for philox4x32 with 10 rounds.
blocks     blocks of the implementation below, which reproduces the published three.

Each entry has counter (4 words), key (2 words) and output (4 words), word 0 first, as hexadecimal.

    python philox.py OUTPUT.json
"""

import json
import random
import sys

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)  # the golden ratio and the square root of 3, less 1
MASK = 0xFFFFFFFF

PUBLISHED = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def philox4x32(counter, key, rounds=10):
    """The block of `counter` (4 words) under `key` (2 words)."""
    c, k = list(counter), list(key)
    for _ in range(rounds):
        p0, p1 = MULTIPLIERS[0] * c[0], MULTIPLIERS[1] * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(word + step) & MASK for word, step in zip(k, KEY_STEPS)]
    return c


def entry(counter, key):
    """One row of the fixture."""
    names = ("counter", "key", "output")
    return {
        n: [f"{w:08x}" for w in words]
        for n, words in zip(names, (counter, key, philox4x32(counter, key)))
    }


def main(path):
    published = []
    for counter, key, output in PUBLISHED:
        words = [[int(w, 16) for w in text.split()] for text in (counter, key)]
        published.append(entry(*words))
        assert published[-1]["output"] == output.split()
    rng = random.Random(4321)
    cases = [([n, 0, 0, 0], [1, 0]) for n in range(16)]  # a stream: the counter runs
    cases += [([0, 0, 0, 0], [seed, 0]) for seed in range(2, 10)]
    cases += [
        ([1 << bit if word == at else 0 for word in range(4)], [0, 0])
        for at in range(4)
        for bit in (0, 15, 31)
    ]
    cases += [
        ([0, 0, 0, 0], [1 << bit if word == at else 0 for word in range(2)])
        for at in range(2)
        for bit in (0, 31)
    ]
    cases += [
        ([rng.getrandbits(32) for _ in range(4)], [rng.getrandbits(32) for _ in range(2)])
        for _ in range(60)
    ]
    with open(path, "w", encoding="ascii") as file:
        blocks = [entry(*case) for case in cases]
        json.dump({"published": published, "blocks": blocks}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
