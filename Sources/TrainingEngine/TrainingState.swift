package import TrainingModel

/// All that the rest of a training follows from, between two updates: a training that goes on from
/// it ends with the same bits as one that was never interrupted, on any kernels and threads, alone
/// or in lanes.
package struct TrainingState: Sendable, Equatable {
  /// Stands for what the numbers mean. Raise it with every change after which the same spec trains
  /// to other bits, or a state would be continued by another arithmetic than it was begun with.
  package static let version = 1

  /// Updates done.
  package var step: Int
  package var learner: LearnerState
  /// What was recorded before this step.
  package var record: TrainingRecord

  package init(step: Int, learner: LearnerState, record: TrainingRecord) {
    self.step = step
    self.learner = learner
    self.record = record
  }

  /// Whether a training of `spec` can go on from it: every part has the length and the range that
  /// the spec's networks, optimiser and batches give it.
  ///
  /// - Complexity: O(rows).
  package func fits(_ spec: TrainingSpec) -> Bool {
    let recorded = spec.recording.recordedSteps(of: spec.training.steps)
    return (0...spec.training.steps).contains(step)
      && record.points.map(\.step) == recorded.prefix { $0 < step }
      && record.divergedAt == nil && !record.stoppedEarly && learner.fits(spec)
  }
}

/// What a learner remembers from one update to the next, as no kernel or lane arranges it.
package struct LearnerState: Sendable, Equatable {
  /// In the precision and byte order that the network trains in: the parameters, then each of the
  /// optimiser's states of them; layer by layer the weights, (fan_in, units) row by row, and the
  /// biases of layers that have them.
  package var numbers: [UInt8]
  /// The order of the training rows in the epoch under way; empty where every batch has all rows.
  package var order: [UInt32]
  /// The place in `order` of the next batch's first row; 0 before an epoch's shuffle.
  package var nextRow: Int
  /// Words taken from each random stream: the batch order's, and for a regularised training those
  /// of ``StepNoise`` and ``GradientFilter``.
  package var positions: [UInt64]
  /// Updates that were given a learning rate, and the schedule's running factor.
  package var ratedUpdates: Int
  package var rateFactor: Double
  /// Adam's β₁ᵗ and β₂ᵗ.
  package var powers: [Double]
  /// Gradients that the noise of gradients has passed.
  package var filtered: Int

  package init(
    numbers: [UInt8], order: [UInt32], nextRow: Int, positions: [UInt64], ratedUpdates: Int,
    rateFactor: Double, powers: [Double], filtered: Int
  ) {
    self.numbers = numbers
    self.order = order
    self.nextRow = nextRow
    self.positions = positions
    self.ratedUpdates = ratedUpdates
    self.rateFactor = rateFactor
    self.powers = powers
    self.filtered = filtered
  }

  /// Bytes of ``numbers`` of a training.
  static func byteCount(of spec: TrainingSpec) -> Int {
    let states = spec.training.optimizer.stateCount
    return (1 + states) * spec.parameterCount * (spec.precision == .float32 ? 4 : 8)
  }

  fileprivate func fits(_ spec: TrainingSpec) -> Bool {
    let rows = spec.training.batchSize == nil ? 0 : spec.dataset.trainRows
    let streams = spec.isRegularized ? 2 + 4 * spec.layers.count : 1
    return numbers.count == Self.byteCount(of: spec) && order.count == rows
      && order.allSatisfy { $0 < UInt32(rows) } && (0...max(0, rows - 1)).contains(nextRow)
      && positions.count == streams && powers.count == 2 && ratedUpdates >= 0 && filtered >= 0
  }
}
