internal import Kernels

/// What a training of one network holds in memory at its peak, in bytes: told from the spec, before
/// anything is allocated.
///
/// With P weights and biases (columns padded to whole vectors), s states of the optimiser, B rows
/// that pass at once, O units of a layer, R rows of data, and numbers of 4 or 8 bytes:
/// - network: (2 + s) P for weights, gradient and states, and the matrices of all layers but the
///   first once more, turned round;
/// - batch: B × (2 to 4) × Σ O for activations, deltas, derivatives and panels;
/// - data: R × (inputs + outputs);
/// - record, in float64: two P where similarity is recorded for start and last, three more while a
///   step is measured, the activations of at most 1,024 rows, and P a snapshot.
///
/// Nothing is allocated between two recorded steps.
public struct TrainingMemory: Sendable, Equatable {
  public var network: Int
  public var batch: Int
  public var data: Int
  public var record: Int

  /// All of it.
  public var total: Int { network + batch + data + record }

  /// The memory of a network that trains alone.
  ///
  /// - Complexity: O(layers).
  public init(_ spec: TrainingSpec, kernels: KernelVariant = .best) {
    let number = spec.precision == .float32 ? 4 : 8
    let width =
      spec.precision == .float32 ? kernels.float32.width : kernels.float64.width
    let layers = LayerLayout.layouts(of: spec, width: width)
    let parameters = layers.last?.end ?? 0
    let turned = zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.1.units * $1.0.stride }
    let states = OptimizerState<Float>.stateCount(of: spec.training.optimizer)
    network = number * ((2 + states) * parameters + turned)
    let rows = spec.dataset.trainRows
    let capacity = NetworkMeasurement<Float>.capacity(
      spec, trainRows: rows, batchSize: min(spec.training.batchSize ?? rows, rows))
    batch =
      number * capacity
      * layers.reduce(spec.training.batchSize == nil ? 0 : spec.inputs) { sum, layer in
        sum + layer.stride
          * (2 + (layer.activation == .linear ? 0 : 1) + (layer.stride > layer.panel ? 1 : 0))
      }
    data = number * rows * (spec.inputs + (layers.last?.stride ?? 0))
    let kept = spec.recording.snapshotSteps(of: spec.training.steps).count
    let measured = min(rows, Observation.probeLimit) * spec.layers.reduce(0) { $0 + $1.units }
    record =
      8
      * (kept * spec.parameterCount
        + (spec.recording.similarity ? 5 * spec.parameterCount + measured : 0))
  }
}
