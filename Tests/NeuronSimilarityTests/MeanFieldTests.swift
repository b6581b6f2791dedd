import Foundation
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// Against quadrature and root finding by NumPy and SciPy: Tests/Reference/mean_field.py.
@Suite struct MeanFieldTests {
  struct Point: Decodable, CustomTestStringConvertible {
    var activation: Activation
    var weightVariance: Double
    var biasVariance: Double
    var fixedPoint: Double?
    var susceptibility: Double?
    var correlation: Double?
    var depthScale: Double?

    var testDescription: String { "\(activation) \(weightVariance) \(biasVariance)" }
  }

  static let points: [Point] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let file = tests.appendingPathComponent("Fixtures/mean_field.json")
      return try decoder.decode([Point].self, from: Data(contentsOf: file))
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  private func agree(_ value: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) <= tolerance * max(1e-3, abs(expected))
  }

  /// Eleven activations at ten pairs of variances.
  @Test(arguments: points)
  func everyFigureIsThatOfQuadrature(_ wanted: Point) {
    let theory = MeanField(
      wanted.activation, weightVariance: wanted.weightVariance, biasVariance: wanted.biasVariance)
    #expect(agree(theory.fixedPoint.value, wanted.fixedPoint, 1e-10))
    #expect(agree(theory.susceptibility.value, wanted.susceptibility, 1e-10))
    // The reference's own grid is good to this where c* is near 1.
    #expect(agree(theory.correlation.value, wanted.correlation, 1e-7))
    #expect(agree(theory.depthScale.value, wanted.depthScale, 1e-6))
  }

  private func theory(
    _ activation: Activation, _ weights: Initialization, biases: Initialization = .zeros,
    width: Int = 64, seed: UInt64 = 1
  ) -> Measured<SignalTheory> {
    let layer = LayerSpec(
      units: width, activation: activation, weights: weights, biases: biases)
    let spec = TrainingSpec(
      inputs: 2,
      layers: [
        layer, layer, layer,
        LayerSpec(units: 1, activation: .linear, weights: weights, biases: biases),
      ], seed: seed,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 50, noise: 0.1)),
      training: TrainingPlan(steps: 10, learningRate: 0.1, loss: .binaryCrossEntropy))
    return SignalTheory.of(spec, start: NetworkWeights(startOf: spec))
  }

  /// ReLU without biases has no variance to settle at: signals grow for ever, and no depth is the last
  /// that trains, or they die out, as what was drawn has it.
  @Test func heStartsWithoutBiasesHaveTheirSlope() throws {
    var grew = 0
    for seed in UInt64(0)..<8 {
      let found = try #require(
        theory(.relu, Initialization(scheme: "he_normal"), seed: seed).value)
      let slope = try #require(found.theory.susceptibility.value)
      #expect(abs(slope - found.weightVariance / 2) < 1e-12)
      #expect(abs(slope - 1) < 0.1)
      if slope > 1 {
        grew += 1
        #expect(found.theory.fixedPoint.absence == .noFixedPoint)
        #expect(found.theory.depthScale.value == nil)
        #expect(found.trains == nil)
      } else {
        #expect(found.theory.fixedPoint.value == 0)
        #expect(found.trains == true)
      }
    }
    #expect(grew > 0)
  }

  /// An orthogonal draw has σ_w² = 1 to rounding: tanh's edge without biases.
  @Test func anOrthogonalStartOfTanhIsCritical() throws {
    let found = try #require(theory(.tanh, Initialization(scheme: "orthogonal")).value)
    #expect(abs(found.weightVariance - 1) < 1e-6)
    let slope = try #require(found.theory.susceptibility.value)
    #expect(abs(slope - 1) <= MeanField.edge)
    #expect(found.theory.depthScale.absence == .notFinite)
    #expect(found.trains == true)
  }

  @Test func drawsWithAMeanAreNotTheTheorys() {
    #expect(
      theory(.tanh, Initialization(scheme: "uniform", parameters: ["low": 0, "high": 0.1])).absence
        == .meanNotZero)
    #expect(
      theory(.tanh, Initialization(scheme: "normal", parameters: ["mean": 0.5])).absence
        == .meanNotZero)
    #expect(
      theory(
        .tanh, Initialization(scheme: "xavier_normal"),
        biases: Initialization(scheme: "constant", alpha: 0.1)
      ).absence == .meanNotZero)
    #expect(theory(.tanh, Initialization(scheme: "zeros")).absence == .notRandom)
    #expect(
      theory(
        .tanh,
        Initialization(
          scheme: "trunc_normal", parameters: ["std": 0.1, "low": -0.1, "high": 0.3])
      ).absence == .meanNotZero)
    #expect(theory(.tanh, Initialization(scheme: "truncated_normal")).value != nil)
  }
}
