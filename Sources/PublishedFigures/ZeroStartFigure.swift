internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Networks that start from zeros.
enum ZeroStartFigure {
  static let entropyOfTwo = 0.6931471805599453

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    var checks: [VerificationCheck] = []
    for activation in [Activation.tanh, .relu] {
      let balanced = spec(
        activation,
        DatasetSpec.generated(
          name: "circles", parameters: DatasetParameters(samples: 300)))
      let record = balanced.record(kernels: kernels)
      let losses = record.points.map(\.trainLoss)
      let furthest = losses.max { abs($0 - entropyOfTwo) < abs($1 - entropyOfTwo) } ?? .nan
      checks.append(
        VerificationCheck(
          "\(activation.rawValue), balanced classes: the loss furthest from ln 2 over"
            + " \(balanced.training.steps) steps", expected: entropyOfTwo, measured: furthest,
          tolerance: 1e-14))
      checks.append(moved(record, "\(activation.rawValue), balanced classes"))

      // One row of four is of class 1: the last bias goes to the log-odds.
      let unbalanced = spec(
        activation,
        .inline(
          Dataset(
            features: 2, task: .classification(classes: 2),
            train: .init(inputs: [0, 0, 0, 1, 1, 0, 1, 1], targets: [0, 0, 0, 1]))))
      let run = unbalanced.record(kernels: kernels)
      checks.append(
        VerificationCheck(
          "\(activation.rawValue), one of four rows: the final loss, the labels' entropy",
          expected: -(0.25 * naturalLogarithm(0.25) + 0.75 * naturalLogarithm(0.75)),
          measured: run.points.last?.trainLoss ?? .nan, tolerance: 1e-12))
      checks.append(moved(run, "\(activation.rawValue), one of four rows"))
    }
    return checks
  }

  private static func spec(_ activation: Activation, _ dataset: DatasetSpec) -> TrainingSpec {
    let hidden = LayerSpec(units: 6, activation: activation, weights: .zeros)
    return TrainingSpec(
      inputs: 2,
      layers: [hidden, hidden, LayerSpec(units: 1, activation: .linear, weights: .zeros)],
      seed: 0, dataset: dataset,
      training: TrainingPlan(steps: 2000, learningRate: 0.5, loss: .binaryCrossEntropy),
      precision: .float64, recording: RecordingPlan(spacing: .every(10), similarity: false))
  }

  /// Weights and biases, but for the last bias, that are not 0 at the end.
  private static func moved(_ record: TrainingRecord, _ name: String) -> VerificationCheck {
    let layers = record.snapshots.last?.weights.layers ?? []
    let count = layers.enumerated().reduce(0) { sum, entry in
      let biases = entry.offset + 1 == layers.count ? [] : entry.element.biases
      return sum + (entry.element.weights + biases).count { $0 != 0 }
    }
    return VerificationCheck(
      "\(name): parameters other than the last bias that moved", expected: 0,
      measured: Double(count))
  }
}
