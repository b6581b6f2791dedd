// Letters: M rows and N columns of the product, K the reduction, V one vector.

/// How the rows and columns of a matrix lie in memory.
public enum MatrixLayout: Sendable {
  /// Row after row: element (r, n) at `r * stride + n`.
  case rows(stride: Int)
  /// Panels of two vectors' columns one after the other (the last may be one vector wide), each row
  /// after row: a panel that is read from top to bottom is one run of memory, which no power of two
  /// between its rows can throw out of the cache. `height` is the rows of the whole matrix,
  /// `first` the row that counts as row 0.
  case panels(height: Int, first: Int)

  /// Where row 0 of the panel that begins at `column` stands, and elements from row to row.
  @inlinable @inline(__always)
  func panel(at column: Int, width: Int) -> (offset: Int, stride: Int) {
    switch self {
    case .rows(let stride): (column, stride)
    case .panels(let height, let first): (column &* height &+ first &* width, width)
    }
  }
}

/// C = f(S + A B) ∘ F, every element one chain of fused multiply-adds over k = 0, 1, … K - 1.
///
/// The chain is the same whatever tile an element falls into and however the reduction is cut into
/// runs (between two runs the sums rest in C, which changes none of their bits). That keeps equal
/// neurons equal and makes the result independent of the vector width. A is read element by element
/// through two strides, so it may stand transposed.
public struct MatrixProduct<Scalar: KernelScalar> {
  public var rows: Int
  /// A multiple of the vector width; the columns of padding hold zeros and stay so.
  public var columns: Int
  public var depth: Int
  /// Element (m, k) of A at `m * aRow + k * aDepth`.
  public var a: UnsafePointer<Scalar>
  public var aRow: Int
  public var aDepth: Int
  /// (K, N).
  public var b: UnsafePointer<Scalar>
  public var bLayout: MatrixLayout
  /// (M, N).
  public var c: UnsafeMutablePointer<Scalar>
  public var cLayout: MatrixLayout
  /// What each chain starts from, one number a column; nil goes on with C as it stands.
  public var start: UnsafePointer<Scalar>?
  /// f; needs C in rows.
  public var activation = ActivationKind.linear
  /// Takes f' at the places of C.
  public var derivative: UnsafeMutablePointer<Scalar>?
  /// F, at the places of C, which then stands in rows; nil for ones.
  public var factors: UnsafePointer<Scalar>?
  /// Takes C once more; nil for nothing.
  public var copy: UnsafeMutablePointer<Scalar>?
  public var copyLayout = MatrixLayout.rows(stride: 0)

  /// Whether C is the sums and nothing else: only then may chains be broken off and gone on with.
  @inlinable
  public var isSum: Bool { activation == .linear && factors == nil && copy == nil }

  @inlinable
  public init(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Scalar>, aRow: Int, aDepth: Int,
    b: UnsafePointer<Scalar>, bLayout: MatrixLayout, c: UnsafeMutablePointer<Scalar>,
    cLayout: MatrixLayout, start: UnsafePointer<Scalar>?
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.a = a
    self.aRow = aRow
    self.aDepth = aDepth
    self.b = b
    self.bLayout = bLayout
    self.c = c
    self.cLayout = cLayout
    self.start = start
  }

  /// Rows of a panel of B that stay in the first cache beside what is read of A: 16 KiB of it.
  @inlinable @inline(__always)
  static func depthOfRun(_ panelWidth: Int) -> Int {
    (16 << 10) / (panelWidth &* MemoryLayout<Scalar>.stride)
  }

  /// Computes the product in tiles of 6 rows and 2 vectors: 12 running sums, two vectors of B and
  /// one element of A fill the 16 registers of AVX2.
  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    let width = V.scalarCount
    var column = 0
    while column &+ 2 &* width <= columns {
      computePanel(V.self, TileWidth<2>.self, column: column)
      column &+= 2 &* width
    }
    if column < columns { computePanel(V.self, TileWidth<1>.self, column: column) }
  }

  /// All rows of a panel, 1 or 2 vectors wide.
  @inlinable @inline(__always)
  func computePanel<V: KernelVector, let vectors: Int>(
    _: V.Type, _ width: TileWidth<vectors>.Type, column: Int
  ) where V.Scalar == Scalar {
    let panelWidth = vectors &* V.scalarCount
    let (bOffset, bRow) = bLayout.panel(at: column, width: panelWidth)
    let (cOffset, cRow) = cLayout.panel(at: column, width: panelWidth)
    let target = c + cOffset
    let longest = Self.depthOfRun(panelWidth)
    var done = 0
    repeat {
      let isFirst = done == 0
      let from = isFirst ? start.map { $0 + column } : nil
      let run = TileRun(
        depth: min(longest, depth &- done), a: a + done &* aDepth, aRow: aRow, aDepth: aDepth,
        b: b + (bOffset &+ done &* bRow), bRow: bRow, c: target, cRow: cRow,
        start: from ?? UnsafePointer(target), startRow: from == nil ? cRow : 0)
      run.compute(V.self, width, rows: rows)
      done &+= run.depth
    } while done < depth
    if activation != .linear {
      ActivationKernel<V>.apply(
        activation, target, derivative: derivative.map { $0 + cOffset }, rows: rows, stride: cRow,
        count: panelWidth)
    }
    if factors != nil || copy != nil { finishPanel(V.self, column: column, width: panelWidth) }
  }

  /// Takes a panel of C, while it is in the cache, times its factors and to its copy.
  @inlinable @inline(__always)
  func finishPanel<V: KernelVector>(_: V.Type, column: Int, width: Int) where V.Scalar == Scalar {
    let (offset, stride) = cLayout.panel(at: column, width: width)
    let (copyOffset, copyStride) = copyLayout.panel(at: column, width: width)
    for row in 0..<rows {
      let place = offset &+ row &* stride
      let copyPlace = copyOffset &+ row &* copyStride
      var lane = 0
      while lane < width {
        var values = V.load(c + (place &+ lane))
        if let factors {
          values = values * V.load(factors + (place &+ lane))
          values.store(c + (place &+ lane))
        }
        if let copy { values.store(copy + (copyPlace &+ lane)) }
        lane &+= V.scalarCount
      }
    }
  }
}
