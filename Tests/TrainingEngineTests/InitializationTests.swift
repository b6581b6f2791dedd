import Testing
import TrainingModel

extension TrainingSpec {
  /// A network of one layer, by default 300 to 200.
  static func layer(
    _ weights: Initialization, biases: Initialization = .zeros, activation: Activation = .linear,
    inputs: Int = 300, units: Int = 200, seed: UInt64 = 1
  ) -> TrainingSpec {
    TrainingSpec(
      inputs: inputs,
      layers: [
        LayerSpec(units: units, activation: activation, weights: weights, biases: biases)
      ], seed: seed,
      dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .binaryCrossEntropy))
  }
}

@Suite("Initialisation schemes")
struct InitializationTests {
  private static let target = InitializationScheme.Target(fanIn: 300, fanOut: 200, gain: 1)

  private func weights(_ initialization: Initialization, seed: UInt64 = 1) -> [Double] {
    NetworkWeights(startOf: .layer(initialization, seed: seed)).layers[0].weights
  }

  /// Every scheme and flavor whose numbers are drawn one by one.
  private static let draws = InitializationScheme.catalogue.flatMap { entry in
    ([nil] + entry.flavors.map { Optional($0.name) }).map { flavor in
      Initialization(
        scheme: entry.name, options: flavor.map { ["flavor": $0] } ?? [:],
        values: entry.name == "given" ? [Double](repeating: 2, count: 60_000) : [])
    }
  }.filter {
    if case .matrix = $0.distribution(for: target) { false } else { true }
  }

  @Test(arguments: draws)
  func momentsAndBoundsAreThoseOfTheStatedDistribution(_ draw: Initialization) {
    for alpha in [1.0, 0.25] {
      var initialization = draw
      initialization.alpha = alpha
      let values = weights(initialization)
      let mean = values.reduce(0, +) / 60_000
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60_000).squareRoot()
      let factor = initialization.factor
      switch initialization.distribution(for: Self.target) {
      case .constant(let constant):
        #expect(values.allSatisfy { $0 == factor * constant })
      case .given:
        #expect(values.allSatisfy { $0 == 2 * alpha })
      case .uniform(let low, let high):
        let expected = alpha * (high - low) / 12.0.squareRoot()
        #expect(values.allSatisfy { ((alpha * low)...(alpha * high)).contains($0) })
        #expect(abs(mean - alpha * (low + high) / 2) < 5 * expected / 245)
        #expect(abs(deviation / expected - 1) < 0.015)
        #expect(values.max()! > alpha * (high - 0.001 * (high - low)))
      case .normal(let centre, let expected):
        #expect(abs(mean - alpha * centre) < 5 * alpha * expected / 245)
        #expect(abs(deviation / (alpha * expected) - 1) < 0.015)
        #expect(values.contains { abs($0 - alpha * centre) > 3.5 * alpha * expected })
      case .truncatedNormal(let centre, let before, let low, let high):
        let expected = alpha * before * 0.87962566103423978
        #expect(abs(mean - alpha * centre) < 5 * expected / 245)
        #expect(abs(deviation / expected - 1) < 0.015)
        #expect(values.allSatisfy { ((alpha * low)...(alpha * high)).contains($0) })
      case .matrix:
        Issue.record("no draw of single numbers")
      }
    }
  }

  /// The bounds that PyTorch's documentation of `torch.nn.init` gives for fan_in 300, fan_out 200.
  @Test func familiesHaveTheirPublishedScale() {
    let expected: [(Initialization, InitializationScheme.Distribution)] = [
      (
        Initialization(scheme: "xavier_uniform"),
        .uniform(low: -(6.0 / 500).squareRoot(), high: (6.0 / 500).squareRoot())
      ),
      (
        Initialization(scheme: "xavier_normal"),
        .normal(mean: 0, deviation: (2.0 / 500).squareRoot())
      ),
      (
        Initialization(scheme: "he_uniform"),
        .uniform(low: -(6.0 / 300).squareRoot(), high: (6.0 / 300).squareRoot())
      ),
      (
        Initialization(scheme: "he_normal"),
        .normal(mean: 0, deviation: (2.0 / 300).squareRoot())
      ),
      (
        Initialization(scheme: "he_normal", options: ["mode": "fan_out"]),
        .normal(mean: 0, deviation: (2.0 / 200).squareRoot())
      ),
      (
        Initialization(scheme: "lecun_uniform"),
        .uniform(low: -(3.0 / 300).squareRoot(), high: (3.0 / 300).squareRoot())
      ),
      (
        Initialization(scheme: "torch_default"),
        .uniform(low: -1 / 300.0.squareRoot(), high: 1 / 300.0.squareRoot())
      ),
    ]
    for (initialization, distribution) in expected {
      let name = initialization.scheme
      switch (initialization.distribution(for: Self.target), distribution) {
      case (.uniform(let low, let high), .uniform(let expectedLow, let expectedHigh)):
        #expect(abs(low - expectedLow) < 1e-15 && abs(high - expectedHigh) < 1e-15, "\(name)")
      case (.normal(_, let deviation), .normal(_, let expectedDeviation)):
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
  @Test(arguments: InitializationScheme.catalogue.filter(\.isRandom).map(\.name))
  func layersOfOneShapeDiffer(_ name: String) {
    let isForWeightsOnly = InitializationScheme.named(name)!.isForWeightsOnly
    let layer = LayerSpec(
      units: 20, activation: .tanh, weights: Initialization(scheme: name),
      biases: Initialization(scheme: isForWeightsOnly ? "normal" : name))
    let spec = TrainingSpec(
      inputs: 20, layers: [layer, layer], seed: 0,
      dataset: .inline(
        Dataset(
          features: 20, task: .regression(outputs: 20),
          train: Dataset.Split(
            inputs: (0..<100).map { Double($0 % 7) }, targets: (0..<100).map { Double($0 % 3) }))),
      training: TrainingPlan(steps: 1, learningRate: 0.1, loss: .meanSquaredError))
    let start = NetworkWeights(startOf: spec)
    #expect(start.layers[0].weights != start.layers[1].weights)
    let impliesConstant = ["playground", "keras_default"].contains(name)
    #expect((start.layers[0].biases != start.layers[1].biases) != impliesConstant)
    #expect(start.layers[0].weights.prefix(20) != start.layers[0].biases.prefix(20))
  }

  @Test func theSchemeChangesNothingElse() {
    let uniform = weights(Initialization(scheme: "uniform"))
    let wider = weights(Initialization(scheme: "uniform", alpha: 2))
    #expect(zip(uniform, wider).allSatisfy { 2 * $0 == $1 })
    #expect(weights(Initialization(scheme: "uniform"), seed: 2) != uniform)
  }

  @Test func aPerturbationIsAddedToTheNumbers() {
    let plain = weights(Initialization(scheme: "constant", alpha: 0.5))
    let moved = weights(Initialization(scheme: "constant", alpha: 0.5, perturbation: 1e-3))
    #expect(plain.allSatisfy { $0 == 0.5 })
    let differences = moved.map { $0 - 0.5 }
    let square = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
    #expect(abs(square.squareRoot() / 1e-3 - 1) < 0.015)
    #expect(Set(moved).count > 59_000)
    // The draw itself is the same with a perturbation as without.
    let drawn = weights(Initialization(scheme: "he_normal"))
    let both = weights(Initialization(scheme: "he_normal", perturbation: 1e-3))
    #expect(zip(zip(both, drawn), moved).allSatisfy { abs($0.0 - $0.1 - ($1 - 0.5)) < 1e-15 })
  }
}
