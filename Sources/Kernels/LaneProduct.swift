// Letters: M rows and N columns of the product, K the reduction, V one number of each network of
// the group.

/// C = S + A B for a group of networks, one a lane: every "element" holds the same element of each
/// network, and all strides count such elements.
///
/// Each element is the same chain of fused multiply-adds as in ``MatrixProduct``.
@usableFromInline
struct LaneProduct<V: LaneElement> {
  @usableFromInline var rows: Int
  @usableFromInline var columns: Int
  @usableFromInline var depth: Int
  /// Element (m, k) of A at `m * aRow + k * aDepth`.
  @usableFromInline var a: UnsafePointer<V>
  @usableFromInline var aRow: Int
  @usableFromInline var aDepth: Int
  /// Element (k, n) of B at `k * bDepth + n * bColumn`.
  @usableFromInline var b: UnsafePointer<V>
  @usableFromInline var bDepth: Int
  @usableFromInline var bColumn: Int
  /// Element (m, n) of C at `m * cRow + n`.
  @usableFromInline var c: UnsafeMutablePointer<V>
  @usableFromInline var cRow: Int
  /// What the chains of column n start from; zero where there is none.
  @usableFromInline var start: UnsafePointer<V>?
  /// Whether chains go on from what stands in C.
  @usableFromInline var goesOn: Bool

  @inlinable @inline(__always)
  init(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<V>, aRow: Int, aDepth: Int,
    b: UnsafePointer<V>, bDepth: Int, bColumn: Int, c: UnsafeMutablePointer<V>, cRow: Int,
    start: UnsafePointer<V>?, goesOn: Bool = false
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.a = a
    self.aRow = aRow
    self.aDepth = aDepth
    self.b = b
    self.bDepth = bDepth
    self.bColumn = bColumn
    self.c = c
    self.cRow = cRow
    self.start = start
    self.goesOn = goesOn
  }

  /// Computes the product in tiles of 2 by 2: 4 running sums, of up to two registers each.
  @inlinable @inline(__always)
  func compute() {
    var column = 0
    while column &+ 2 <= columns {
      computeColumns(TileWidth<2>.self, column: column)
      column &+= 2
    }
    if column < columns { computeColumns(TileWidth<1>.self, column: column) }
  }

  @inlinable @inline(__always)
  func computeColumns<let width: Int>(_ width: TileWidth<width>.Type, column: Int) {
    var row = 0
    while row &+ 2 <= rows {
      tile(TileHeight<2>.self, width, row: row, column: column)
      row &+= 2
    }
    if row < rows { tile(TileHeight<1>.self, width, row: row, column: column) }
  }

  @inlinable @inline(__always)
  func tile<let rows: Int, let columns: Int>(
    _: TileHeight<rows>.Type, _: TileWidth<columns>.Type, row: Int, column: Int
  ) {
    let wide = columns == 2
    let t = c + (row &* cRow &+ column)
    var c00 = start.map { $0[column] } ?? V.zero
    var c01 = wide ? start.map { $0[column &+ 1] } ?? V.zero : c00
    var c10 = c00
    var c11 = c01
    if goesOn {
      c00 = t[0]
      c01 = wide ? t[1] : c00
      c10 = rows > 1 ? t[cRow] : c00
      c11 = rows > 1 && wide ? t[cRow &+ 1] : c00
    }
    var x = a + row &* aRow
    var y = b + column &* bColumn
    for _ in 0..<depth {
      let b0 = y[0]
      let b1 = wide ? y[bColumn] : b0
      let a0 = x[0]
      c00 = V.fma(a0, b0, c00)
      if wide { c01 = V.fma(a0, b1, c01) }
      if rows > 1 {
        let a1 = x[aRow]
        c10 = V.fma(a1, b0, c10)
        if wide { c11 = V.fma(a1, b1, c11) }
      }
      x += aDepth
      y += bDepth
    }
    t[0] = c00
    if wide { t[1] = c01 }
    if rows > 1 {
      t[cRow] = c10
      if wide { t[cRow &+ 1] = c11 }
    }
  }
}
