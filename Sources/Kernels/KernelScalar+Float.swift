extension Float: KernelScalar {
  public typealias Bits = UInt32
  @inlinable @inline(__always) public init(rounding value: Double) { self = Float(value) }
  @inlinable @inline(__always) public var inDouble: Double { Double(self) }
  @inlinable @inline(__always) public static var signBit: UInt32 { 0x8000_0000 }
  @inlinable @inline(__always) public static var significandWidth: UInt32 { 23 }
  @inlinable @inline(__always) public static var exponentBias: UInt32 { 127 }
  @inlinable @inline(__always) public static var roundingConstant: Float { 12_582_912 }
  @inlinable @inline(__always) public static var rootHalfBits: UInt32 { 0x3F35_04F3 }
  @inlinable @inline(__always) public static var ln2High: Float { 0.693145752 }
  @inlinable @inline(__always) public static var ln2Low: Float { 1.42860677e-6 }
  @inlinable @inline(__always) public static var exponentialUnderflow: Float { -104 }
  @inlinable @inline(__always) public static var exponentialOverflow: Float { 89 }
  @inlinable @inline(__always) public static var exponentialNormalRange: Float { 87 }
  @inlinable @inline(__always) public static var tanhSaturation: Float { 10 }
  @inlinable @inline(__always) public static var bellUnderflow: Float { 14 }

  @inlinable @inline(__always)
  public static func exponentialTail<V: KernelVector>(_ r: V) -> V where V.Scalar == Float {
    // Estrin's scheme: pairs at once, because a step of a small network waits for this chain.
    let r2 = r * r
    let p0 = V.fma(V(repeating: 0.16666578), r, V(repeating: 0.5))
    let p1 = V.fma(V(repeating: 0.008363173), r, V(repeating: 0.041666556))
    return V.fma(V.fma(V(repeating: 0.0013926176), r2, p1), r2, p0)
  }

  @inlinable @inline(__always)
  public static func logarithmTail<V: KernelVector>(_ squared: V) -> V where V.Scalar == Float {
    var p = V(repeating: 0.23330468)
    p = V.fma(p, squared, V(repeating: 0.28550822))
    p = V.fma(p, squared, V(repeating: 0.40000123))
    p = V.fma(p, squared, V(repeating: 0.6666667))
    return p
  }

  @inlinable @inline(__always)
  public static func complementaryErrorTail<V: KernelVector>(_ t: V) -> V where V.Scalar == Float {
    var p = V(repeating: 8.764466e-05)
    p = V.fma(p, t, V(repeating: 0.00018430839))
    p = V.fma(p, t, V(repeating: -0.00040432392))
    p = V.fma(p, t, V(repeating: -0.0014383312))
    p = V.fma(p, t, V(repeating: 0.0012502515))
    p = V.fma(p, t, V(repeating: 0.008716497))
    p = V.fma(p, t, V(repeating: -0.008029276))
    p = V.fma(p, t, V(repeating: -0.05421915))
    p = V.fma(p, t, V(repeating: 0.16405079))
    p = V.fma(p, t, V(repeating: -0.16603044))
    p = V.fma(p, t, V(repeating: -0.09276381))
    p = V.fma(p, t, V(repeating: 1.2769784))
    return p
  }
}
