/// The running sums of a tile of `rows` (1 to 6) by `vectors` (1 or 2).
///
/// Both are constants of the type, so that each shape is compiled for itself and the sums outside
/// the tile vanish.
@usableFromInline
struct TileSums<V: KernelVector, let rows: Int, let vectors: Int> {
  @usableFromInline var c00: V
  @usableFromInline var c01: V
  @usableFromInline var c10: V
  @usableFromInline var c11: V
  @usableFromInline var c20: V
  @usableFromInline var c21: V
  @usableFromInline var c30: V
  @usableFromInline var c31: V
  @usableFromInline var c40: V
  @usableFromInline var c41: V
  @usableFromInline var c50: V
  @usableFromInline var c51: V

  @inlinable @inline(__always)
  static var isWide: Bool { vectors == 2 }

  /// The sums that stand at `start`, rows `stride` elements apart.
  @inlinable @inline(__always)
  init(_ start: UnsafePointer<V.Scalar>, _ stride: Int) {
    let width = V.scalarCount
    c00 = V.load(start)
    c01 = Self.isWide ? V.load(start + width) : c00
    c10 = rows > 1 ? V.load(start + stride) : c00
    c11 = rows > 1 && Self.isWide ? V.load(start + (stride &+ width)) : c00
    c20 = rows > 2 ? V.load(start + 2 &* stride) : c00
    c21 = rows > 2 && Self.isWide ? V.load(start + (2 &* stride &+ width)) : c00
    c30 = rows > 3 ? V.load(start + 3 &* stride) : c00
    c31 = rows > 3 && Self.isWide ? V.load(start + (3 &* stride &+ width)) : c00
    c40 = rows > 4 ? V.load(start + 4 &* stride) : c00
    c41 = rows > 4 && Self.isWide ? V.load(start + (4 &* stride &+ width)) : c00
    c50 = rows > 5 ? V.load(start + 5 &* stride) : c00
    c51 = rows > 5 && Self.isWide ? V.load(start + (5 &* stride &+ width)) : c00
  }

  /// One step of every chain: A's elements `stride` apart from `x` on, and B's row at `y`.
  @inlinable @inline(__always)
  mutating func add(_ x: UnsafePointer<V.Scalar>, _ stride: Int, _ y: UnsafePointer<V.Scalar>) {
    let b0 = V.load(y)
    let b1 = Self.isWide ? V.load(y + V.scalarCount) : b0
    let a0 = V(repeating: x[0])
    c00 = V.fma(a0, b0, c00)
    if Self.isWide { c01 = V.fma(a0, b1, c01) }
    if rows > 1 {
      let a1 = V(repeating: x[stride])
      c10 = V.fma(a1, b0, c10)
      if Self.isWide { c11 = V.fma(a1, b1, c11) }
    }
    if rows > 2 {
      let a2 = V(repeating: x[2 &* stride])
      c20 = V.fma(a2, b0, c20)
      if Self.isWide { c21 = V.fma(a2, b1, c21) }
    }
    if rows > 3 {
      let a3 = V(repeating: x[3 &* stride])
      c30 = V.fma(a3, b0, c30)
      if Self.isWide { c31 = V.fma(a3, b1, c31) }
    }
    if rows > 4 {
      let a4 = V(repeating: x[4 &* stride])
      c40 = V.fma(a4, b0, c40)
      if Self.isWide { c41 = V.fma(a4, b1, c41) }
    }
    if rows > 5 {
      let a5 = V(repeating: x[5 &* stride])
      c50 = V.fma(a5, b0, c50)
      if Self.isWide { c51 = V.fma(a5, b1, c51) }
    }
  }

  /// Puts the sums at `target`, rows `stride` elements apart.
  @inlinable @inline(__always)
  func store(_ target: UnsafeMutablePointer<V.Scalar>, _ stride: Int) {
    let width = V.scalarCount
    c00.store(target)
    if Self.isWide { c01.store(target + width) }
    if rows > 1 {
      c10.store(target + stride)
      if Self.isWide { c11.store(target + (stride &+ width)) }
    }
    if rows > 2 {
      c20.store(target + 2 &* stride)
      if Self.isWide { c21.store(target + (2 &* stride &+ width)) }
    }
    if rows > 3 {
      c30.store(target + 3 &* stride)
      if Self.isWide { c31.store(target + (3 &* stride &+ width)) }
    }
    if rows > 4 {
      c40.store(target + 4 &* stride)
      if Self.isWide { c41.store(target + (4 &* stride &+ width)) }
    }
    if rows > 5 {
      c50.store(target + 5 &* stride)
      if Self.isWide { c51.store(target + (5 &* stride &+ width)) }
    }
  }
}

/// Carries the rows of a tile as a type.
@usableFromInline
enum TileHeight<let rows: Int> {}

/// Carries the vectors in a row of a tile as a type.
@usableFromInline
enum TileWidth<let vectors: Int> {}
