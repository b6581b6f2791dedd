internal import Kernels

// Work in pieces between which a step can be given up.
extension NetworkEngine {
  /// Multiply-adds of a piece: less than a millisecond with vectors, some 30 without.
  private static var workOfPiece: Int { 8_000_000 }
  /// Numbers of a piece of what is done number by number.
  private static var numbersOfPiece: Int { 1 << 19 }
  /// Rows that a panel of weights serves before the next one is read: a whole number of tiles.
  private static var fewestRows: Int { 96 }

  /// Rows that pass through all layers together.
  var rowsOfPiece: Int {
    let widest = layers.map(\.stride).max() ?? 1
    let rows = min(Self.workOfPiece / max(1, parameterCount), Self.numbersOfPiece / max(1, widest))
    return max(Self.fewestRows, rows / 6 * 6)
  }

  /// Runs `body` for some rows piece by piece; all at once where a layer needs the whole batch.
  func forEachPiece(of rows: Range<Int>, _ body: (_ rows: Range<Int>) -> Void) {
    let length = normalizesBatches ? rows.count : rowsOfPiece
    guard rows.count > length else { return body(rows) }
    var first = rows.lowerBound
    while first < rows.upperBound, !stepBreak.isRaised {
      let end = min(rows.upperBound, first + length)
      body(first..<end)
      first = end
    }
  }

  /// Computes a product, a long one in pieces: no chain of additions is changed by where it is cut.
  func multiply(_ product: MatrixProduct<Scalar>) {
    let work = product.rows * product.columns * product.depth
    guard work > 2 * Self.workOfPiece else { return kernels.product(product) }
    let panel = layers[0].panel
    let rows = min(
      product.rows,
      max(Self.fewestRows, Self.workOfPiece / (product.columns * product.depth) / 6 * 6))
    let columns = min(
      product.columns,
      max(panel, Self.workOfPiece / (rows * product.depth) / panel * panel))
    // A function of the sums can only be taken once they are whole.
    let depth =
      product.isSum
      ? min(product.depth, max(1, Self.workOfPiece / (rows * columns))) : product.depth
    for row in stride(from: 0, to: product.rows, by: rows) {
      for column in stride(from: 0, to: product.columns, by: columns) {
        for done in stride(from: 0, to: product.depth, by: depth) {
          if stepBreak.isRaised { return }
          kernels.product(
            product.part(
              rows: row..<min(product.rows, row + rows),
              columns: column..<min(product.columns, column + columns),
              depth: done..<min(product.depth, done + depth)))
        }
      }
    }
  }
}

extension MatrixProduct {
  /// Some rows and columns of C, and of their chains the steps `depth`, which go on from C unless
  /// they are the first.
  ///
  /// - Precondition: the columns begin at a panel.
  fileprivate func part(
    rows: Range<Int>, columns: Range<Int>, depth: Range<Int>
  ) -> MatrixProduct<Scalar> {
    let (b, bLayout) = bLayout.part(
      self.b, row: depth.lowerBound, column: columns.lowerBound)
    let place = cLayout.offset(row: rows.lowerBound, column: columns.lowerBound)
    var part = self
    part.rows = rows.count
    part.columns = columns.count
    part.depth = depth.count
    part.a = a + (rows.lowerBound * aRow + depth.lowerBound * aDepth)
    part.b = b
    part.bLayout = bLayout
    part.c = c + place
    part.cLayout = cLayout.shifted(by: rows.lowerBound)
    part.start = depth.lowerBound == 0 ? start.map { $0 + columns.lowerBound } : nil
    part.derivative = derivative.map { $0 + place }
    part.factors = factors.map { $0 + place }
    part.copy = copy.map {
      $0 + copyLayout.offset(row: rows.lowerBound, column: columns.lowerBound)
    }
    part.copyLayout = copyLayout.shifted(by: rows.lowerBound)
    return part
  }
}

extension MatrixLayout {
  fileprivate func part<Scalar>(
    _ matrix: UnsafePointer<Scalar>, row: Int, column: Int
  ) -> (UnsafePointer<Scalar>, MatrixLayout) {
    (matrix + offset(row: row, column: column), shifted(by: row))
  }

  /// How far a part's first number stands from the whole's, where its layout is ``shifted(by:)``:
  /// in panels the width of each tells where a row begins, so that rows are left to the layout.
  fileprivate func offset(row: Int, column: Int) -> Int {
    switch self {
    case .rows(let stride): row * stride + column
    case .panels(let height, _): column * height
    }
  }

  fileprivate func shifted(by rows: Int) -> MatrixLayout {
    switch self {
    case .rows: self
    case .panels(let height, let first): .panels(height: height, first: first + rows)
    }
  }
}
