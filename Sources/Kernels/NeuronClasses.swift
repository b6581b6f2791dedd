/// Which neurons of a layer of networks in lanes are equal in all their numbers, and how many differ.
public struct NeuronClasses {
  public var layer: LayerWeights
  /// The layer that it feeds, whose weights are (N, O, L); `nil` for the last.
  public var next: LayerWeights?
  /// (P, L): 1 where a pair was equal at the start; read, or with `begins` filled.
  public var equalAtStart: UnsafeMutablePointer<Double>
  public var begins: Bool
  /// (3, L): how many neurons differ, 1 where a pair that was equal at the start is not, and 1 where
  /// every number is finite: the other two mean nothing otherwise.
  public var answers: UnsafeMutablePointer<Double>

  @inlinable
  public init(
    layer: LayerWeights, next: LayerWeights?, equalAtStart: UnsafeMutablePointer<Double>,
    begins: Bool, answers: UnsafeMutablePointer<Double>
  ) {
    self.layer = layer
    self.next = next
    self.equalAtStart = equalAtStart
    self.begins = begins
    self.answers = answers
  }

  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) where V.Scalar == Double {
    let (units, lanes) = (layer.units, layer.lanes)
    let one = V(repeating: 1)
    var lane = 0
    while lane < lanes {
      var distinct = V.zero
      var split = V.zero
      for unit in 0..<units {
        var hasEqual = V.zero
        for other in 0..<unit {
          let equal = areEqual(other, unit, lane, V.self)
          hasEqual = V.select(equal, hasEqual, whereLess: hasEqual, than: equal)
          let place = equalAtStart + ((unit &* (unit &- 1) / 2 &+ other) &* lanes &+ lane)
          if begins { equal.store(place) }
          let parted = V.load(place) * (one - equal)
          split = V.select(parted, split, whereLess: split, than: parted)
        }
        distinct += one - hasEqual
      }
      distinct.store(answers + lane)
      split.store(answers + (lanes &+ lane))
      isFinite(lane, V.self).store(answers + (2 &* lanes &+ lane))
      lane &+= V.scalarCount
    }
  }

  /// 1 where two neurons have the same numbers; zeros of either sign are the same.
  @inlinable @inline(__always)
  func areEqual<V: KernelVector>(_ a: Int, _ b: Int, _ lane: Int, _: V.Type) -> V
  where V.Scalar == Double {
    let (units, lanes) = (layer.units, layer.lanes)
    let (own, other) = (layer.numbers + (a &* lanes &+ lane), layer.numbers + (b &* lanes &+ lane))
    let one = V(repeating: 1)
    var apart = V.zero
    let rows = layer.inputs &+ (layer.hasBias ? 1 : 0)
    for row in 0..<rows {
      let at = row &* units &* lanes
      apart += (V.load(own + at) - V.load(other + at)).magnitude
      // Neurons that are not clones differ in their first numbers.
      if row == 0, isPositive(apart) { return V.zero }
    }
    if let next {
      let (own, other) = (
        next.numbers + (a &* next.units &* lanes &+ lane),
        next.numbers + (b &* next.units &* lanes &+ lane)
      )
      for output in 0..<next.units {
        apart += (V.load(own + output &* lanes) - V.load(other + output &* lanes)).magnitude
      }
    }
    return V.select(V.zero, one, whereLess: V.zero, than: apart)
  }

  /// Whether every lane is.
  @inlinable @inline(__always)
  func isPositive<V: KernelVector>(_ value: V) -> Bool where V.Scalar == Double {
    V.select(V(repeating: 1), V.zero, whereLess: V.zero, than: value).sum()
      == Double(V.scalarCount)
  }

  @inlinable @inline(__always)
  func isFinite<V: KernelVector>(_ lane: Int, _: V.Type) -> V where V.Scalar == Double {
    var excess = V.zero
    for place in 0..<((layer.inputs &+ (layer.hasBias ? 1 : 0)) &* layer.units) {
      let own = V.load(layer.numbers + (place &* layer.lanes &+ lane))
      excess += own - own
    }
    if let next {
      for place in 0..<(next.inputs &* next.units) {
        let own = V.load(next.numbers + (place &* layer.lanes &+ lane))
        excess += own - own
      }
    }
    let one = V(repeating: 1)
    return V.select(one, V.zero, whereLess: excess, than: one)
  }
}
