package import TrainingModel

/// Everything that a training leaves behind and that its digest covers.
package struct TrainingRecord: Sendable, Equatable {
  /// One recorded step, k: what the network was before update k + 1.
  package struct Point: Sendable, Equatable {
    package var step: Int
    /// Mean loss over the training rows that are measured: see ``trainRows``.
    package var trainLoss: Double
    /// Share of these rows classified rightly; `nil` for regression.
    package var trainAccuracy: Double?
    /// The same over the test split, where there is one.
    package var testLoss: Double?
    package var testAccuracy: Double?
    /// Mean loss of the minibatch that update k + 1 takes; `nil` after the last update and with
    /// full batches, where it is the training loss.
    package var batchLoss: Double?
    /// Euclidean norm of the gradient of their mean loss, by layer; empty where it was not
    /// asked for.
    package var gradientNorms: [Double]
    /// λ₁ Σ|w| + λ₂ Σw² / 2, which training adds to the loss; `nil` where neither is asked for.
    package var penalty: Double?
    /// Training rows, and test rows where there are any, that the point was measured over; `nil` where
    /// every point of the training is over all of them.
    package var trainRows: Int?
    package var testRows: Int?

    /// A point that was recorded before.
    package init(
      step: Int, trainLoss: Double, trainAccuracy: Double?, testLoss: Double?,
      testAccuracy: Double?, batchLoss: Double?, gradientNorms: [Double],
      penalty: Double? = nil
    ) {
      self.step = step
      self.trainLoss = trainLoss
      self.trainAccuracy = trainAccuracy
      self.testLoss = testLoss
      self.testAccuracy = testAccuracy
      self.batchLoss = batchLoss
      self.gradientNorms = gradientNorms
      self.penalty = penalty
    }
  }

  package var points: [Point]
  /// Weights at the steps of ``RecordingPlan/snapshotSteps(of:)`` that were reached, and where any
  /// point was recorded at the last step reached.
  package var snapshots: [Snapshot]
  /// The step at whose start the training loss was first not finite: training ended there.
  package var divergedAt: Int?
  /// Whether the observer ended the training before its last step.
  package var stoppedEarly: Bool

  /// A record of a training that goes on.
  package init(points: [Point] = [], snapshots: [Snapshot] = []) {
    self.points = points
    self.snapshots = snapshots
    divergedAt = nil
    stoppedEarly = false
  }

  /// The whole network at one step.
  package struct Snapshot: Sendable, Equatable {
    package var step: Int
    package var weights: NetworkWeights

    package init(step: Int, weights: NetworkWeights) {
      self.step = step
      self.weights = weights
    }
  }
}
