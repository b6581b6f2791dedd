/// Sorts lane by lane: the comparisons do not depend on what is sorted.
@usableFromInline
enum SortingNetwork<V: KernelVector> {
  /// Batcher's merge exchange for any count; D. Knuth, The Art of Computer Programming 3, 5.2.2,
  /// algorithm M.
  @inlinable @inline(__always)
  static func sort(_ values: UnsafeMutablePointer<V.Scalar>, _ count: Int) {
    let width = V.scalarCount
    var top = 1
    while top < count { top &*= 2 }
    var p = top / 2
    while p > 0 {
      var q = top / 2
      var r = 0
      var d = p
      while true {
        for i in 0..<max(0, count &- d) where i & p == r {
          let (x, y) = (values + i &* width, values + (i &+ d) &* width)
          let (a, b) = (V.load(x), V.load(y))
          V.select(b, a, whereLess: b, than: a).store(x)
          V.select(a, b, whereLess: b, than: a).store(y)
        }
        if q == p { break }
        d = q &- p
        q /= 2
        r = p
      }
      p /= 2
    }
  }
}
