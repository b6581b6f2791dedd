// Selection by comparison, spelt out for every vector type: see ``KernelScalar``.

extension Float {
  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD2<Self>, _ b: SIMD2<Self>, whereLess x: SIMD2<Self>, than y: SIMD2<Self>
  ) -> SIMD2<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD4<Self>, _ b: SIMD4<Self>, whereLess x: SIMD4<Self>, than y: SIMD4<Self>
  ) -> SIMD4<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, whereLess x: SIMD8<Self>, than y: SIMD8<Self>
  ) -> SIMD8<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD16<Self>, _ b: SIMD16<Self>, whereLess x: SIMD16<Self>, than y: SIMD16<Self>
  ) -> SIMD16<Self> { b.replacing(with: a, where: x .< y) }
}

extension Double {
  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD2<Self>, _ b: SIMD2<Self>, whereLess x: SIMD2<Self>, than y: SIMD2<Self>
  ) -> SIMD2<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD4<Self>, _ b: SIMD4<Self>, whereLess x: SIMD4<Self>, than y: SIMD4<Self>
  ) -> SIMD4<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, whereLess x: SIMD8<Self>, than y: SIMD8<Self>
  ) -> SIMD8<Self> { b.replacing(with: a, where: x .< y) }

  @inlinable @inline(__always)
  public static func select(
    _ a: SIMD16<Self>, _ b: SIMD16<Self>, whereLess x: SIMD16<Self>, than y: SIMD16<Self>
  ) -> SIMD16<Self> { b.replacing(with: a, where: x .< y) }
}
