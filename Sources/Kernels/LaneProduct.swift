// Letters: M rows and N columns of the product, K the reduction, V one vector: one element of
// each network of the group.

/// C = S + A B for a group of networks, one a lane: every "element" is a vector that holds the same
/// element of each network, and all strides count vectors.
///
/// Each element is the same chain of fused multiply-adds as in ``MatrixProduct``.
@usableFromInline
struct LaneProduct<V: KernelVector> {
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

  @inlinable @inline(__always)
  init(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<V>, aRow: Int, aDepth: Int,
    b: UnsafePointer<V>, bDepth: Int, bColumn: Int, c: UnsafeMutablePointer<V>, cRow: Int,
    start: UnsafePointer<V>?
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
  }

  /// Computes the product in tiles of 4 by 2: 8 running sums, 6 loads for 8 multiply-adds.
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
    while row &+ 4 <= rows {
      tile(TileHeight<4>.self, width, row: row, column: column)
      row &+= 4
    }
    if row &+ 2 <= rows {
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
    let s0 = start.map { $0[column] } ?? V.zero
    let s1 = wide ? start.map { $0[column &+ 1] } ?? V.zero : s0
    var c00 = s0
    var c01 = s1
    var c10 = s0
    var c11 = s1
    var c20 = s0
    var c21 = s1
    var c30 = s0
    var c31 = s1
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
      if rows > 2 {
        let a2 = x[2 &* aRow]
        let a3 = x[3 &* aRow]
        c20 = V.fma(a2, b0, c20)
        if wide { c21 = V.fma(a2, b1, c21) }
        c30 = V.fma(a3, b0, c30)
        if wide { c31 = V.fma(a3, b1, c31) }
      }
      x += aDepth
      y += bDepth
    }
    let t = c + (row &* cRow &+ column)
    t[0] = c00
    if wide { t[1] = c01 }
    if rows > 1 {
      t[cRow] = c10
      if wide { t[cRow &+ 1] = c11 }
    }
    if rows > 2 {
      t[2 &* cRow] = c20
      t[3 &* cRow] = c30
      if wide {
        t[2 &* cRow &+ 1] = c21
        t[3 &* cRow &+ 1] = c31
      }
    }
  }
}
