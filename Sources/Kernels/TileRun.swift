/// A stretch of the reduction of one panel of C: what ``MatrixProduct`` cuts its work into.
///
/// One of A's two strides is 1: A stands as it is, or turned round.
@usableFromInline
struct TileRun<Scalar: KernelScalar> {
  @usableFromInline var depth: Int
  @usableFromInline var a: UnsafePointer<Scalar>
  @usableFromInline var aRow: Int
  @usableFromInline var aDepth: Int
  @usableFromInline var b: UnsafePointer<Scalar>
  @usableFromInline var bRow: Int
  @usableFromInline var c: UnsafeMutablePointer<Scalar>
  @usableFromInline var cRow: Int
  /// Element (m, n) of what the chains go on from at `m * startRow + n`.
  @usableFromInline var start: UnsafePointer<Scalar>
  @usableFromInline var startRow: Int

  @inlinable @inline(__always)
  init(
    depth: Int, a: UnsafePointer<Scalar>, aRow: Int, aDepth: Int, b: UnsafePointer<Scalar>,
    bRow: Int, c: UnsafeMutablePointer<Scalar>, cRow: Int, start: UnsafePointer<Scalar>,
    startRow: Int
  ) {
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

  /// All rows, 1 or 2 vectors wide.
  @inlinable @inline(__always)
  func compute<V: KernelVector, let vectors: Int>(
    _: V.Type, _ width: TileWidth<vectors>.Type, rows: Int
  ) where V.Scalar == Scalar {
    var row = 0
    while row &+ 6 <= rows {
      tile(V.self, TileHeight<6>.self, width, row: row)
      row &+= 6
    }
    switch rows &- row {
    case 1: tile(V.self, TileHeight<1>.self, width, row: row)
    case 2: tile(V.self, TileHeight<2>.self, width, row: row)
    case 3: tile(V.self, TileHeight<3>.self, width, row: row)
    case 4: tile(V.self, TileHeight<4>.self, width, row: row)
    case 5: tile(V.self, TileHeight<5>.self, width, row: row)
    default: break
    }
  }

  /// A tile of `rows` (1 to 6) by `vectors` (1 or 2).
  @inlinable @inline(__always)
  func tile<V: KernelVector, let rows: Int, let vectors: Int>(
    _: V.Type, _: TileHeight<rows>.Type, _: TileWidth<vectors>.Type, row: Int
  ) where V.Scalar == Scalar {
    var sums = TileSums<V, rows, vectors>(start + row &* startRow, startRow)
    var x = a + row &* aRow
    var y = b
    var k = 0
    // Two loops, because addresses cost as much as arithmetic here: in the first an element of A
    // is found by its distance from the row's, in the second by its distance from the column's.
    if aDepth == 1 {
      if rows == 6 {
        while k &+ 4 <= depth {
          sums.add(x, aRow, y)
          sums.add(x + 1, aRow, y + bRow)
          sums.add(x + 2, aRow, y + 2 &* bRow)
          sums.add(x + 3, aRow, y + 3 &* bRow)
          x += 4
          y += 4 &* bRow
          k &+= 4
        }
      }
      while k < depth {
        sums.add(x, aRow, y)
        x += 1
        y += bRow
        k &+= 1
      }
    } else {
      while k < depth {
        sums.add(x, 1, y)
        x += aDepth
        y += bRow
        k &+= 1
      }
    }
    sums.store(c + row &* cRow, cRow)
  }
}
