/// A picture of dots, eight to a character: two columns of four (Unicode block U+2800).
package struct BrailleCanvas {
  /// Dots from left to right, a multiple of two.
  package let width: Int
  /// Dots from top to bottom, a multiple of four.
  package let height: Int
  private var cells: [UInt8]

  /// An empty picture of `columns` × `rows` characters.
  package init(columns: Int, rows: Int) {
    width = 2 * columns
    height = 4 * rows
    cells = Array(repeating: 0, count: columns * rows)
  }

  /// Sets the dot at (x, y), counted from the top left; one outside is left out.
  package mutating func set(x: Int, y: Int) {
    guard 0..<width ~= x, 0..<height ~= y else { return }
    cells[y / 4 * (width / 2) + x / 2] |= Self.bits[y % 4][x % 2]
  }

  /// Draws a straight line, both ends included.
  ///
  /// - Complexity: O(dots of the line).
  package mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y))
    guard steps > 0 else { return set(x: start.x, y: start.y) }
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      set(
        x: start.x + Int((share * Double(end.x - start.x)).rounded()),
        y: start.y + Int((share * Double(end.y - start.y)).rounded()))
    }
  }

  /// The picture, a text a row of characters.
  package var rows: [String] {
    let columns = width / 2
    return (0..<height / 4).map { row in
      var text = ""
      for cell in cells[row * columns..<(row + 1) * columns] {
        // All 256 scalars of the block exist.
        text.unicodeScalars.append(Unicode.Scalar(0x2800 + UInt32(cell))!)
      }
      return text
    }
  }

  /// The bit of each dot of a character, by row and column.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}
