/// A floating-point type that kernels compute in, with the constants of its elementary functions.
///
/// The polynomials interpolate at Chebyshev nodes, computed with 60 digits by
/// `Tests/Reference/polynomials.py`; the stated errors are of the polynomial alone.
public protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// The unsigned integer of the same width.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & SIMDScalar & Sendable

  /// The number nearest to `value`. A requirement because the standard library's generic
  /// conversions cost hundreds of instructions wherever they are not specialised.
  init(rounding value: Double)
  /// The number in float64, exact.
  var inDouble: Double { get }

  /// The sign's bit.
  static var signBit: Bits { get }
  /// Bits of the stored significand: where the exponent field begins.
  static var significandWidth: Bits { get }
  /// The exponent field of 1.
  static var exponentBias: Bits { get }
  /// 1.5 × 2^significandWidth: adding and subtracting it rounds to an integer, which then stands
  /// in the low bits of the sum.
  static var roundingConstant: Self { get }
  /// The bit pattern of √½.
  static var rootHalfBits: Bits { get }
  /// ln 2 as a sum of two numbers, the first short enough that small multiples are exact.
  static var ln2High: Self { get }
  static var ln2Low: Self { get }
  /// Arguments below which `exp` is 0 and above which it is infinite.
  static var exponentialUnderflow: Self { get }
  static var exponentialOverflow: Self { get }
  /// |x| up to which exp(x) is a normal number on both sides of 0.
  static var exponentialNormalRange: Self { get }
  /// x above which tanh(x) rounds to 1.
  static var tanhSaturation: Self { get }
  /// y above which exp(-y²) is 0.
  static var bellUnderflow: Self { get }

  /// q(r) with exp(r) = 1 + r + r² q(r), for |r| ≤ ln 2 / 2.
  static func exponentialTail<V: KernelVector>(_ r: V) -> V where V.Scalar == Self
  /// R(s²) with log((1 + s) / (1 - s)) = 2 s + s³ R(s²), for |s| ≤ 0.1716.
  static func logarithmTail<V: KernelVector>(_ squared: V) -> V where V.Scalar == Self
  /// g(t) with erfc(y) = exp(-y²) g(t) / (1 + 2 y), t = (y - 2) / (y + 2), y ≥ 0.
  static func complementaryErrorTail<V: KernelVector>(_ t: V) -> V where V.Scalar == Self

  // `x[i] < y[i] ? a[i] : b[i]` for each width. A requirement of the scalar because only where
  // the whole vector type is known does Swift's comparison become one instruction.
  static func select(
    _ a: SIMD2<Self>, _ b: SIMD2<Self>, whereLess x: SIMD2<Self>, than y: SIMD2<Self>
  ) -> SIMD2<Self>
  static func select(
    _ a: SIMD4<Self>, _ b: SIMD4<Self>, whereLess x: SIMD4<Self>, than y: SIMD4<Self>
  ) -> SIMD4<Self>
  static func select(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, whereLess x: SIMD8<Self>, than y: SIMD8<Self>
  ) -> SIMD8<Self>
  static func select(
    _ a: SIMD16<Self>, _ b: SIMD16<Self>, whereLess x: SIMD16<Self>, than y: SIMD16<Self>
  ) -> SIMD16<Self>
}
