// Letters: M rows and N columns of the product, K the reduction, V one vector.

/// C = S + A B, every element one chain of fused multiply-adds over k = 0, 1, … K - 1.
///
/// The chain is the same whatever tile an element falls into, which keeps equal neurons equal and
/// makes the result independent of the vector width. A is read element by element through two
/// strides, so it may stand transposed; rows of B, C and S are contiguous.
public struct MatrixProduct<Scalar: KernelScalar> {
  public var rows: Int
  /// A multiple of the vector width; the columns of padding hold zeros and stay so.
  public var columns: Int
  public var depth: Int
  /// Element (m, k) of A at `m * aRow + k * aDepth`.
  public var a: UnsafePointer<Scalar>
  public var aRow: Int
  public var aDepth: Int
  /// Element (k, n) of B at `k * bRow + n`.
  public var b: UnsafePointer<Scalar>
  public var bRow: Int
  /// Element (m, n) of C at `m * cRow + n`.
  public var c: UnsafeMutablePointer<Scalar>
  public var cRow: Int
  /// Element (m, n) of S, what each chain starts from, at `m * startRow + n`: a bias with
  /// `startRow` 0, or C itself to go on with an earlier product.
  public var start: UnsafePointer<Scalar>
  public var startRow: Int

  @inlinable
  public init(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Scalar>, aRow: Int, aDepth: Int,
    b: UnsafePointer<Scalar>, bRow: Int, c: UnsafeMutablePointer<Scalar>, cRow: Int,
    start: UnsafePointer<Scalar>, startRow: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.a = a
    self.aRow = aRow
    self.aDepth = aDepth
    self.b = b
    self.bRow = bRow
    self.c = c
    self.cRow = cRow
    self.start = start
    self.startRow = startRow
  }

  /// Computes the product in tiles of 6 rows and 2 vectors: 12 running sums, two vectors of B and
  /// one element of A fill the 16 registers of AVX2.
  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    let width = V.scalarCount
    var column = 0
    while column &+ 2 &* width <= columns {
      computeColumns(V.self, TileWidth<2>.self, column: column)
      column &+= 2 &* width
    }
    if column < columns { computeColumns(V.self, TileWidth<1>.self, column: column) }
  }

  /// All rows of 1 or 2 vectors of columns.
  @inlinable @inline(__always)
  func computeColumns<V: KernelVector, let vectors: Int>(
    _: V.Type, _ width: TileWidth<vectors>.Type, column: Int
  ) where V.Scalar == Scalar {
    var row = 0
    while row &+ 6 <= rows {
      tile(V.self, TileHeight<6>.self, width, row: row, column: column)
      row &+= 6
    }
    switch rows &- row {
    case 1: tile(V.self, TileHeight<1>.self, width, row: row, column: column)
    case 2: tile(V.self, TileHeight<2>.self, width, row: row, column: column)
    case 3: tile(V.self, TileHeight<3>.self, width, row: row, column: column)
    case 4: tile(V.self, TileHeight<4>.self, width, row: row, column: column)
    case 5: tile(V.self, TileHeight<5>.self, width, row: row, column: column)
    default: break
    }
  }

  /// A tile of `rows` (1 to 6) by `vectors` (1 or 2). Both are constants of the type, so that each
  /// shape is compiled for itself and the sums outside the tile vanish.
  @inlinable @inline(__always)
  func tile<V: KernelVector, let rows: Int, let vectors: Int>(
    _: V.Type, _: TileHeight<rows>.Type, _: TileWidth<vectors>.Type, row: Int, column: Int
  ) where V.Scalar == Scalar {
    let width = V.scalarCount
    let s = start + (row &* startRow &+ column)
    let wide = vectors == 2
    var c00 = V.load(s)
    var c01 = wide ? V.load(s + width) : c00
    var c10 = rows > 1 ? V.load(s + startRow) : c00
    var c11 = rows > 1 && wide ? V.load(s + (startRow &+ width)) : c00
    var c20 = rows > 2 ? V.load(s + 2 &* startRow) : c00
    var c21 = rows > 2 && wide ? V.load(s + (2 &* startRow &+ width)) : c00
    var c30 = rows > 3 ? V.load(s + 3 &* startRow) : c00
    var c31 = rows > 3 && wide ? V.load(s + (3 &* startRow &+ width)) : c00
    var c40 = rows > 4 ? V.load(s + 4 &* startRow) : c00
    var c41 = rows > 4 && wide ? V.load(s + (4 &* startRow &+ width)) : c00
    var c50 = rows > 5 ? V.load(s + 5 &* startRow) : c00
    var c51 = rows > 5 && wide ? V.load(s + (5 &* startRow &+ width)) : c00
    var x = a + row &* aRow
    var y = b + column
    var k = 0
    while k < depth {
      let b0 = V.load(y)
      let b1 = wide ? V.load(y + width) : b0
      let a0 = V(repeating: x[0])
      c00 = V.fma(a0, b0, c00)
      if wide { c01 = V.fma(a0, b1, c01) }
      if rows > 1 {
        let a1 = V(repeating: x[aRow])
        c10 = V.fma(a1, b0, c10)
        if wide { c11 = V.fma(a1, b1, c11) }
      }
      if rows > 2 {
        let a2 = V(repeating: x[2 &* aRow])
        c20 = V.fma(a2, b0, c20)
        if wide { c21 = V.fma(a2, b1, c21) }
      }
      if rows > 3 {
        let a3 = V(repeating: x[3 &* aRow])
        c30 = V.fma(a3, b0, c30)
        if wide { c31 = V.fma(a3, b1, c31) }
      }
      if rows > 4 {
        let a4 = V(repeating: x[4 &* aRow])
        c40 = V.fma(a4, b0, c40)
        if wide { c41 = V.fma(a4, b1, c41) }
      }
      if rows > 5 {
        let a5 = V(repeating: x[5 &* aRow])
        c50 = V.fma(a5, b0, c50)
        if wide { c51 = V.fma(a5, b1, c51) }
      }
      x += aDepth
      y += bRow
      k &+= 1
    }
    let t = c + (row &* cRow &+ column)
    c00.store(t)
    if wide { c01.store(t + width) }
    if rows > 1 {
      c10.store(t + cRow)
      if wide { c11.store(t + (cRow &+ width)) }
    }
    if rows > 2 {
      c20.store(t + 2 &* cRow)
      if wide { c21.store(t + (2 &* cRow &+ width)) }
    }
    if rows > 3 {
      c30.store(t + 3 &* cRow)
      if wide { c31.store(t + (3 &* cRow &+ width)) }
    }
    if rows > 4 {
      c40.store(t + 4 &* cRow)
      if wide { c41.store(t + (4 &* cRow &+ width)) }
    }
    if rows > 5 {
      c50.store(t + 5 &* cRow)
      if wide { c51.store(t + (5 &* cRow &+ width)) }
    }
  }
}

/// Carries the rows of a tile as a type.
@usableFromInline
enum TileHeight<let rows: Int> {}

/// Carries the vectors in a row of a tile as a type.
@usableFromInline
enum TileWidth<let vectors: Int> {}
