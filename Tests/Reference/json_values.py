#!/usr/bin/env python3
"""Writes json_values.json: what Python makes of numbers and documents.

numbers    [literal, bits of the nearest float64, bits of the nearest float32], null where that is
           infinite. Both are rounded once from the exact rational value, ties to even.
shortest   [bits of a float64, Python's shortest literal of it].
documents  [a JSON text in ASCII, json.dumps of the same value with sorted keys, no white space].

    python json_values.py OUTPUT.json
"""

import json
import random
import struct
import sys
from fractions import Fraction

FLOAT64 = (53, -1074, 1024, 8, "<d", "<Q")
FLOAT32 = (24, -149, 128, 4, "<f", "<I")


def nearest_bits(literal, form):
    """The bits of the float nearest to the literal's exact value, or None where it overflows."""
    precision, least_exponent, overflow_exponent, size, code, code_of_bits = form
    value = abs(Fraction(literal))
    negative = literal.startswith("-")
    rounded = 0.0
    if value:
        exponent = value.numerator.bit_length() - value.denominator.bit_length()
        if Fraction(2) ** exponent > value:
            exponent -= 1
        unit = max(exponent - precision + 1, least_exponent)
        scaled = round(value / Fraction(2) ** unit)  # Python rounds a Fraction's ties to even
        if scaled >= 2**precision:
            scaled, unit = scaled // 2, unit + 1
        if unit + precision > overflow_exponent:
            return None
        rounded = float(scaled) * 2.0**unit if unit > -1022 else float(scaled * Fraction(2) ** unit)
    packed = struct.pack(code, -rounded if negative else rounded)
    return format(struct.unpack(code_of_bits, packed)[0], f"0{2 * size}x")


def midpoints(rng, count, form):
    """Literals at and beside the midpoints of neighbouring floats, where rounding goes wrong."""
    precision, least_exponent, overflow_exponent = form[:3]
    for _ in range(count):
        scaled = rng.randrange(2 ** (precision - 1), 2**precision)
        unit = (
            rng.randrange(-60, 60)
            if rng.random() < 0.7
            else rng.randrange(least_exponent, least_exponent + 40)
        )
        middle = Fraction(2 * scaled + 1) * Fraction(2) ** (unit - 1)
        digits = exact_decimal(middle)
        yield digits
        if "." in digits:
            yield digits + "0" * 10 + "1"
            # The last digit of such a fraction is 5.
            yield digits[:-1] + chr(ord(digits[-1]) - 1) + "9" * 10


def exact_decimal(value):
    """The finite decimal expansion of a fraction whose denominator is a power of two."""
    places = max(value.denominator.bit_length() - 1, 0)
    digits = str(value.numerator * 5**places).rjust(places + 1, "0")
    return digits if places == 0 else digits[:-places] + "." + digits[-places:]


def random_document(rng, depth):
    kind = rng.randrange(8 if depth else 5)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return rng.choice([0, -1, 2**64 - 1, -(2**63), rng.randrange(10**6)])
    if kind == 2:
        return rng.choice([0.5, 1e-7, -2.25, 1e25, 5e-324, rng.random(), rng.gauss(0, 1)])
    if kind in (3, 4):
        return random_text(rng)
    if kind == 5:
        return [random_document(rng, depth - 1) for _ in range(rng.randrange(5))]
    return {random_text(rng): random_document(rng, depth - 1) for _ in range(rng.randrange(12))}


def random_text(rng):
    points = [
        rng.choice([rng.randrange(0x80), rng.randrange(0x800), rng.randrange(0xE000, 0x110000)])
        for _ in range(rng.randrange(6))
    ]
    return "".join(map(chr, points))


def main(path):
    rng = random.Random(20240601)
    literals = [
        "0",
        "-0",
        "-0.0",
        "1",
        "0.1",
        "-0.3",
        "1e23",
        "8.5e22",
        "2.2250738585072011e-308",
        "5e-324",
        "2e-324",
        "2.47e-324",
        "2.48e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "-1e309",
        "3.4028235e38",
        "3.4028236e38",
        "1e39",
        "1e-45",
        "7e-46",
        "1.4e-45",
        "9007199254740993",
        "9007199254740992.5",
        "18446744073709551615",
        "123456789012345678901234567890",
        "1e-400",
        "6.02214076E+23",
    ]
    literals += [repr(struct.unpack("<d", rng.randbytes(8))[0]) for _ in range(150)]
    literals += [f"{rng.randrange(10 ** 17)}e{rng.randrange(-340, 300)}" for _ in range(150)]
    literals += midpoints(rng, 60, FLOAT64)
    literals += midpoints(rng, 60, FLOAT32)
    literals = [x for x in literals if x not in ("nan", "inf", "-inf") and len(x) <= 1024]
    numbers = [[x, nearest_bits(x, FLOAT64), nearest_bits(x, FLOAT32)] for x in literals]
    # The interpreter's own reader must agree with the exact arithmetic.
    for literal, bits, _ in numbers:
        own = float(literal)
        own = None if own in (float("inf"), float("-inf")) else struct.pack(">d", own).hex()
        assert own == bits, literal

    shortest = []
    while len(shortest) < 200:
        value = struct.unpack("<d", rng.randbytes(8))[0] if len(shortest) % 2 else rng.gauss(0, 1)
        if value == value and abs(value) != float("inf"):
            shortest.append([struct.pack(">d", value).hex(), repr(value)])

    documents = []
    for _ in range(120):
        value = random_document(rng, 4)
        documents.append(
            [
                json.dumps(value),
                json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
            ]
        )
    with open(path, "w", encoding="ascii") as file:
        rows = {"numbers": numbers, "shortest": shortest, "documents": documents}
        file.write(
            "{"
            + ",\n".join(
                f'"{name}":[\n'
                + ",\n".join(json.dumps(row, separators=(",", ":")) for row in table)
                + "]"
                for name, table in rows.items()
            )
            + "}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1])
