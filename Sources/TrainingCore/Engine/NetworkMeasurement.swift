internal import Kernels

/// Everything that is recorded of a network at a step but the batch's loss.
struct NetworkMeasurement<Scalar: KernelScalar> {
  /// The engine whose parameters are measured.
  let engine: NetworkEngine<Scalar>
  let train: PackedData<Scalar>
  private let test: PackedData<Scalar>?
  private let evaluation: Evaluation<Scalar>
  private let wantsSimilarity: Bool

  /// Rows that pass through at once when a whole split is measured: enough to keep the kernels
  /// busy, few enough to stay in cache.
  private static var rowsAtOnce: Int { 256 }

  /// Rows that the engine of a spec takes at once, a batch being at most `batchSize`.
  static func capacity(_ spec: TrainingSpec, trainRows: Int, batchSize: Int) -> Int {
    // The statistics of batch normalisation are those of all training rows at once.
    spec.normalizesBatches ? trainRows : max(batchSize, min(rowsAtOnce, trainRows))
  }

  /// - Parameter batchSize: rows that the engine must also take at once.
  init(
    _ spec: TrainingSpec, data: Dataset, batchSize: Int, kernels: KernelSet<Scalar>,
    team: ThreadTeam
  ) {
    engine = NetworkEngine(
      spec,
      capacity: Self.capacity(spec, trainRows: data.trainRows, batchSize: batchSize),
      kernels: kernels,
      team: team)
    let stride = engine.layers.last?.stride ?? 0
    train = PackedData(data.train, of: data, outputs: spec.outputs, stride: stride)
    test = data.test.map { PackedData($0, of: data, outputs: spec.outputs, stride: stride) }
    evaluation = Evaluation(engine: engine, task: data.task, loss: spec.training.loss)
    wantsSimilarity = spec.recording.similarity
  }

  /// The engine's weights.
  var weights: NetworkWeights {
    NetworkWeights(layers: engine.layers.map { $0.unpack(engine.parameters) })
  }

  /// Measures the engine's network, and shows it to the observer where similarity is recorded.
  func point(at step: Int, for observer: any TrainingObserver) -> TrainingRecord.Point {
    if wantsSimilarity {
      let observation = observation(at: step)
      observer.observe(observation)
      return observation.point
    }
    let figures = evaluation.measure(train, gradient: false) { _, _ in }
    return point(at: step, figures: figures, gradientNorms: [])
  }

  /// Measures the engine's network with its gradients and activations.
  func observation(at step: Int) -> Observation {
    var probe = ActivationProbe(engine: engine, rows: train.rows)
    let figures = evaluation.measure(train, gradient: true) { first, rows in
      probe.take(first: first, rows: rows)
    }
    let layers = engine.layers.enumerated().map { index, layer in
      Observation.Layer(
        parameters: layer.unpack(engine.parameters),
        gradient: layer.unpack(engine.gradient), activations: probe.activations[index])
    }
    let norms = engine.layers.map { $0.norm(engine.gradient) }
    return Observation(
      point: point(at: step, figures: figures, gradientNorms: norms), layers: layers,
      probeRows: probe.rows)
  }

  private func point(
    at step: Int, figures: Evaluation<Scalar>.Figures, gradientNorms: [Double]
  ) -> TrainingRecord.Point {
    let testFigures = test.map { test in
      engine.withKeptStatistics { evaluation.measure(test, gradient: false) { _, _ in } }
    }
    return TrainingRecord.Point(
      step: step, trainLoss: figures.loss, trainAccuracy: figures.accuracy,
      testLoss: testFigures?.loss, testAccuracy: testFigures?.accuracy, batchLoss: nil,
      gradientNorms: gradientNorms)
  }
}

/// Collects the activations of the first rows of the training set, layer by layer.
private struct ActivationProbe<Scalar: KernelScalar> {
  let engine: NetworkEngine<Scalar>
  let rows: Int
  /// By layer, (rows, units).
  private(set) var activations: [[Double]]

  init(engine: NetworkEngine<Scalar>, rows: Int) {
    self.engine = engine
    let kept = min(rows, Observation.probeLimit)
    self.rows = kept
    activations = engine.layers.map { Array(repeating: 0, count: kept * $0.units) }
  }

  /// Takes what the engine passed forward last: `count` rows from row `first` on.
  mutating func take(first: Int, rows count: Int) {
    for (index, layer) in engine.layers.enumerated() {
      let values = engine.activation(ofLayer: index)
      for row in 0..<max(0, min(count, rows - first)) {
        for unit in 0..<layer.units {
          activations[index][(first + row) * layer.units + unit] =
            values[row * layer.stride + unit].inDouble
        }
      }
    }
  }
}
