/// The data set `digits`, read out of ``DigitsFixture``.
enum Digits {
  /// 1,797 rows of 64 pixels from 0 to 16.
  static let rows: Dataset.Split = DigitsFixture.lines.withUTF8Buffer { text in
    var split = Dataset.Split(inputs: [], targets: [])
    split.inputs.reserveCapacity(1797 * 64)
    for line in text.split(separator: UInt8(ascii: "\n")) {
      split.targets.append(value(line[line.startIndex]))
      split.inputs.append(contentsOf: line.dropFirst().map(value))
    }
    return split
  }

  private static func value(_ character: UInt8) -> Double {
    character <= UInt8(ascii: "9")
      ? Double(character - UInt8(ascii: "0")) : 10 + Double(character - UInt8(ascii: "a"))
  }
}
