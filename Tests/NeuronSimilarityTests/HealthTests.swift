import Foundation
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// Against NumPy: Tests/Reference/health.py.
@Suite struct HealthTests {
  struct Case: Decodable {
    var name: String
    var activations: [Activation]
    var loss: LossFunction
    var weights: [[[Double]]]
    var biases: [[Double]]
    var inputs: [[Double]]
    var classes: [Double]?
    var rows: [[Double]]?
    var value: Double
    var activationMean: [Double]
    var activationVariance: [Double]
    var backpropagated: [Double]
    var weightGradientNorm: [Double]
    var biasGradientNorm: [Double]
    var dead: [Double]
    var ranks: [[Double]]
    var jacobian: [[Double]]
    var largestEigenvalue: Double

    enum CodingKeys: String, CodingKey {
      case name, activations, loss, weights, biases, inputs, value, activationMean
      case activationVariance, backpropagated, weightGradientNorm, biasGradientNorm, dead, ranks
      case jacobian, largestEigenvalue, targets
    }

    init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      name = try box.decode(String.self, forKey: .name)
      activations = try box.decode([Activation].self, forKey: .activations)
      loss = try box.decode(LossFunction.self, forKey: .loss)
      weights = try box.decode([[[Double]]].self, forKey: .weights)
      biases = try box.decode([[Double]].self, forKey: .biases)
      inputs = try box.decode([[Double]].self, forKey: .inputs)
      classes = try? box.decode([Double].self, forKey: .targets)
      rows = try? box.decode([[Double]].self, forKey: .targets)
      value = try box.decode(Double.self, forKey: .value)
      activationMean = try box.decode([Double].self, forKey: .activationMean)
      activationVariance = try box.decode([Double].self, forKey: .activationVariance)
      backpropagated = try box.decode([Double].self, forKey: .backpropagated)
      weightGradientNorm = try box.decode([Double].self, forKey: .weightGradientNorm)
      biasGradientNorm = try box.decode([Double].self, forKey: .biasGradientNorm)
      dead = try box.decode([Double].self, forKey: .dead)
      ranks = try box.decode([[Double]].self, forKey: .ranks)
      jacobian = try box.decode([[Double]].self, forKey: .jacobian)
      largestEigenvalue = try box.decode(Double.self, forKey: .largestEigenvalue)
    }

    var network: NetworkWeights {
      NetworkWeights(
        layers: zip(weights, biases).map { NetworkWeights.Layer(rows: $0, biases: $1) })
    }

    var spec: TrainingSpec {
      let task: Dataset.Task =
        classes == nil
        ? .regression(outputs: rows?[0].count ?? 1)
        : .classification(classes: weights.last?.count ?? 2)
      return TrainingSpec(
        inputs: inputs[0].count,
        layers: zip(weights, activations).map {
          LayerSpec(units: $0.count, activation: $1, weights: .zeros)
        }, seed: 0,
        dataset: .inline(
          Dataset(
            features: inputs[0].count, task: task,
            train: .init(
              inputs: inputs.flatMap { $0 }, targets: classes ?? (rows ?? []).flatMap { $0 }))),
        training: TrainingPlan(steps: 10, learningRate: 0.1, loss: loss), precision: .float64)
    }
  }

  static let cases: [Case] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let file = tests.appendingPathComponent("Fixtures/health.json")
      return try decoder.decode([Case].self, from: Data(contentsOf: file))
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  private func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test(arguments: cases.indices)
  func healthIsNumPys(_ index: Int) {
    let wanted = Self.cases[index]
    let health = NetworkHealth(wanted.network, of: wanted.spec, at: 0)
    #expect(near(health.loss, wanted.value))
    #expect(health.rows == wanted.inputs.count)
    for (number, layer) in health.layers.enumerated() {
      #expect(near(layer.activationMean, wanted.activationMean[number]))
      #expect(near(layer.activationVariance, wanted.activationVariance[number]))
      #expect(near(layer.backpropagated, wanted.backpropagated[number]))
      #expect(near(layer.weightGradientNorm, wanted.weightGradientNorm[number]))
      #expect(near(layer.biasGradientNorm, wanted.biasGradientNorm[number]))
      #expect(near(layer.deadFraction, wanted.dead[number]))
      #expect(near(layer.participationRatio.value, wanted.ranks[number][0]))
      #expect(near(layer.stableRank.value, wanted.ranks[number][1], 1e-9))
      // Plain descent: the next update is the rate times the gradient.
      #expect(
        near(layer.updateRatio.value, 0.1 * layer.weightGradientNorm / layer.weightNorm))
    }
  }

  /// Of neurons that answer 0, 1, 2 and 100, 110, 120 to three rows the variances over rows are 2/3 and
  /// 200/3; what sets the neurons apart from one another is none of it.
  @Test func varianceOverRowsIsNotThatOverNeurons() {
    let data = Dataset(
      features: 1, task: .regression(outputs: 1),
      train: .init(inputs: [0, 1, 2], targets: [0, 0, 0]))
    let form = { LayerSpec(units: $0, activation: .linear, weights: .zeros) }
    let spec = TrainingSpec(
      inputs: 1, layers: [form(2), form(1)], seed: 0, dataset: .inline(data),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .meanSquaredError))
    let network = NetworkWeights(layers: [
      .init(units: 2, fanIn: 1, weights: [1, 10], biases: [0, 100]),
      .init(units: 1, fanIn: 2, weights: [0, 0], biases: [0]),
    ])
    let layer = NetworkHealth(network, of: spec, at: 0).layers[0]
    #expect(near(layer.activationRowVariance, 101.0 / 3))
    #expect(layer.activationVariance > 2000)
  }

  @Test(arguments: cases.indices)
  func jacobiansAreNumPys(_ index: Int) throws {
    let wanted = Self.cases[index]
    let jacobian = try #require(InputOutputJacobian(wanted.network, of: wanted.spec, rows: 2))
    #expect(jacobian.singularValues.count == 2)
    for (values, expected) in zip(jacobian.singularValues, wanted.jacobian) {
      for (value, number) in zip(values, expected) { #expect(near(value, number)) }
    }
  }

  @Test(arguments: cases.indices)
  func theHessiansEdgeIsNumPys(_ index: Int) throws {
    let wanted = Self.cases[index]
    let edge = try #require(HessianEdge.of(wanted.network, wanted.spec).value)
    // The reference is a difference quotient of extended precision.
    #expect(near(edge.largest, wanted.largestEigenvalue, 1e-9), "\(edge.largest)")
  }

  /// Gradient flow keeps what small steps nearly keep: the drift shrinks with the rate.
  @Test func conservedQuantitiesDriftWithTheRate() throws {
    func drift(_ rate: Double, _ steps: Int) throws -> Double {
      let spec = TrainingSpec(
        inputs: 2,
        layers: [
          LayerSpec(units: 8, activation: .relu, weights: Initialization(scheme: "he_normal")),
          LayerSpec(units: 1, activation: .linear, weights: Initialization(scheme: "he_normal")),
        ], seed: 4,
        dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 50, noise: 0.1)),
        training: TrainingPlan(steps: steps, learningRate: rate, loss: .binaryCrossEntropy),
        precision: .float64, recording: RecordingPlan(spacing: .linear(points: 2)))
      let record = Trainer(spec).run(observer: Silent())
      return try #require(
        ConservedQuantities.drift(
          ofLayer: 1, from: record.snapshots[0].weights, to: record.snapshots.last!.weights,
          of: spec.layers[0]
        ).value)
    }
    let (coarse, fine) = (try drift(0.1, 200), try drift(0.01, 2000))
    #expect(coarse > 0)
    #expect(fine < coarse / 5)
    #expect(fine < 0.05)
  }

  @Test func valuesThatDoNotExistHaveReasons() {
    let wanted = Self.cases[0]
    let health = NetworkHealth(wanted.network, of: wanted.spec, at: 0)
    #expect(health.layers[2].saturatedFraction.absence == .doesNotSaturate)
    #expect(
      ConservedQuantities.values(ofLayer: 1, in: wanted.network, activation: .tanh).absence
        == .notConserved)
    #expect(
      ConservedQuantities.values(ofLayer: 3, in: wanted.network, activation: .relu).absence
        == .noOutgoingWeights)
    var spec = wanted.spec
    spec.training.optimizer = .sgd(momentum: 0.9)
    let later = NetworkHealth(wanted.network, of: spec, at: 5)
    #expect(later.layers[0].updateRatio.absence == .notComputed)
    var zeros = wanted.network
    for index in zeros.layers[0].weights.indices { zeros.layers[0].weights[index] = 0 }
    let nothing = NetworkHealth(zeros, of: wanted.spec, at: 0).layers[0]
    #expect(nothing.stableRank.absence == .zeroVector)
    #expect(nothing.participationRatio.absence == .zeroVector)
    #expect(nothing.updateRatio.absence == .zeroVector)
  }
}
