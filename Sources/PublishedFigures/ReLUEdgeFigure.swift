internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// ReLU's edge of chaos, σ_w² = 2 without biases: variances stay, and correlations go to 1 with the
/// square of the depth and not by a factor a layer, l² (1 - c) → 9 π² / 2.
enum ReLUEdgeFigure {
  private static let (width, depth, networks) = (400, 20, 24)

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let edge = MeanField(.relu, weightVariance: 2, biasVariance: 0)
    // The arc-cosine kernel of Cho & Saul 2009 at 0, 1/2 and 9/10, and 100 layers of it from 0.
    let points = [(0, 0.3183098861837907), (0.5, 0.6089977810442293), (0.9, 0.9095383988446721)]
    var checks = [
      VerificationCheck(
        "chi_1 at weight variance 2", expected: 1, measured: edge.susceptibility.value ?? .nan,
        tolerance: 1e-12)
    ]
    checks += points.map { correlation, next in
      VerificationCheck(
        "correlation a layer after \(correlation)", expected: next,
        measured: 1 - Self.next(apart: 1 - correlation), tolerance: 1e-12)
    }
    var apart = 1.0
    for _ in 0..<100 { apart = Self.next(apart: apart) }
    checks.append(
      VerificationCheck(
        "100² times the distance from 1 after 100 layers from 0", expected: 35.768533160522864,
        measured: 1e4 * apart, tolerance: 1e-8))
    return checks + measured()
  }

  /// The distance from 1 of the correlation, a layer later.
  private static func next(apart: Double) -> Double {
    let product = GaussianAverage.ofPair(variance: 1, apart: apart) {
      Activation.relu.valueAndSlope(at: $0).value
    }
    return 1 - 2 * product
  }

  /// Two orthogonal inputs through deep networks: each layer's correlation is held within four
  /// standard errors of the mean.
  private static func measured() -> [VerificationCheck] {
    let interruption = Interruption.current
    let samples = (0..<networks).map { seed in
      interruption.isRequested
        ? [Double](repeating: .nan, count: depth) : correlations(seed: UInt64(seed))
    }
    var apart = 1.0
    return (0..<depth).compactMap { layer in
      defer { apart = next(apart: apart) }
      guard [4, 9, 14, 19].contains(layer) else { return nil }
      let statistics = SampleStatistics(samples.map { $0[layer] })
      return VerificationCheck(
        "correlation in layer \(layer + 1) of networks \(width) wide", expected: 1 - apart,
        measured: statistics.mean, tolerance: 4 * statistics.standardError)
    }
  }

  /// By layer.
  private static func correlations(seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .data)
    let first = (0..<width).map { _ in random.nextNormal() }
    var second = (0..<width).map { _ in random.nextNormal() }
    let share = product(first, second) / product(first, first)
    for index in second.indices { second[index] -= share * first[index] }
    let scale = (product(first, first) / product(second, second)).squareRoot()
    let data = Dataset(
      features: width, task: .regression(outputs: width),
      train: .init(
        inputs: first + second.map { $0 * scale },
        targets: Array(repeating: 0, count: 2 * width)))
    let layer = LayerSpec(
      units: width, activation: .relu, hasBias: false,
      weights: Initialization(scheme: "he_normal"))
    let spec = TrainingSpec(
      inputs: width, layers: Array(repeating: layer, count: depth), seed: seed,
      dataset: .inline(data),
      training: TrainingPlan(steps: 0, learningRate: 0, loss: .meanSquaredError))
    let pass = DensePass(
      DenseNetwork(NetworkWeights(startOf: spec), of: spec),
      LabelledRows(data.train, of: data, outputs: width))
    return pass.preactivations.map { sums in
      let (x, y) = (Array(sums[..<width]), Array(sums[width...]))
      return product(x, y) / (product(x, x) * product(y, y)).squareRoot()
    }
  }

  private static func product(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
