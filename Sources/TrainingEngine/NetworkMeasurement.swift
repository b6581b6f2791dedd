internal import Kernels
internal import TrainingModel

/// Everything that is recorded of a network at a step but the batch's loss.
struct NetworkMeasurement<Scalar: KernelScalar> {
  /// The engine whose parameters are measured.
  let engine: NetworkEngine<Scalar>
  let train: PackedData<Scalar>
  private let whole: MeasuredRows<Scalar>
  /// What stands for them at the steps between the first and the last; nil where all rows do.
  private let sample: MeasuredRows<Scalar>?
  private let lastStep: Int
  private let evaluation: Evaluation<Scalar>
  private let wantsSimilarity: Bool
  private let rules: GradientRules
  /// Whether the test rows pass by the statistics that the training rows leave behind.
  private let testsAfterTraining: Bool

  /// Rows that pass through at once when a whole split is measured: enough to keep the kernels
  /// busy, few enough to stay in cache.
  private static var rowsAtOnce: Int { 256 }

  /// Rows that the engine of a spec takes at once, a batch being at most `batchSize`.
  static func capacity(_ spec: TrainingSpec, trainRows: Int, batchSize: Int) -> Int {
    // The statistics of batch normalisation are those of all training rows at once.
    spec.normalizesBatches ? trainRows : max(batchSize, min(rowsAtOnce, trainRows))
  }

  /// - Parameters:
  ///   - batchSize: rows that the engine must also take at once.
  ///   - form: how the training rows are held, for whoever learns from them too.
  init(
    _ spec: TrainingSpec, data: Dataset, batchSize: Int, form: PackedData<Scalar>.Form,
    kernels: KernelSet<Scalar>, team: ThreadTeam, stepBreak: StepBreak = StepBreak()
  ) {
    engine = NetworkEngine(
      spec,
      capacity: Self.capacity(spec, trainRows: data.trainRows, batchSize: batchSize),
      kernels: kernels, team: team, stepBreak: stepBreak)
    let stride = engine.layers.last?.stride ?? 0
    train = PackedData(data.train, of: data, outputs: spec.outputs, stride: stride, form: form)
    let all = MeasuredRows(
      all: train,
      test: data.test.map {
        PackedData($0, of: data, outputs: spec.outputs, stride: stride, form: .toCopy)
      },
      varies: spec.recordsSamples)
    whole = all
    sample =
      spec.recordsSamples ? MeasuredRows(sampleOf: all, data, by: spec.recording) : nil
    lastStep = spec.training.steps
    evaluation = Evaluation(engine: engine, task: data.task, loss: spec.training.loss)
    wantsSimilarity = spec.recording.similarity
    rules = spec.training.gradientRules
    testsAfterTraining = spec.normalizesBatches
  }

  /// Whether ``measure(at:overAll:)`` leaves the engine as one pass of the whole training set would.
  func leavesWholePass(at step: Int) -> Bool {
    wantsSimilarity && !testsAfterTraining && train.rows <= engine.capacity
      && !takesSample(at: step)
  }

  /// Whether a step is measured over a sample of the rows, unless the training ends there.
  func takesSample(at step: Int) -> Bool { sample != nil && step > 0 && step < lastStep }

  private func rows(at step: Int, overAll: Bool) -> MeasuredRows<Scalar> {
    if let sample, takesSample(at: step), !overAll { sample } else { whole }
  }

  /// The engine's weights.
  var weights: NetworkWeights {
    NetworkWeights(layers: engine.layers.map { $0.unpack(engine.parameters) })
  }

  /// Measures the engine's network; with an observation where similarity is recorded. Void where
  /// the engine's break was raised meanwhile.
  ///
  /// - Parameter overAll: whether all rows are measured even where the spec has a sample of them
  ///   measured at this step, because the training ends there.
  func measure(
    at step: Int, overAll: Bool = false
  ) -> (point: TrainingRecord.Point, observation: Observation?) {
    if wantsSimilarity {
      let observation = observation(at: step, overAll: overAll)
      return (observation.point, observation)
    }
    let rows = rows(at: step, overAll: overAll)
    let figures = evaluation.measure(rows.train, gradient: false) { _, _ in }
    let test = testFigures(of: rows)
    return (point(at: step, over: rows, figures: figures, test: test, gradientNorms: []), nil)
  }

  /// Measures the engine's network with its gradients and activations, and leaves the engine with
  /// the gradient of the training rows that the step is measured over; but for batch normalisation,
  /// which needs it the other way round, with the losses of its rows too.
  func observation(
    at step: Int, overAll: Bool = false, neuronLimit: Int = RecordingBounds.neurons
  ) -> Observation {
    let rows = rows(at: step, overAll: overAll)
    let probeRows = min(rows.train.rows, RecordingBounds.probeRows)
    let neurons = engine.layers.map { Observation.evenlySpaced(neuronLimit, of: $0.units) }
    var probes = neurons.enumerated().map {
      ActivationProbe(engine, layer: $0.offset, neurons: $0.element, rows: probeRows)
    }
    var signals = engine.layers.indices.map { SignalProbe(engine, layer: $0) }
    let earlier = testsAfterTraining ? nil : testFigures(of: rows)
    let figures = evaluation.measure(rows.train, gradient: true) { first, rows in
      for index in engine.layers.indices {
        probes[index].take(first: first, rows: rows)
        signals[index].take(rows: rows)
      }
    }
    let layers = engine.layers.enumerated().map { index, layer in
      Observation.Layer(
        parameters: layer.unpack(engine.parameters), neurons: neurons[index],
        gradient: layer.unpack(engine.gradient, neurons: neurons[index]),
        activations: probes[index].activations, signal: signals[index].signal)
    }
    let norms = engine.layers.map { $0.norm(engine.gradient) }
    let test = testsAfterTraining ? testFigures(of: rows) : earlier
    return Observation(
      point: point(at: step, over: rows, figures: figures, test: test, gradientNorms: norms),
      layers: layers, probeRows: probeRows)
  }

  /// Of the weights at rest, in float64, neuron by neuron: the order of memory differs between kernels.
  private var penalty: Double? {
    guard rules.l1 > 0 || rules.l2 > 0 else { return nil }
    var sum = 0.0
    for layer in engine.layers {
      for unit in 0..<layer.units {
        for input in 0..<layer.fanIn {
          let weight = engine.parameters[layer.place(input: input, unit: unit)].inDouble
          sum += rules.l1 * abs(weight) + rules.l2 * weight * weight / 2
        }
      }
    }
    return sum
  }

  private func testFigures(of rows: MeasuredRows<Scalar>) -> Evaluation<Scalar>.Figures? {
    rows.test.map { test in
      engine.withKeptStatistics { evaluation.measure(test, gradient: false) { _, _ in } }
    }
  }

  private func point(
    at step: Int, over rows: MeasuredRows<Scalar>, figures: Evaluation<Scalar>.Figures,
    test: Evaluation<Scalar>.Figures?, gradientNorms: [Double]
  ) -> TrainingRecord.Point {
    var point = TrainingRecord.Point(
      step: step, trainLoss: figures.loss, trainAccuracy: figures.accuracy, testLoss: test?.loss,
      testAccuracy: test?.accuracy, batchLoss: nil, gradientNorms: gradientNorms)
    point.penalty = penalty
    if rows.varies {
      point.trainRows = rows.train.rows
      point.testRows = rows.test?.rows
    }
    return point
  }
}
