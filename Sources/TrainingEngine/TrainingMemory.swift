package import KernelDispatch
internal import Kernels
package import TrainingModel

/// What a training of one network holds in memory at its peak, in bytes: told from the spec, before
/// anything is allocated.
///
/// With P weights and biases (columns padded to whole vectors), s states of the optimiser, B rows
/// that pass at once, O units of a layer, R rows of data, and numbers of 4 or 8 bytes:
/// - network: (2 + s) P for weights, gradient and states, and the matrices of all layers but the
///   first once more, turned round;
/// - batch: B × (2 to 4) × Σ O for activations, deltas, derivatives and panels;
/// - data: R × (inputs + outputs) of both splits, and of the rows that stand for them where the recording
///   takes a sample; of inputs that are many and copied batch by batch only the rows that are looked at
///   at once, since the others stay as the data set keeps them, which is not counted;
/// - record, in float64: P a snapshot, and what a measured step holds: three to five P, and the
///   activations of at most 1,024 rows; small networks, which are measured one a lane, six numbers a
///   pair of neurons and 40 a neuron. Where similarity is not recorded the end is measured in a
///   network of its own, without states and at most 256 rows at once.
///
/// Nothing is allocated between two recorded steps but, where threads share a network's steps, the
/// contexts of at most four closures a step.
package struct TrainingMemory: Sendable, Equatable {
  package var network: Int
  package var batch: Int
  package var data: Int
  package var record: Int
  /// What a checkpoint takes beside ``total`` while it is made and stored: the parameters and the
  /// optimiser's states, once as they were copied, twice as they are stored with the parameters at
  /// the last recorded step.
  package var checkpoint: Int

  /// All of it.
  package var total: Int { network + batch + data + record }

  /// The memory of a network that trains alone.
  ///
  /// - Complexity: O(layers).
  package init(_ spec: TrainingSpec, kernels: KernelVariant = .best) {
    let number = spec.precision == .float32 ? 4 : 8
    let width = spec.precision == .float32 ? kernels.float32.width : kernels.float64.width
    let layers = LayerLayout.layouts(of: spec, width: width)
    let parameters = layers.last?.end ?? 0
    let turned = zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.1.units * $1.0.stride }
    let states = spec.training.optimizer.stateCount
    let rows = spec.dataset.trainRows
    let perRow = layers.reduce(0) { sum, layer in
      sum + layer.stride
        * (2 + (layer.activation == .linear ? 0 : 1) + (layer.stride > layer.panel ? 1 : 0))
    }
    let capacity = { (batchSize: Int) in
      NetworkMeasurement<Float>.capacity(spec, trainRows: rows, batchSize: batchSize)
    }
    let gathered = spec.training.batchSize.map { $0 * spec.inputs } ?? 0
    network = number * ((2 + states) * parameters + turned)
    batch = number * (capacity(min(spec.training.batchSize ?? rows, rows)) * perRow + gathered)
    data = number * Self.data(spec, stride: layers.last?.stride ?? 0, atOnce: capacity(1))

    checkpoint = number * (3 * (1 + states) + 2) * spec.parameterCount + 4 * rows
    let kept = spec.recording.snapshotSteps(of: spec.training.steps).count
    let probe = min(rows, RecordingBounds.probeRows) * spec.layers.reduce(0) { $0 + $1.units }
    let copies = kept + (spec.recording.similarity ? 5 : 3)
    record = 8 * (copies * spec.parameterCount + probe)
    if spec.recording.similarity, LanePlan<Float>.usesLanes(spec) {
      record += 8 * spec.layers.reduce(0) { $0 + (3 * ($1.units - 1) + 40) * $1.units }
    }
    if !spec.recording.similarity {
      record += number * (2 * parameters + turned + capacity(1) * perRow) + data
    }
  }

  /// Numbers of the rows: see `data`.
  private static func data(_ spec: TrainingSpec, stride: Int, atOnce: Int) -> Int {
    func packed(_ rows: Int, _ form: PackedData<Float>.Form) -> Int {
      let numbers = rows * spec.inputs
      let keeps = PackedData<Float>.keepsRows(form, numbers: numbers)
      return (keeps ? min(rows, atOnce) * spec.inputs : numbers) + rows * stride
    }
    let (train, test) = (spec.dataset.trainRows, spec.dataset.testRows)
    let isRead = spec.readsRowsInPlace || LanePlan<Float>.usesLanes(spec)
    let all = packed(train, isRead ? .inPlace : .toCopy) + packed(test, .toCopy)
    guard spec.recordsSamples else { return all }
    return [train, test].reduce(all) { sum, rows in
      let chosen = spec.recording.rowsBetween(of: rows)
      return chosen < rows ? sum + packed(chosen, .inPlace) : sum
    }
  }
}
