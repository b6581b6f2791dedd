/// Fused multiply-adds and nothing else, enough of them at once to hide their latency.
@usableFromInline
enum PeakLoop<V: KernelVector> {
  @inlinable @inline(__always)
  static func run(rounds: Int) -> V.Scalar {
    let factor = V(repeating: 0.999)
    let term = V(repeating: 0.001)
    var (a, b, c, d) = (term, term, term, term)
    var (e, f, g, h) = (factor, factor, factor, factor)
    var (i, j, k, l) = (term, factor, term, factor)
    for _ in 0..<rounds {
      a = V.fma(a, factor, term)
      b = V.fma(b, factor, term)
      c = V.fma(c, factor, term)
      d = V.fma(d, factor, term)
      e = V.fma(e, factor, term)
      f = V.fma(f, factor, term)
      g = V.fma(g, factor, term)
      h = V.fma(h, factor, term)
      i = V.fma(i, factor, term)
      j = V.fma(j, factor, term)
      k = V.fma(k, factor, term)
      l = V.fma(l, factor, term)
    }
    return (a + b + c + d + e + f + g + h + i + j + k + l).sum()
  }
}
