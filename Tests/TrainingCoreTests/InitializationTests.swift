import Testing
import TrainingCore

@Suite("Initialisation schemes")
struct InitializationTests {
  private static let target = InitializationScheme.Target(
    fanIn: 300, fanOut: 200, count: 60_000, gain: 1)

  private func weights(_ initialization: Initialization, seed: UInt64 = 1) -> [Double] {
    let spec = TrainingSpec(
      inputs: 300,
      layers: [LayerSpec(units: 200, activation: .linear, weights: initialization)], seed: seed,
      dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .binaryCrossEntropy))
    return NetworkWeights(startOf: spec).layers[0].weights
  }

  @Test(arguments: InitializationScheme.catalogue.map(\.name))
  func momentsAndBoundsAreThoseOfTheStatedDistribution(_ name: String) {
    for alpha in [1.0, 0.25] {
      let initialization = Initialization(
        scheme: name, alpha: alpha,
        values: name == "given" ? [Double](repeating: 2, count: 60_000) : [])
      let values = weights(initialization)
      let mean = values.reduce(0, +) / 60_000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60_000
      switch initialization.distribution(for: Self.target) {
      case .constant(let constant):
        #expect(values.allSatisfy { $0 == constant })
      case .given:
        #expect(values.allSatisfy { $0 == 2 * alpha })
      case .uniform(let low, let high):
        let deviation = alpha * (high - low) / 12.0.squareRoot()
        #expect(values.allSatisfy { ((alpha * low)...(alpha * high)).contains($0) })
        #expect(abs(mean - alpha * (low + high) / 2) < 5 * deviation / 245)
        #expect(abs(variance.squareRoot() / deviation - 1) < 0.015)
        #expect(values.max()! > alpha * (high - 0.001 * (high - low)))
      case .normal(let centre, let deviation, let bound):
        let kept = bound == nil ? 1 : 0.87962566103423978
        #expect(abs(mean - alpha * centre) < 5 * alpha * deviation / 245)
        #expect(abs(variance.squareRoot() / (alpha * deviation * kept) - 1) < 0.02)
        if let bound {
          #expect(values.allSatisfy { abs($0 - alpha * centre) <= alpha * bound * deviation })
        }
      }
    }
  }

  /// The bounds that PyTorch's documentation of `torch.nn.init` gives for fan_in 300, fan_out 200.
  @Test func familiesHaveTheirPublishedScale() {
    let expected: [(String, InitializationScheme.Distribution)] = [
      ("xavier_uniform", .uniform(low: -(6.0 / 500).squareRoot(), high: (6.0 / 500).squareRoot())),
      ("xavier_normal", .normal(mean: 0, deviation: (2.0 / 500).squareRoot(), bound: nil)),
      ("he_uniform", .uniform(low: -(6.0 / 300).squareRoot(), high: (6.0 / 300).squareRoot())),
      ("he_normal", .normal(mean: 0, deviation: (2.0 / 300).squareRoot(), bound: nil)),
      ("lecun_uniform", .uniform(low: -(3.0 / 300).squareRoot(), high: (3.0 / 300).squareRoot())),
      ("lecun_normal", .normal(mean: 0, deviation: (1.0 / 300).squareRoot(), bound: nil)),
    ]
    for (name, distribution) in expected {
      switch (Initialization(scheme: name).distribution(for: Self.target), distribution) {
      case (.uniform(let low, let high), .uniform(let expectedLow, let expectedHigh)):
        #expect(abs(low - expectedLow) < 1e-15 && abs(high - expectedHigh) < 1e-15, "\(name)")
      case (.normal(_, let deviation, nil), .normal(_, let expectedDeviation, nil)):
        #expect(abs(deviation - expectedDeviation) < 1e-15, "\(name)")
      default:
        Issue.record("\(name) is of another kind")
      }
    }
  }

  @Test func aliasesNameTheSameScheme() {
    #expect(InitializationScheme.named("glorot_normal")?.name == "xavier_normal")
    #expect(InitializationScheme.named("kaiming_uniform")?.name == "he_uniform")
    #expect(InitializationScheme.named("no_such_scheme") == nil)
    let names = InitializationScheme.catalogue.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  /// One integer seed must never give two layers of one shape the same weights.
  @Test func layersOfOneShapeDiffer() {
    let layer = LayerSpec(
      units: 4, activation: .tanh, weights: Initialization(scheme: "he_normal"),
      biases: Initialization(scheme: "normal"))
    let spec = TrainingSpec(
      inputs: 4, layers: [layer, layer], seed: 0,
      dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .meanSquaredError))
    let start = NetworkWeights(startOf: spec)
    #expect(start.layers[0].weights != start.layers[1].weights)
    #expect(start.layers[0].biases != start.layers[1].biases)
    #expect(start.layers[0].weights.prefix(4) != start.layers[0].biases.prefix(4))
  }

  @Test func theSchemeChangesNothingElse() {
    let uniform = weights(Initialization(scheme: "uniform"))
    let wider = weights(Initialization(scheme: "uniform", alpha: 2))
    #expect(zip(uniform, wider).allSatisfy { 2 * $0 == $1 })
    #expect(weights(Initialization(scheme: "uniform"), seed: 2) != uniform)
  }
}
