#!/usr/bin/env python3
"""Prints the coefficients of the kernels' elementary functions, lowest power first, with the error of each polynomial.

Each interpolates its function at the Chebyshev nodes of its interval, computed with 60 digits and rounded once:
    exp    q(r) with exp(r) = 1 + r + r^2 q(r), |r| <= ln 2 / 2
    log    R(z) with log((1 + s) / (1 - s)) = 2 s + s^3 R(s^2), m = (1 + s) / (1 - s) from sqrt(1/2) to sqrt(2)
    erfc   g(t) with erfc(y) = exp(-y^2) g(t) / (1 + 2 y), t = (y - 2) / (y + 2), y from 0 to 14 or 28

    python polynomials.py
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 60
LN2_HALF = mp.log(2) / 2
S_MAX = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)


def exp_tail(r):
    return mp.mpf(1) / 2 if abs(r) < mp.mpf(10) ** -25 else (mp.exp(r) - 1 - r) / (r * r)


def log_tail(z):
    if z < mp.mpf(10) ** -15:
        return mp.mpf(2) / 3 + 2 * z / 5
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) - 2 * s) / s**3


def erfc_tail(t):
    y = 2 * (1 + t) / (1 - t)
    return mp.erfc(y) * mp.exp(y * y) * (1 + 2 * y)


def interpolate(f, low, high, degree):
    """The coefficients of the polynomial that meets f at the Chebyshev nodes of the interval."""
    count = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    system = mp.matrix(count, count)
    values = mp.matrix(count, 1)
    for row, x in enumerate(nodes):
        for column in range(count):
            system[row, column] = x**column
        values[row] = f(x)
    return list(mp.lu_solve(system, values))


def worst_relative_error(f, coefficients, low, high, points=1000):
    worst = mp.mpf(0)
    for k in range(points + 1):
        x = low + (high - low) * mp.mpf(k) / points
        worst = max(worst, abs(mp.polyval(coefficients[::-1], x) / f(x) - 1))
    return worst


def show(name, f, low, high, degree, single):
    low, high = mp.mpf(low), mp.mpf(high)
    coefficients = interpolate(f, low, high, degree)
    error = worst_relative_error(f, coefficients, low, high)
    print(f"{name}, degree {degree}, relative error {mp.nstr(error, 3)}")
    for c in coefficients:
        print("   ", np.float32(float(c)) if single else repr(float(c)))


def end(y):
    return (mp.mpf(y) - 2) / (mp.mpf(y) + 2)


if __name__ == "__main__":
    show("exp float32", exp_tail, -LN2_HALF, LN2_HALF, 4, True)
    show("exp float64", exp_tail, -LN2_HALF, LN2_HALF, 10, False)
    show("log float32", log_tail, 0, S_MAX**2, 3, True)
    show("log float64", log_tail, 0, S_MAX**2, 7, False)
    show("erfc float32", erfc_tail, -1, end(14), 11, True)
    show("erfc float64", erfc_tail, -1, end(28), 26, False)
