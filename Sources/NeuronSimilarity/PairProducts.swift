internal import TrainingModel

/// Products of all pairs of unit vectors, a few rows at a time.
enum PairProducts {
  /// Rows of the product that are computed together.
  static let rowsAtOnce = 4

  /// `count` rounded up to whole groups of rows.
  static func padded(_ count: Int) -> Int {
    (count + rowsAtOnce - 1) / rowsAtOnce * rowsAtOnce
  }

  /// Calls `body` with each row's index and its products with the rows from itself to the last,
  /// clamped to [-1, 1]: the upper triangle of the Gram matrix, its diagonal exactly 1.
  ///
  /// - Parameter isInterrupted: asked every few rows whether to leave out the rest.
  /// - Complexity: O(rows² × length).
  static func forEachRow(
    of vectors: UnitVectors, isInterrupted: () -> Bool = { false },
    _ body: (Int, ArraySlice<Double>) -> Void
  ) {
    let count = vectors.multiplicities.count
    let padded = padded(count)
    var rows = [[Double]](repeating: [Double](repeating: 0, count: padded), count: rowsAtOnce)
    let interruption = Interruption.current
    for block in stride(from: 0, to: count, by: rowsAtOnce) {
      if interruption.isRequested || isInterrupted() { return }
      vectors.storage.withUnsafeBufferPointer { storage in
        for other in stride(from: block, to: padded, by: 2) {
          let tile = tile(
            storage.baseAddress! + block * vectors.stride,
            storage.baseAddress! + other * vectors.stride, stride: vectors.stride)
          for row in 0..<rowsAtOnce {
            rows[row][other] = max(-1, min(1, tile.left[row]))
            rows[row][other + 1] = max(-1, min(1, tile.right[row]))
          }
        }
      }
      for row in 0..<min(rowsAtOnce, count - block) {
        let index = block + row
        rows[row][index] = 1
        body(index, rows[row][index..<count])
      }
    }
  }

  /// The products of four rows at `a` with two at `b`: 24 numbers are loaded for 32 products, and
  /// eight independent chains of additions hide their latency.
  private static func tile(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, stride: Int
  ) -> (left: SIMD4<Double>, right: SIMD4<Double>) {
    typealias Pair = SIMD2<Double>
    @inline(__always)
    func load(_ x: UnsafePointer<Double>, _ index: Int) -> Pair {
      UnsafeRawPointer(x + index).loadUnaligned(as: Pair.self)
    }
    let (a1, a2, a3) = (a + stride, a + 2 &* stride, a + 3 &* stride)
    let b1 = b + stride
    var l0 = Pair.zero, l1 = Pair.zero, l2 = Pair.zero, l3 = Pair.zero
    var r0 = Pair.zero, r1 = Pair.zero, r2 = Pair.zero, r3 = Pair.zero
    var index = 0
    while index < stride {
      let left = load(b, index)
      let right = load(b1, index)
      let x0 = load(a, index)
      l0 += x0 * left
      r0 += x0 * right
      let x1 = load(a1, index)
      l1 += x1 * left
      r1 += x1 * right
      let x2 = load(a2, index)
      l2 += x2 * left
      r2 += x2 * right
      let x3 = load(a3, index)
      l3 += x3 * left
      r3 += x3 * right
      index &+= 2
    }
    return (
      SIMD4(l0.sum(), l1.sum(), l2.sum(), l3.sum()),
      SIMD4(r0.sum(), r1.sum(), r2.sum(), r3.sum())
    )
  }
}
