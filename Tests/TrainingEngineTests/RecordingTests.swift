import Testing
import TrainingEngine
import TrainingModel

@Suite("Recording leaves no trace")
struct RecordingTests {
  /// A measurement may hand its pass of the training set over to the step that follows: with full
  /// batches and without, with a test split, with normalised batches and more rows than pass at
  /// once in evaluation.
  static let specs: [TrainingSpec] = [
    spec(hidden: 24), spec(hidden: 24, batch: 7), spec(hidden: 24, testShare: 0.3),
    spec(hidden: 24, normalization: .batch), spec(hidden: 24, batch: 600, samples: 700),
    spec(hidden: 24, dropout: 0.2), spec(hidden: 24, optimizer: true),
  ]

  private static func spec(
    hidden: Int, batch: Int? = nil, samples: Int = 60, testShare: Double = 0,
    normalization: Normalization = .none, dropout: Double = 0, optimizer: Bool = false
  ) -> TrainingSpec {
    var first = LayerSpec(
      units: hidden, activation: .tanh, weights: Initialization(scheme: "xavier_uniform"))
    first.regularization.normalization = normalization
    first.regularization.dropout = dropout
    var parameters = DatasetParameters(samples: samples, noise: 0.1, seed: 3)
    parameters.testShare = testShare
    return TrainingSpec(
      inputs: 2,
      layers: [
        first,
        LayerSpec(
          units: 1, activation: .linear, weights: Initialization(scheme: "xavier_uniform")),
      ],
      seed: 5, dataset: .generated(name: "moons", parameters: parameters),
      training: TrainingPlan(
        steps: 30, batchSize: batch,
        optimizer: optimizer
          ? Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
          : .sgd(momentum: 0.5),
        learningRate: 0.1, loss: .binaryCrossEntropy))
  }

  @Test(arguments: specs.indices, Precision.allCases)
  func weightsDoNotDependOnWhatIsRecorded(index: Int, precision: Precision) {
    var spec = Self.specs[index]
    spec.precision = precision
    spec.recording = RecordingPlan(spacing: .every(1), similarity: true)
    let watched = Trainer(spec).run()
    spec.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
    let alone = Trainer(spec).run()
    #expect(watched.points.count == 31)
    #expect(watched.snapshots.last == alone.snapshots.last)
    #expect(watched.points.last?.trainLoss == alone.points.last?.trainLoss)
    #expect(watched.points.last?.testLoss == alone.points.last?.testLoss)
  }

  @Test func signalsAreThoseOfTheActivations() throws {
    var spec = Self.spec(hidden: 6)
    spec.precision = .float64
    spec.layers[0].activation = .relu
    spec.layers[0].biases = Initialization(scheme: "constant", alpha: -1)
    spec.recording = RecordingPlan(spacing: .linear(points: 3))
    let spectator = Spectator()
    _ = Trainer(spec).run(observer: spectator)
    #expect(spectator.observations.count == 3)
    for observation in spectator.observations {
      for layer in observation.layers {
        let values = layer.activations
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(layer.signal.activationMean - mean) < 1e-14)
        #expect(abs(layer.signal.activationVariance - variance) < 1e-14)
        #expect(layer.signal.saturatedFraction == nil)
      }
      let hidden = observation.layers[0]
      let dead = hidden.neurons.count { unit in
        (0..<observation.probeRows).allSatisfy { hidden.activations[$0 * 6 + unit] == 0 }
      }
      #expect(hidden.signal.deadFraction == Double(dead) / 6)
      #expect(observation.layers[1].signal.deadFraction == 0)
    }
    #expect(spectator.observations[0].layers[0].signal.deadFraction > 0, "none to be seen")
  }
}
