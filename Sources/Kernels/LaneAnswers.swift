/// What the networks in the lanes of a vector answered to a batch, held against the targets: the same
/// arithmetic as ``LossGradient``, one network a lane.
@usableFromInline
struct LaneAnswers<V: KernelVector> {
  @usableFromInline let rows: Int
  @usableFromInline let units: Int
  /// Numbers from one unit's vector to the next one's.
  @usableFromInline let stride: Int
  /// (rows, units), and likewise the targets and the derivatives of the loss that are to be filled.
  @usableFromInline let answers: UnsafeMutablePointer<V.Scalar>
  @usableFromInline let targets: UnsafePointer<V.Scalar>
  @usableFromInline let deltas: UnsafeMutablePointer<V.Scalar>
  /// Factor on every derivative.
  @usableFromInline let scale: V

  @inlinable @inline(__always)
  init(
    rows: Int, units: Int, stride: Int, answers: UnsafeMutablePointer<V.Scalar>,
    targets: UnsafePointer<V.Scalar>, deltas: UnsafeMutablePointer<V.Scalar>, scale: V
  ) {
    self.rows = rows
    self.units = units
    self.stride = stride
    self.answers = answers
    self.targets = targets
    self.deltas = deltas
    self.scale = scale
  }

  /// A loss that is a sum over the outputs of a function of answer and target.
  @inlinable @inline(__always)
  func compare(
    _ formula: (_ answer: V, _ target: V) -> (loss: V, derivative: V),
    _ eachRow: (_ row: Int, _ loss: V) -> Void
  ) -> V {
    var total = V.zero
    var at = 0
    for row in 0..<rows {
      var rowLoss = V.zero
      for _ in 0..<units {
        let (loss, derivative) = formula(V.load(answers + at), V.load(targets + at))
        rowLoss += loss
        (derivative * scale).store(deltas + at)
        at &+= stride
      }
      total += rowLoss
      eachRow(row, rowLoss)
    }
    return total
  }

  /// log Σ exp(z) - Σ y z by row, with the largest z taken out of the exponentials.
  @inlinable @inline(__always)
  func compareBySoftmax(_ eachRow: (_ row: Int, _ loss: V) -> Void) -> V {
    var total = V.zero
    for row in 0..<rows {
      let first = row &* units &* stride
      var largest = V.load(answers + first)
      for unit in 1..<max(1, units) {
        let z = V.load(answers + (first &+ unit &* stride))
        largest = V.select(z, largest, whereLess: largest, than: z)
      }
      var sum = V.zero
      var chosen = V.zero
      for unit in 0..<units {
        let at = first &+ unit &* stride
        let z = V.load(answers + at)
        let e = V.exp(z - largest)
        e.store(deltas + at)
        sum += e
        chosen = V.fma(V.load(targets + at), z, chosen)
      }
      let rowLoss = V.log(sum) + (largest - chosen)
      total += rowLoss
      eachRow(row, rowLoss)
      for unit in 0..<units {
        let at = first &+ unit &* stride
        ((V.load(deltas + at) / sum - V.load(targets + at)) * scale).store(deltas + at)
      }
    }
    return total
  }
}
