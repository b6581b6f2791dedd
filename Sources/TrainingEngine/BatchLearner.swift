internal import Kernels

/// Takes batches and moves weights: one network, or a group of replicas in step.
///
/// The two halves of a step are apart because what is recorded of a step is its loss before its
/// update. Users are generic over the learner, never `any BatchLearner`: only then is its code
/// compiled for the one precision.
protocol BatchLearner<Scalar>: AnyObject {
  associatedtype Scalar: KernelScalar

  /// Leaves the gradient of every replica's next batch.
  ///
  /// - Parameter measured: whether the network has just been measured, so that its engine holds
  ///   a pass of the whole training set.
  /// - Returns: whether every replica's loss is finite.
  func prepare(measured: Bool) -> Bool
  /// The mean loss of the batch that a replica prepared last.
  func batchLoss(of replica: Int) -> Double
  /// Moves every replica's weights by the gradient that was left.
  func update()
  /// Copies a replica's weights to the parameters of an engine of the same architecture.
  func copyWeights(of replica: Int, to engine: NetworkEngine<Scalar>)
  /// What measures all replicas side by side; `nil` where each is measured alone.
  var sideBySide: LaneMeasurement<Scalar>? { get }
  /// Measures the replicas side by side over rows of the training set, where they can be.
  ///
  /// - Parameter active: which replicas are still of interest.
  func measure(at step: Int, active: [Bool], over rows: MeasuredRows<Scalar>)
  /// Draws the starting weights whose drawing was given up, since the training goes on after all.
  func beginAnew()
  /// Takes back what the last ``prepare(measured:)`` took from random streams and the batch order:
  /// the next one prepares the same batch.
  func undo()
  /// What the rest of a replica's training follows from. Only between two updates, before the next
  /// batch is prepared.
  func state(of replica: Int) -> LearnerState
  /// Ends a replica's part: its loss will never again be reported as not finite.
  func retire(_ replica: Int)
}

extension BatchLearner {
  var sideBySide: LaneMeasurement<Scalar>? { nil }

  func measure(at step: Int, active: [Bool], over rows: MeasuredRows<Scalar>) {}
}
