/// Sums over buffers whose length is a multiple of eight, in eight lanes and several chains.
enum VectorArithmetic {
  typealias Lanes = SIMD8<Double>

  /// The largest magnitude of `count` numbers, a multiple of eight; `nil` if one is NaN or
  /// infinite.
  static func largestMagnitude(_ x: UnsafePointer<Double>, count: Int) -> Double? {
    var most = Lanes.zero
    var least = Lanes.zero
    // 0 × x is 0 for every finite x and NaN for every other; NaN stays in the sum.
    var witness = Lanes.zero
    for index in stride(from: 0, to: count, by: 8) {
      let lanes = load(x + index)
      most.replace(with: lanes, where: lanes .> most)
      least.replace(with: lanes, where: lanes .< least)
      witness += lanes * 0
    }
    return witness.sum() == 0 ? max(most.max(), -least.min()) : nil
  }

  /// The power of two that brings numbers of this largest magnitude near 1.
  ///
  /// Multiplying by it is exact, and keeps squares from overflow and from underflow. The smallest
  /// subnormal numbers are brought to 2^-52 only: the power for them would itself overflow.
  static func scale(forMagnitude largest: Double) -> Double {
    Double(sign: .plus, exponent: -max(largest.exponent, -1022), significand: 1)
  }

  /// Multiplies `count` numbers by `factor`.
  static func multiply(_ x: UnsafeMutablePointer<Double>, by factor: Double, count: Int) {
    for index in 0..<count { x[index] *= factor }
  }

  /// The sum of products of `a` and `b`.
  ///
  /// - Precondition: `count` is a multiple of eight.
  @inline(__always)
  static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int
  ) -> Double {
    var even = Lanes.zero
    var odd = Lanes.zero
    var index = 0
    while index + 16 <= count {
      even += load(a + index) * load(b + index)
      odd += load(a + index + 8) * load(b + index + 8)
      index += 16
    }
    if index < count { even += load(a + index) * load(b + index) }
    return (even + odd).sum()
  }

  /// The sum of `count` numbers, a multiple of eight.
  static func sum(_ x: UnsafePointer<Double>, count: Int) -> Double {
    var lanes = Lanes.zero
    for index in stride(from: 0, to: count, by: 8) { lanes += load(x + index) }
    return lanes.sum()
  }

  /// The largest magnitude of any number of numbers; `nil` if one is NaN or infinite.
  static func largestMagnitude(_ x: UnsafeBufferPointer<Double>) -> Double? {
    let whole = x.count & ~7
    guard let base = x.baseAddress else { return 0 }
    guard let most = largestMagnitude(base, count: whole) else { return nil }
    guard whole < x.count else { return most }
    let rest = load(x, at: whole)
    guard (rest * 0).sum() == 0 else { return nil }
    return max(most, rest.max(), -rest.min())
  }

  /// Eight numbers from `index` on, zeros beyond the last.
  @inline(__always)
  static func load(_ x: UnsafeBufferPointer<Double>, at index: Int) -> Lanes {
    if index &+ 8 <= x.count { return load(x.baseAddress! + index) }
    var lanes = Lanes.zero
    for lane in 0..<(x.count &- index) { lanes[lane] = x[index &+ lane] }
    return lanes
  }

  @inline(__always)
  static func load(_ x: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(x).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  static func store(_ lanes: Lanes, to x: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
  }
}
