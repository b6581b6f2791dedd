import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// The network that clones are, against the network that has them.
@Suite struct QuotientTests {
  /// A float64 network whose hidden neurons are clones by twos and threes.
  static func spec(_ optimizer: Optimizer, batch: Int?, activation: Activation, steps: Int = 2000)
    -> TrainingSpec
  {
    var generator = SplitMix(state: 7)
    let classes = [[0, 1, 1, 0, 2, 0], [0, 0, 1, 1, 1]]
    var layers: [LayerSpec] = []
    var below = [0, 1]
    for (index, own) in (classes + [[0]]).enumerated() {
      var table: [SIMD2<Int>: Double] = [:]
      var weights: [Double] = []
      for unit in own {
        for input in below {
          let key = SIMD2(unit, input)
          let value = table[key] ?? .random(in: -0.8..<0.8, using: &generator)
          table[key] = value
          weights.append(value)
        }
      }
      let biases = own.map { 0.1 * Double($0) - 0.05 }
      layers.append(
        LayerSpec(
          units: own.count, activation: index == 2 ? .linear : activation,
          weights: Initialization(scheme: "given", values: weights),
          biases: Initialization(scheme: "given", values: biases)))
      below = own
    }
    return TrainingSpec(
      inputs: 2, layers: layers, seed: 3,
      dataset: .generated(
        name: "moons", parameters: DatasetParameters(samples: 40, noise: 0.1, seed: 1)),
      training: TrainingPlan(
        steps: steps, batchSize: batch, optimizer: optimizer,
        learningRate: 0.05, loss: .binaryCrossEntropy),
      precision: .float64, recording: RecordingPlan(spacing: .every(10), similarity: false))
  }

  static let plans: [(Optimizer, Int?, Activation)] = [
    (.sgd(), nil, .tanh),
    (.sgd(momentum: 0.9), nil, .sigmoid),
    (.sgd(momentum: 0.5, nesterov: true), 8, .softplus),
    (Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]), nil, .tanh),
    (.sgd(), 7, .relu),
    (
      Optimizer("adamw", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01]),
      nil, .tanh
    ),
    // Its usual ε of 10⁻⁸ divides rounding errors by gradients that have all but vanished.
    (Optimizer("rmsprop", ["decay": 0.99, "momentum": 0.5, "epsilon": 0.1]), nil, .sigmoid),
    (Optimizer("adagrad", ["epsilon": 1e-10]), 8, .tanh),
  ]

  @Test(arguments: plans.indices)
  func followsTheFullNetwork(_ index: Int) {
    let (optimizer, batch, activation) = Self.plans[index]
    let spec = Self.spec(optimizer, batch: batch, activation: activation)
    let record = Trainer(spec).run(observer: Silent())
    let start = NetworkWeights(startOf: spec)
    let quotient = QuotientNetwork(start, of: spec)
    #expect(quotient.network.widths == [2, 3, 2, 1])
    let curve = QuotientTraining(of: start, spec, steps: record.points.map(\.step))
    #expect(curve.steps == record.points.map(\.step))
    #expect(record.points[0].trainLoss - record.points.last!.trainLoss > 0.05, "it learns")
    for (point, loss) in zip(record.points, curve.losses) {
      #expect(abs(point.trainLoss - loss) < 1e-12, "step \(point.step)")
    }
  }

  /// Normalised over the rows of a batch each neuron is its own affair; over the units of a row every
  /// copy counts in the mean and in the variance.
  @Test(arguments: [Normalization.layer, .batch], [nil, 8])
  func followsNormalisedNetworks(_ normalization: Normalization, _ batch: Int?) {
    var spec = Self.spec(
      .sgd(momentum: 0.9), batch: batch, activation: .tanh, steps: 200)
    for index in 0..<2 { spec.layers[index].regularization.normalization = normalization }
    #expect(QuotientTraining.models(spec))
    let record = Trainer(spec).run(observer: Silent())
    let start = NetworkWeights(startOf: spec)
    let curve = QuotientTraining(of: start, spec, steps: record.points.map(\.step))
    #expect(curve.steps == record.points.map(\.step))
    #expect(record.points[0].trainLoss - record.points.last!.trainLoss > 0.05, "it learns")
    for (point, loss) in zip(record.points, curve.losses) {
      #expect(abs(point.trainLoss - loss) < 1e-12, "step \(point.step)")
    }
  }

  /// The identity is one of the copies: with one of them left out of the sum it fails.
  @Test func everyCopyCounts() {
    let spec = Self.spec(
      .sgd(), batch: nil, activation: .tanh, steps: 50)
    var start = NetworkWeights(startOf: spec)
    let record = Trainer(spec).run(observer: Silent())
    // A changed outgoing weight makes neuron 5 of layer 1 its own.
    start.layers[1].weights[5] += 1e-6
    #expect(QuotientNetwork(start, of: spec).network.widths[1] == 4)
    let curve = QuotientTraining(of: start, spec, steps: [0, 50])
    #expect(abs(curve.losses[1] - record.points.last!.trainLoss) > 1e-12)
  }

  @Test func stopsAtItsBudget() {
    let spec = Self.spec(.sgd(), batch: nil, activation: .tanh)
    let start = NetworkWeights(startOf: spec)
    let cost = QuotientNetwork(start, of: spec).network.parameterCount * 40
    let curve = QuotientTraining(of: start, spec, steps: [0, 10, 20], budget: 12 * cost)
    #expect(curve.steps == [0, 10])
  }
}

final class Silent: TrainingObserver {
  func shouldContinue(at step: Int) -> Bool { true }
  func observe(_ observation: Observation) {}
  func record(_ point: TrainingRecord.Point) {}
}
