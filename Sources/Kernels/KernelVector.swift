/// A hardware vector of one of the two precisions: what every kernel is generic over.
///
/// Only operations that IEEE 754 defines to the last bit are used on it (+, -, ×, ÷, √, fused
/// multiply-add, comparison, bit patterns), so a kernel gives the same bits at every width and on
/// every instruction set.
public protocol KernelVector: SIMD, Sendable
where Scalar: KernelScalar, Scalar.Bits == Bits.Scalar {
  /// The bit patterns of the elements.
  associatedtype Bits: SIMD, Sendable where Bits.Scalar: FixedWidthInteger & UnsignedInteger

  /// `x[i] < y[i] ? a[i] : b[i]`; a NaN in x or y takes b.
  static func select(_ a: Self, _ b: Self, whereLess x: Self, than y: Self) -> Self
}

extension SIMD2: KernelVector where Scalar: KernelScalar {
  public typealias Bits = SIMD2<Scalar.Bits>
  @inlinable @inline(__always)
  public static func select(_ a: Self, _ b: Self, whereLess x: Self, than y: Self) -> Self {
    Scalar.select(a, b, whereLess: x, than: y)
  }
}

extension SIMD4: KernelVector where Scalar: KernelScalar {
  public typealias Bits = SIMD4<Scalar.Bits>
  @inlinable @inline(__always)
  public static func select(_ a: Self, _ b: Self, whereLess x: Self, than y: Self) -> Self {
    Scalar.select(a, b, whereLess: x, than: y)
  }
}

extension SIMD8: KernelVector where Scalar: KernelScalar {
  public typealias Bits = SIMD8<Scalar.Bits>
  @inlinable @inline(__always)
  public static func select(_ a: Self, _ b: Self, whereLess x: Self, than y: Self) -> Self {
    Scalar.select(a, b, whereLess: x, than: y)
  }
}

extension SIMD16: KernelVector where Scalar: KernelScalar {
  public typealias Bits = SIMD16<Scalar.Bits>
  @inlinable @inline(__always)
  public static func select(_ a: Self, _ b: Self, whereLess x: Self, than y: Self) -> Self {
    Scalar.select(a, b, whereLess: x, than: y)
  }
}

extension KernelVector {
  /// a × b + c with one rounding.
  @inlinable @inline(__always)
  package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { c.addingProduct(a, b) }

  @inlinable @inline(__always)
  package var bits: Bits { unsafeBitCast(self, to: Bits.self) }

  @inlinable @inline(__always)
  package init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }

  /// The elements without their signs.
  @inlinable @inline(__always)
  package var magnitude: Self { Self(bits: bits & Bits(repeating: ~Scalar.signBit)) }

  /// The elements' magnitudes with the signs of `other`.
  @inlinable @inline(__always)
  package func withSign(of other: Self) -> Self {
    let sign = Bits(repeating: Scalar.signBit)
    return Self(bits: (bits & ~sign) | (other.bits & sign))
  }

  /// The vector at `pointer`, which need not be aligned.
  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafePointer<Scalar>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  package static func load(_ pointer: UnsafeMutablePointer<Scalar>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  package func store(_ pointer: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }
}
