package import KernelDispatch
internal import Kernels
package import TrainingModel

/// What an observer sees of a network at a recorded step.
package struct Observation: Sendable {
  /// One layer, the first hidden one to the output.
  package struct Layer: Sendable {
    /// Weights (units, fan_in) and biases.
    package var parameters: NetworkWeights.Layer
    /// The neurons that ``gradient`` and ``activations`` are of, ascending.
    package var neurons: [Int]
    /// The gradient of the mean loss over the training rows measured, by these neurons' weights, (neurons, fan_in), and biases.
    package var gradient: NetworkWeights.Layer
    /// Their activations over the probe rows, (rows, neurons) row by row.
    package var activations: [Double]
    /// What went through all of its neurons over the training rows measured.
    package var signal: LayerSignal

    package init(
      parameters: NetworkWeights.Layer, neurons: [Int], gradient: NetworkWeights.Layer,
      activations: [Double], signal: LayerSignal
    ) {
      self.parameters = parameters
      self.neurons = neurons
      self.gradient = gradient
      self.activations = activations
      self.signal = signal
    }
  }

  package var point: TrainingRecord.Point
  package var layers: [Layer]
  /// Rows of every ``Layer/activations``: the first of the training rows measured, at most
  /// ``RecordingBounds/probeRows``.
  package var probeRows: Int

  /// At most `limit` of `units` neurons, at even distances from the first on.
  package static func evenlySpaced(_ limit: Int, of units: Int) -> [Int] {
    units <= limit ? Array(0..<units) : (0..<limit).map { $0 * units / limit }
  }
}

extension Observation {
  /// Measures given weights as the trainer would have at a recorded step of `spec`, but all neurons
  /// of every layer.
  ///
  /// - Parameter isInterrupted: asked from time to time whether to give up: the observation is then
  ///   void.
  /// - Precondition: the weights fit the spec's architecture.
  /// - Complexity: O(rows × parameters).
  package init(
    of weights: NetworkWeights, in spec: TrainingSpec, at step: Int,
    kernels: KernelVariant = .best, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    let stepBreak = StepBreak(isWanted: isInterrupted)
    switch spec.precision {
    case .float32: self.init(of: weights, in: spec, at: step, kernels.float32, stepBreak)
    case .float64: self.init(of: weights, in: spec, at: step, kernels.float64, stepBreak)
    }
  }

  private init<Scalar: KernelScalar>(
    of weights: NetworkWeights, in spec: TrainingSpec, at step: Int,
    _ kernels: KernelSet<Scalar>, _ stepBreak: StepBreak
  ) {
    let measurement = NetworkMeasurement(
      spec, data: spec.dataset.dataset(), batchSize: 1, form: .toCopy, kernels: kernels,
      team: ThreadTeam(size: 1), stepBreak: stepBreak)
    for (layout, layer) in zip(measurement.engine.layers, weights.layers) {
      layout.pack(layer, into: measurement.engine.parameters)
    }
    self = measurement.observation(at: step, neuronLimit: .max)
  }
}

/// Follows a training from the thread that runs it.
package protocol TrainingObserver: AnyObject {
  /// Called with the number of updates done: before every update, or, where updates take less than
  /// that, about once a millisecond.
  ///
  /// - Returns: whether to go on.
  func shouldContinue(at step: Int) -> Bool
  /// Called in the place of ``shouldContinue(at:)``, with the training's state should the observer
  /// want it: copying it takes time, O(parameters + rows).
  ///
  /// - Parameter state: nil at the one step at which a loss was found not to be finite.
  func shouldContinue(at step: Int, state: () -> TrainingState?) -> Bool
  /// Called at every recorded step, in order, where the spec records similarity.
  func observe(_ observation: Observation)
  /// Called in the place of ``observe(_:)`` where the observer may give it up, as it should soon
  /// after ``Trainer/isInterrupted`` says so; the step is then void and the observation forgotten.
  ///
  /// - Returns: whether the observation was taken in.
  func observeUnlessInterrupted(_ observation: Observation) -> Bool
  /// Called at every recorded step, in order.
  func record(_ point: TrainingRecord.Point)
  /// Called with the weights of every step that keeps them, in order, and of the last one reached.
  func keep(_ snapshot: TrainingRecord.Snapshot)
  /// Called once, when the network's training has ended; replicas beside it may still train.
  func finish(_ record: TrainingRecord)
}

extension TrainingObserver {
  package func shouldContinue(at step: Int, state: () -> TrainingState?) -> Bool {
    shouldContinue(at: step)
  }

  package func observeUnlessInterrupted(_ observation: Observation) -> Bool {
    observe(observation)
    return true
  }

  package func keep(_ snapshot: TrainingRecord.Snapshot) {}

  package func finish(_ record: TrainingRecord) {}
}
