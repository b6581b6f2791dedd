extension Double: KernelScalar {
  public typealias Bits = UInt64
  @inlinable @inline(__always) public init(rounding value: Double) { self = value }
  @inlinable @inline(__always) public var inDouble: Double { self }
  @inlinable @inline(__always) public static var signBit: UInt64 { 0x8000_0000_0000_0000 }
  @inlinable @inline(__always) public static var significandWidth: UInt64 { 52 }
  @inlinable @inline(__always) public static var exponentBias: UInt64 { 1023 }
  @inlinable @inline(__always) public static var roundingConstant: Double { 6_755_399_441_055_744 }
  @inlinable @inline(__always) public static var rootHalfBits: UInt64 { 0x3FE6_A09E_667F_3BCD }
  @inlinable @inline(__always) public static var ln2High: Double { 6.93147180369123816490e-01 }
  @inlinable @inline(__always) public static var ln2Low: Double { 1.90821492927058770002e-10 }
  @inlinable @inline(__always) public static var exponentialUnderflow: Double { -746 }
  @inlinable @inline(__always) public static var exponentialOverflow: Double { 710 }
  @inlinable @inline(__always) public static var exponentialNormalRange: Double { 708 }
  @inlinable @inline(__always) public static var tanhSaturation: Double { 22 }
  @inlinable @inline(__always) public static var bellUnderflow: Double { 28 }

  @inlinable @inline(__always)
  public static func exponentialTail<V: KernelVector>(_ r: V) -> V where V.Scalar == Double {
    // Estrin's scheme: pairs at once, because a step of a small network waits for this chain.
    let r2 = r * r
    let p0 = V.fma(V(repeating: 0.1666666666666667), r, V(repeating: 0.5))
    let p1 = V.fma(V(repeating: 0.008333333333326141), r, V(repeating: 0.04166666666666667))
    let p2 = V.fma(V(repeating: 0.00019841269874800493), r, V(repeating: 0.0013888888888883752))
    let p3 = V.fma(V(repeating: 2.7557255425746435e-06), r, V(repeating: 2.4801587325533363e-05))
    let p4 = V.fma(V(repeating: 2.510520637395701e-08), r, V(repeating: 2.7557273661348637e-07))
    let r4 = r2 * r2
    let q0 = V.fma(p1, r2, p0)
    let q1 = V.fma(p3, r2, p2)
    let q2 = V.fma(V(repeating: 2.0914679376583935e-09), r2, p4)
    return V.fma(V.fma(q2, r4, q1), r4, q0)
  }

  @inlinable @inline(__always)
  public static func logarithmTail<V: KernelVector>(_ squared: V) -> V where V.Scalar == Double {
    var p = V(repeating: 0.13086626147840102)
    p = V.fma(p, squared, V(repeating: 0.13268773138656886))
    p = V.fma(p, squared, V(repeating: 0.15386239702814658))
    p = V.fma(p, squared, V(repeating: 0.18181795640132906))
    p = V.fma(p, squared, V(repeating: 0.22222222391713917))
    p = V.fma(p, squared, V(repeating: 0.28571428570803614))
    p = V.fma(p, squared, V(repeating: 0.4000000000000088))
    p = V.fma(p, squared, V(repeating: 0.6666666666666666))
    return p
  }

  @inlinable @inline(__always)
  public static func complementaryErrorTail<V: KernelVector>(_ t: V) -> V where V.Scalar == Double {
    var p = V(repeating: -3.7756199727546006e-10)
    p = V.fma(p, t, V(repeating: -6.79801026258672e-09))
    p = V.fma(p, t, V(repeating: -1.9895617652712745e-08))
    p = V.fma(p, t, V(repeating: 9.622123468229787e-09))
    p = V.fma(p, t, V(repeating: 1.2478004163940463e-07))
    p = V.fma(p, t, V(repeating: 1.5569253385643077e-07))
    p = V.fma(p, t, V(repeating: -2.0684560477314358e-07))
    p = V.fma(p, t, V(repeating: -8.435771713093833e-07))
    p = V.fma(p, t, V(repeating: -7.457693339492571e-07))
    p = V.fma(p, t, V(repeating: 1.5047128597686417e-06))
    p = V.fma(p, t, V(repeating: 5.253158294688287e-06))
    p = V.fma(p, t, V(repeating: 3.712294712555657e-06))
    p = V.fma(p, t, V(repeating: -1.3504238906535896e-05))
    p = V.fma(p, t, V(repeating: -3.6424323735856626e-05))
    p = V.fma(p, t, V(repeating: -1.5068965339859971e-06))
    p = V.fma(p, t, V(repeating: 0.00015103946632206503))
    p = V.fma(p, t, V(repeating: 0.0002063667040690637))
    p = V.fma(p, t, V(repeating: -0.000454340880435102))
    p = V.fma(p, t, V(repeating: -0.001456813891114909))
    p = V.fma(p, t, V(repeating: 0.001271338970880765))
    p = V.fma(p, t, V(repeating: 0.008722653872027704))
    p = V.fma(p, t, V(repeating: -0.00803401508269586))
    p = V.fma(p, t, V(repeating: -0.05422000099190988))
    p = V.fma(p, t, V(repeating: 0.164051280033449))
    p = V.fma(p, t, V(repeating: -0.16603039761529112))
    p = V.fma(p, t, V(repeating: -0.09276382658574606))
    p = V.fma(p, t, V(repeating: 1.2769783815525286))
    return p
  }
}
