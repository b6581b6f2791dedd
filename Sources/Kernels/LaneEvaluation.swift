/// A piece of a split of the data through one group of networks, one a lane: the losses of its rows,
/// the rows that are classified rightly, and where asked for its part of the gradient of the whole
/// split.
///
/// The chains over rows go on from piece to piece, so that a split in pieces gives the bits of one
/// batch, and those that a network alone gives.
public struct LaneEvaluation<Scalar: KernelScalar> {
  /// The piece: one group; ``LaneGradient/losses`` are left alone.
  public var pass: LaneGradient<Scalar>
  /// Whether to leave the gradient, and what the way back needs.
  public var goesBack: Bool
  /// Whether the piece is not the split's first.
  public var goesOn: Bool
  /// Takes each row's losses, (rows, lanes).
  public var rowLosses: UnsafeMutablePointer<Scalar>
  /// Takes how many rows of the piece each network classifies rightly, one number a lane.
  public var correct: UnsafeMutablePointer<Scalar>
  /// What a single output has to exceed for the upper class.
  public var middle: Scalar

  @inlinable
  public init(
    pass: LaneGradient<Scalar>, goesBack: Bool, goesOn: Bool,
    rowLosses: UnsafeMutablePointer<Scalar>, correct: UnsafeMutablePointer<Scalar>, middle: Scalar
  ) {
    self.pass = pass
    self.goesBack = goesBack
    self.goesOn = goesOn
    self.rowLosses = rowLosses
    self.correct = correct
    self.middle = middle
  }

  @inlinable @inline(__always)
  func compute<E: LaneElement>(_: E.Type) where E.Vector.Scalar == Scalar {
    pass.forward(E.self, training: goesBack)
    for half in 0..<E.vectors {
      let offset = half &* E.Vector.scalarCount
      count(E.self, offset).store(correct + offset)
      _ = pass.compare(0, half, E.self) { row, loss in
        loss.store(rowLosses + (row &* E.lanes &+ offset))
      }
    }
    if goesBack { pass.backward(E.self, goesOn: goesOn) }
  }

  /// Rows whose answer is nearest to their target: see the training core's `Evaluation`.
  @inlinable @inline(__always)
  func count<E: LaneElement>(_: E.Type, _ offset: Int) -> E.Vector
  where E.Vector.Scalar == Scalar {
    typealias V = E.Vector
    let last = pass.layers[pass.layers.count &- 1]
    let (one, half) = (V(repeating: 1), V(repeating: 0.5))
    var total = V.zero
    for row in 0..<pass.rows {
      let first = row &* last.units &* E.lanes &+ offset
      let (answer, target) = (last.activations + first, pass.targets + first)
      if last.units == 1 {
        let above = V.select(
          one, V.zero, whereLess: V(repeating: middle), than: V.load(answer))
        let wanted = V.select(one, V.zero, whereLess: half, than: V.load(target))
        total += one - (above - wanted).magnitude
      } else {
        var best = V.load(answer)
        var chosen = V.load(target)
        for output in 1..<last.units {
          let own = V.load(answer + output &* E.lanes)
          chosen = V.select(
            V.load(target + output &* E.lanes), chosen, whereLess: best, than: own)
          best = V.select(own, best, whereLess: best, than: own)
        }
        total += V.select(one, V.zero, whereLess: half, than: chosen)
      }
    }
    return total
  }
}
