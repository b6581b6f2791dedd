#!/usr/bin/env python3
"""Writes DigitsFixture.swift: the handwritten digits of scikit-learn, 1,797 images of 8 by 8.

They are the test set of E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits"
(UCI Machine Learning Repository, 1998, CC BY 4.0), as sklearn.datasets.load_digits gives them. A
pixel is a whole number from 0 to 16, written as one of the characters 0 to 9 and a to g; a line is
an image, row by row, after its class.

    python digits.py OUTPUT.swift
"""

import sys

from sklearn.datasets import load_digits

HEAD = '''/// The images of the data set `digits`: see `Tests/Reference/digits.py`, which wrote this file.
enum DigitsFixture {
  /// A line an image: its class, then 64 pixels from 0 to 16 as the characters 0 to 9 and a to g.
  static let lines: StaticString = """
'''


def main(path):
    data = load_digits()
    pixels = data.data.astype(int)
    assert pixels.shape == (1797, 64) and pixels.min() == 0 and pixels.max() == 16
    with open(path, "w", encoding="ascii") as file:
        file.write(HEAD)
        for label, image in zip(data.target, pixels):
            file.write("    " + str(label) + "".join("0123456789abcdefg"[p] for p in image) + "\n")
        file.write('    """\n}\n')


if __name__ == "__main__":
    main(sys.argv[1])
