/// The data set `digits`, read out of ``DigitsFixture``.
enum Digits {
  /// 1,797 rows of 64 pixels from 0 to 16.
  static let rows: Dataset.Split = DigitsFixture.lines.withUTF8Buffer { text in
    // Pixels are bytes as they stand.
    var (inputs, targets): ([UInt8], [Double]) = ([], [])
    inputs.reserveCapacity(1797 * 64)
    for line in text.split(separator: UInt8(ascii: "\n")) {
      targets.append(Double(value(line[line.startIndex])))
      inputs.append(contentsOf: line.dropFirst().map(value))
    }
    return Dataset.Split(inputs: RowNumbers(.bytes(inputs[...])), targets: targets)
  }

  private static func value(_ character: UInt8) -> UInt8 {
    character <= UInt8(ascii: "9")
      ? character - UInt8(ascii: "0") : 10 + character - UInt8(ascii: "a")
  }
}
