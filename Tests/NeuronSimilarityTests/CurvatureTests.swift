import Foundation
import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// Against whole Hessians from hyper-dual numbers: Tests/Reference/curvature.py.
@Suite struct CurvatureTests {
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var widths: [Int]
    var activations: [Activation]
    var loss: LossFunction
    var normalizations: [String]
    var l2: Double
    var biased: Bool
    var parameters: [Double]
    var inputs: [[Double]]
    var targets: [Double]
    var value: Double
    var vector: [Double]
    var product: [Double]
    var largest: Double
    var smallest: Double

    var testDescription: String { name }

    var weights: NetworkWeights {
      var start = 0
      return NetworkWeights(
        layers: zip(widths, widths.dropFirst()).map { fanIn, units in
          let end = start + fanIn * units
          let last = end + (biased ? units : 0)
          defer { start = last }
          return NetworkWeights.Layer(
            units: units, fanIn: fanIn, weights: Array(parameters[start..<end]),
            biases: Array(parameters[end..<last]))
        })
    }

    var spec: TrainingSpec {
      let task: Dataset.Task =
        loss == .meanSquaredError
        ? .regression(outputs: widths.last ?? 1)
        : .classification(classes: max(2, widths.last ?? 2))
      return TrainingSpec(
        inputs: widths[0],
        layers: activations.indices.map { index in
          LayerSpec(
            units: widths[index + 1], activation: activations[index], hasBias: biased,
            weights: .zeros,
            regularization: LayerRegularization(
              normalization: Normalization(rawValue: normalizations[index]) ?? .none))
        }, seed: 0,
        dataset: .inline(
          Dataset(
            features: widths[0], task: task,
            train: .init(inputs: inputs.flatMap { $0 }, targets: targets))),
        training: TrainingPlan(
          steps: 1, learningRate: 0.1, loss: loss, gradientRules: GradientRules(l2: l2)),
        precision: .float64)
    }
  }

  static let cases: [Case] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    do {
      let file = tests.appendingPathComponent("Fixtures/curvature.json")
      return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  @Test(arguments: cases)
  func productsAreThoseOfTheWholeHessian(_ wanted: Case) {
    let data = wanted.spec.dataset.dataset()
    let product = HessianProduct(
      DenseNetwork(wanted.weights, of: wanted.spec),
      LabelledRows(data.train, of: data, outputs: wanted.spec.outputs), decay: wanted.l2)
    let size = wanted.product.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for (value, expected) in zip(product.times(wanted.vector), wanted.product) {
      #expect(abs(value - expected) <= 1e-12 * max(1, size))
    }
  }

  @Test(arguments: cases)
  func bothEndsOfTheSpectrumAreLAPACKs(_ wanted: Case) throws {
    let edge = try #require(HessianEdge.of(wanted.weights, wanted.spec).value)
    let tolerance = 1e-11 * max(wanted.largest.magnitude, wanted.smallest.magnitude)
    #expect(abs(edge.largest - wanted.largest) <= tolerance)
    #expect(abs(edge.smallest - wanted.smallest) <= tolerance)
    #expect(edge.errorBound <= 1e-8 * max(edge.largest, -edge.smallest))
  }

  private func xor(
    _ activation: Activation, _ weights: Initialization, seed: UInt64,
    normalization: Normalization = .none
  ) -> TrainingSpec {
    TrainingSpec(
      inputs: 2,
      layers: [
        LayerSpec(
          units: 4, activation: activation, weights: weights,
          regularization: LayerRegularization(normalization: normalization)),
        LayerSpec(units: 1, activation: .linear, weights: weights),
      ], seed: seed, dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(steps: 200, learningRate: 0.1, loss: .binaryCrossEntropy))
  }

  private func edge(_ spec: TrainingSpec) throws -> HessianEdge {
    try #require(HessianEdge.of(NetworkWeights(startOf: spec), spec).value)
  }

  /// The row (0, 0) lies on every ReLU's corner: a difference of gradients says 735.23 and -2096.6.
  @Test(arguments: [(UInt64(1), 0.7597), (2, 0.8209)])
  func aRowOnACornerHasACurvature(_ seed: UInt64, _ expected: Double) throws {
    let spec = xor(.relu, Initialization(scheme: "he_uniform"), seed: seed)
    #expect(abs(try edge(spec).largest - expected) < 5e-5)
  }

  /// Near the saddle at 0 the two ends have one magnitude, where power iteration finds neither.
  @Test func endsOfOneMagnitudeAreBothFound() throws {
    let ends = try #require(
      SpectrumEnds.of(count: 4, most: 4, seeking: .both) {
        [3 * $0[1], 3 * $0[0], 0.5 * $0[2], -0.1 * $0[3]]
      }.value)
    #expect(abs(ends.largest - 3) < 1e-12)
    #expect(abs(ends.smallest + 3) < 1e-12)
  }

  @Test func largeMatricesConverge() throws {
    // Eigenvalues cos(k), k from 0, and 2: the diagonal itself.
    let diagonal = (0..<5000).map { $0 == 1234 ? 2.0 : cosine(Double($0)) }
    let ends = try #require(
      SpectrumEnds.of(count: 5000, most: 300, seeking: .both) {
        zip($0, diagonal).map { $0 * $1 }
      }.value)
    #expect(abs(ends.largest - 2) < 1e-12)
    #expect(abs(ends.smallest - (diagonal.min() ?? 0)) <= ends.errorBound)
  }

  private func cosine(_ x: Double) -> Double { cos(x) }

  @Test func aFlatLossHasNoCurvature() throws {
    let product: ([Double]) -> [Double] = { _ in [0, 0, 0] }
    let ends = try #require(SpectrumEnds.of(count: 3, most: 3, seeking: .both, product).value)
    #expect(ends.largest == 0)
    #expect(ends.smallest == 0)
    #expect(
      SpectrumEnds.of(count: 1, most: 1, seeking: .both) { _ in [.nan] }.absence == .notFinite)
  }

  @Test func tooCostlyIsNotComputed() {
    let wanted = Self.cases[0]
    #expect(HessianEdge.of(wanted.weights, wanted.spec, budget: 1000).absence == .notComputed)
  }
}
