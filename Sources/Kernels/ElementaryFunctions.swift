// exp, log, tanh, the logistic function and the normal distribution, elementwise, in both
// precisions. The C library's functions are not used: they differ from version to version and
// have no vector form, and a result must be the same everywhere.

extension KernelVector {
  /// exp(x) = 2ⁿ exp(r), split into n and the two factors that kernels need.
  ///
  /// - Parameter x: elements from ``KernelScalar/exponentialUnderflow`` to
  ///   ``KernelScalar/exponentialOverflow``.
  /// - Returns: n, a whole number; n plus ``KernelScalar/roundingConstant``; and exp(r) - 1 with
  ///   |r| ≤ ln 2 / 2.
  @inlinable @inline(__always)
  package static func reduceExponential(_ x: Self) -> (n: Self, shifted: Self, expm1: Self) {
    let rounding = Self(repeating: Scalar.roundingConstant)
    let shifted = fma(x, Self(repeating: 1.4426950408889634), rounding)
    let n = shifted - rounding
    var r = fma(n, Self(repeating: -Scalar.ln2High), x)
    r = fma(n, Self(repeating: -Scalar.ln2Low), r)
    return (n, shifted, fma(r * r, Scalar.exponentialTail(r), r))
  }

  /// 2ⁿ from n plus ``KernelScalar/roundingConstant``, for n within the exponents of normal numbers.
  @inlinable @inline(__always)
  package static func powerOfTwo(shifted: Self) -> Self {
    let field = shifted.bits &+ Bits(repeating: Scalar.exponentBias)
    return Self(bits: field &<< Bits(repeating: Scalar.significandWidth))
  }

  /// exp(x) for every x: 0 and infinity where it under- and overflows, NaN for NaN.
  @inlinable @inline(__always)
  package static func exp(_ x: Self) -> Self {
    let low = Self(repeating: Scalar.exponentialUnderflow)
    let high = Self(repeating: Scalar.exponentialOverflow)
    let bounded = clamp(x, from: low, to: high)
    let (n, _, expm1) = reduceExponential(bounded)
    // Two factors: 2ⁿ itself is no normal number at the ends of the range.
    let rounding = Self(repeating: Scalar.roundingConstant)
    let half = fma(n, Self(repeating: 0.5), rounding)
    let rest = n - (half - rounding) + rounding
    return (expm1 + Self(repeating: 1)) * powerOfTwo(shifted: half) * powerOfTwo(shifted: rest)
  }

  /// exp(x) - 1 for x ≤ 0, without the cancellation near 0.
  @inlinable @inline(__always)
  package static func expm1OfNegative(_ x: Self) -> Self {
    let low = Self(repeating: -Scalar.exponentialNormalRange)
    let bounded = select(low, x, whereLess: x, than: low)
    let (_, shifted, expm1) = reduceExponential(bounded)
    let scale = powerOfTwo(shifted: shifted)
    return fma(scale, expm1, scale - Self(repeating: 1))
  }

  /// tanh(x) = (e - 1) / (e + 1) with e = exp(2 |x|), and x's sign.
  @inlinable @inline(__always)
  package static func tanh(_ x: Self) -> Self {
    let saturation = Self(repeating: Scalar.tanhSaturation)
    let magnitude = x.magnitude
    let bounded = select(saturation, magnitude, whereLess: saturation, than: magnitude)
    let (_, shifted, expm1) = reduceExponential(bounded + bounded)
    let scale = powerOfTwo(shifted: shifted)
    let e = fma(scale, expm1, scale - Self(repeating: 1))
    return (e / (e + Self(repeating: 2))).withSign(of: x)
  }

  /// 1 / (1 + exp(-x)).
  ///
  /// Below -``KernelScalar/exponentialNormalRange`` the answer stays at its value there
  /// (10⁻³⁸ or 10⁻³⁰⁸) instead of running through the subnormal numbers to 0.
  @inlinable @inline(__always)
  package static func sigmoid(_ x: Self) -> Self {
    let range = Self(repeating: Scalar.exponentialNormalRange)
    let bounded = clamp(x, from: Self.zero - range, to: range)
    let (_, shifted, expm1) = reduceExponential(Self.zero - bounded)
    let scale = powerOfTwo(shifted: shifted)
    let e = fma(scale, expm1, scale)
    return Self(repeating: 1) / (e + Self(repeating: 1))
  }

  /// log(x) for positive normal x; infinity and NaN stand for themselves.
  @inlinable @inline(__always)
  package static func log(_ x: Self) -> Self {
    let one = Self(repeating: 1)
    // x = m 2ᵉ with m from √½ to √2, the biased exponent taken from the bits.
    let shift = Bits(repeating: Scalar.significandWidth)
    let bias = Bits(repeating: Scalar.exponentBias)
    let offset = (bias &<< shift) &- Bits(repeating: Scalar.rootHalfBits)
    let biased = (x.bits &+ offset) &>> shift
    let m = Self(bits: x.bits &- ((biased &- bias) &<< shift))
    // A whole number from its low bits: the reverse of `powerOfTwo`.
    let rounding = Self(repeating: Scalar.roundingConstant)
    let e = Self(bits: (biased &- bias) &+ rounding.bits) - rounding
    let s = (m - one) / (m + one)
    let squared = s * s
    let tail = fma(squared * s, Scalar.logarithmTail(squared), e * Self(repeating: Scalar.ln2Low))
    let answer = fma(e, Self(repeating: Scalar.ln2High), fma(s, Self(repeating: 2), tail))
    return select(answer, x, whereLess: x, than: Self(repeating: Scalar.infinity))
  }

  /// log(1 + u) for u from 0 to 1.
  @inlinable @inline(__always)
  package static func log1p(_ u: Self) -> Self {
    let sum = u + Self(repeating: 1)
    // What the addition rounded away, put back to first order.
    let lost = u - (sum - Self(repeating: 1))
    return log(sum) + lost / sum
  }

  /// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).
  @inlinable @inline(__always)
  package static func softplus(_ x: Self) -> Self {
    let positive = select(Self.zero, x, whereLess: x, than: Self.zero)
    return positive + log1p(exp(Self.zero - x.magnitude))
  }

  /// The normal distribution function Φ(x) and its density φ(x).
  @inlinable @inline(__always)
  package static func normal(_ x: Self) -> (cumulative: Self, density: Self) {
    let one = Self(repeating: 1)
    let y = x.magnitude * Self(repeating: 0.7071067811865476)
    // exp(-x²/2) with the square's rounding error put back, so that the tail keeps its digits.
    let halfSquare = x * x * Self(repeating: 0.5)
    let lost = fma(x * Self(repeating: 0.5), x, Self.zero - halfSquare)
    let e = exp(Self.zero - halfSquare)
    let bell = fma(e, Self.zero - lost, e)
    let limit = Self(repeating: Scalar.bellUnderflow)
    let bounded = select(limit, y, whereLess: limit, than: y)
    let t = (bounded - Self(repeating: 2)) / (bounded + Self(repeating: 2))
    let tail =
      Self(repeating: 0.5) * bell * Scalar.complementaryErrorTail(t)
      / fma(bounded, Self(repeating: 2), one)
    let cumulative = select(tail, one - tail, whereLess: x, than: Self.zero)
    return (cumulative, bell * Self(repeating: 0.3989422804014327))
  }

  /// x held between two bounds; NaN stays NaN.
  @inlinable @inline(__always)
  package static func clamp(_ x: Self, from low: Self, to high: Self) -> Self {
    let raised = select(low, x, whereLess: x, than: low)
    return select(high, raised, whereLess: high, than: raised)
  }
}
