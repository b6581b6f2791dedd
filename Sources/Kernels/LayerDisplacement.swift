/// How far the weights of a layer of networks in lanes have gone from where they began.
public struct LayerDisplacement {
  public var now: LayerWeights
  /// As ``LayerWeights/numbers``: at the start.
  public var start: UnsafePointer<Double>
  /// What it leaves of each network, (6, L): factor and scale of the length at the start and now,
  /// lengths being factor / scale; and the lengths of the difference and of the sum of the two unit
  /// vectors.
  public var answers: UnsafeMutablePointer<Double>

  @inlinable
  public init(
    now: LayerWeights, start: UnsafePointer<Double>, answers: UnsafeMutablePointer<Double>
  ) {
    self.now = now
    self.start = start
    self.answers = answers
  }

  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) where V.Scalar == Double {
    let lanes = now.lanes
    var began = now
    began.numbers = start
    var lane = 0
    while lane < lanes {
      let (startFactor, startScale) = length(began, lane, V.self)
      let (nowFactor, nowScale) = length(now, lane, V.self)
      let one = V(repeating: 1)
      let (startInverse, nowInverse) = (one / startFactor, one / nowFactor)
      let apart = sum(chains: 8, lane, V.self) { input, unit in
        let u = began.weight(input, unit, lane, V.self) * startScale * startInverse
        let v = now.weight(input, unit, lane, V.self) * nowScale * nowInverse
        return u - v
      }
      let together = sum(chains: 8, lane, V.self) { input, unit in
        let u = began.weight(input, unit, lane, V.self) * startScale * startInverse
        let v = now.weight(input, unit, lane, V.self) * nowScale * nowInverse
        return u + v
      }
      let answer = answers + lane
      startFactor.store(answer)
      startScale.store(answer + lanes)
      nowFactor.store(answer + 2 &* lanes)
      nowScale.store(answer + 3 &* lanes)
      apart.squareRoot().store(answer + 4 &* lanes)
      together.squareRoot().store(answer + 5 &* lanes)
      lane &+= V.scalarCount
    }
  }

  @inlinable @inline(__always)
  func length<V: KernelVector>(_ layer: LayerWeights, _ lane: Int, _: V.Type) -> (V, V)
  where V.Scalar == Double {
    let scale = V.powerOfTwo(bringingNearOne: layer.largest(lane, V.self))
    let square = sum(chains: 16, lane, V.self) { layer.weight($0, $1, lane, V.self) * scale }
    return (square.squareRoot(), scale)
  }

  /// The sum of the squares of what `number` gives for every weight, unit by unit, in the chains of
  /// the similarity's own vector length: so that both give the same bits.
  @inlinable @inline(__always)
  func sum<V: KernelVector>(
    chains: Int, _ lane: Int, _: V.Type, _ number: (_ input: Int, _ unit: Int) -> V
  ) -> V where V.Scalar == Double {
    let width = V.scalarCount
    let room = now.scratch
    for chain in 0..<16 { V.zero.store(room + chain &* width) }
    var place = 0
    for unit in 0..<now.units {
      for input in 0..<now.inputs {
        let own = number(input, unit)
        let chain = room + (place & (chains &- 1)) &* width
        (V.load(chain) + own * own).store(chain)
        place &+= 1
      }
    }
    var total = V.load(room) + V.load(room + 8 &* width)
    for chain in 1..<8 {
      total += V.load(room + chain &* width) + V.load(room + (8 &+ chain) &* width)
    }
    return total
  }
}
