/// Values in rows and columns, brought down to as many cells as a picture is to have.
struct CellGrid {
  /// Cells along a side at most.
  static let mostCells = 128

  let rows: Int
  let columns: Int
  /// Values of the original that one cell stands for along a side.
  let block: Int
  /// Row by row; nil where there is no value.
  let values: [Double?]

  /// Each cell has the mean of the values of its block, of those that there are.
  ///
  /// - Complexity: O(values).
  init(_ values: [Double?], columns: Int) {
    self.init(values, columns: columns) { cell in
      let numbers = cell.compactMap(\.self)
      return numbers.isEmpty ? nil : numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
    }
  }

  /// Each cell has the class that most of its block are of, the first of equally many.
  init(classes: [Int], columns: Int) {
    self.init(classes.map { Double($0) }, columns: columns) { cell in
      var counts: [Double: Int] = [:]
      for value in cell.compactMap(\.self) { counts[value, default: 0] += 1 }
      return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    }
  }

  private init(_ values: [Double?], columns: Int, _ join: ([Double?]) -> Double?) {
    let rows = values.count / max(1, columns)
    let block = max(1, (max(rows, columns) + Self.mostCells - 1) / Self.mostCells)
    let (height, width) = ((rows + block - 1) / block, (columns + block - 1) / block)
    (self.rows, self.columns, self.block) = (height, width, block)
    self.values =
      block == 1
      ? values
      : (0..<height * width).map { cell in
        let (row, column) = (cell / width * block, cell % width * block)
        return join(
          (row..<min(rows, row + block)).flatMap { row in
            values[row * columns + column..<row * columns + min(columns, column + block)]
          })
      }
  }

  /// For each level of the cells, a path over those that have it, a cell being 1 × 1; runs of one level
  /// in a row are one rectangle. `level` is nil where nothing is drawn.
  ///
  /// - Complexity: O(cells).
  func paths(_ level: (Double?) -> Int?) -> [(level: Int, path: String)] {
    var paths: [Int: String] = [:]
    for row in 0..<rows {
      var start = 0
      while start < columns {
        let own = level(values[row * columns + start])
        var end = start + 1
        while end < columns, level(values[row * columns + end]) == own { end += 1 }
        if let own {
          paths[own, default: ""] += "M\(start) \(row)h\(end - start)v1h\(start - end)z"
        }
        start = end
      }
    }
    return paths.sorted { $0.key < $1.key }.map { (level: $0.key, path: $0.value) }
  }

  /// A path along the sides between cells of different values.
  var borders: String {
    var path = ""
    for row in 0..<rows {
      for column in 0..<columns {
        let own = values[row * columns + column]
        if column + 1 < columns, values[row * columns + column + 1] != own {
          path += "M\(column + 1) \(row)v1"
        }
        if row + 1 < rows, values[(row + 1) * columns + column] != own {
          path += "M\(column) \(row + 1)h1"
        }
      }
    }
    return path
  }
}
