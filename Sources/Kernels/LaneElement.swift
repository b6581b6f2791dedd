/// One number of each network of a group: what the kernels for lanes take for an element.
@usableFromInline
protocol LaneElement: Sendable {
  associatedtype Vector: KernelVector
  /// Vectors of an element.
  static var vectors: Int { get }
  static var zero: Self { get }
  /// a × b + c with one rounding.
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
  static func + (_ a: Self, _ b: Self) -> Self
}

extension LaneElement {
  /// Networks of a group.
  @inlinable @inline(__always)
  static var lanes: Int { vectors &* Vector.scalarCount }
}

/// A group as wide as a vector.
@usableFromInline
struct OneVector<Vector: KernelVector>: LaneElement {
  @usableFromInline var value: Vector

  @inlinable @inline(__always)
  init(_ value: Vector) { self.value = value }

  @inlinable @inline(__always)
  static var vectors: Int { 1 }

  @inlinable @inline(__always)
  static var zero: Self { Self(Vector.zero) }

  @inlinable @inline(__always)
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    Self(Vector.fma(a.value, b.value, c.value))
  }

  @inlinable @inline(__always)
  static func + (_ a: Self, _ b: Self) -> Self { Self(a.value + b.value) }
}

/// A group as wide as two vectors: with two to every operation the steering of loops, which is most
/// of the work on small networks, costs half as much, and two chains of operations overlap.
@usableFromInline
struct TwoVectors<Vector: KernelVector>: LaneElement {
  @usableFromInline var first: Vector
  @usableFromInline var second: Vector

  @inlinable @inline(__always)
  init(_ first: Vector, _ second: Vector) {
    self.first = first
    self.second = second
  }

  @inlinable @inline(__always)
  static var vectors: Int { 2 }

  @inlinable @inline(__always)
  static var zero: Self { Self(Vector.zero, Vector.zero) }

  @inlinable @inline(__always)
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    Self(Vector.fma(a.first, b.first, c.first), Vector.fma(a.second, b.second, c.second))
  }

  @inlinable @inline(__always)
  static func + (_ a: Self, _ b: Self) -> Self {
    Self(a.first + b.first, a.second + b.second)
  }
}
