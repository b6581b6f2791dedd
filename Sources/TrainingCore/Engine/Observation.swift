internal import Kernels

/// What an observer sees of a network at a recorded step.
public struct Observation: Sendable {
  /// One layer, the first hidden one to the output.
  public struct Layer: Sendable {
    /// Weights (units, fan_in) and biases.
    public var parameters: NetworkWeights.Layer
    /// The whole training set's gradient, in the form of the parameters.
    public var gradient: NetworkWeights.Layer
    /// Activations over the probe rows, (rows, units) row by row.
    public var activations: [Double]
  }

  public var point: TrainingRecord.Point
  public var layers: [Layer]
  /// Rows of every ``Layer/activations``: the first rows of the training set, at most
  /// ``probeLimit``.
  public var probeRows: Int

  /// The most rows over which activations are compared.
  public static let probeLimit = 1024
}

extension Observation {
  /// Measures given weights as the trainer would have at a recorded step of `spec`.
  ///
  /// - Precondition: the weights fit the spec's architecture.
  /// - Complexity: O(rows × parameters).
  public init(
    of weights: NetworkWeights, in spec: TrainingSpec, at step: Int,
    kernels: KernelVariant = .best
  ) {
    switch spec.precision {
    case .float32: self.init(of: weights, in: spec, at: step, kernels: kernels.float32)
    case .float64: self.init(of: weights, in: spec, at: step, kernels: kernels.float64)
    }
  }

  private init<Scalar: KernelScalar>(
    of weights: NetworkWeights, in spec: TrainingSpec, at step: Int,
    kernels: KernelSet<Scalar>
  ) {
    let measurement = NetworkMeasurement(
      spec, data: spec.dataset.dataset(), batchSize: 1, kernels: kernels,
      team: ThreadTeam(size: 1))
    for (layout, layer) in zip(measurement.engine.layers, weights.layers) {
      layout.pack(layer, into: measurement.engine.parameters)
    }
    self = measurement.observation(at: step)
  }
}

/// Follows a training from the thread that runs it.
public protocol TrainingObserver: AnyObject {
  /// Called with the number of updates done: before every update, or, where updates take less than
  /// that, about once a millisecond.
  ///
  /// - Returns: whether to go on.
  func shouldContinue(at step: Int) -> Bool
  /// Called at every recorded step, in order, where the spec records similarity.
  func observe(_ observation: Observation)
  /// Called at every recorded step, in order.
  func record(_ point: TrainingRecord.Point)
  /// Called once, when the network's training has ended; replicas beside it may still train.
  func finish(_ record: TrainingRecord)
}

extension TrainingObserver {
  public func finish(_ record: TrainingRecord) {}
}
