internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// Mean-field theory of tanh networks, and one of them measured.
enum MeanFieldFigure {
  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let lines: [(bias: Double, weight: Double)] = [
      (0.05, 1.760955), (0.01, 1.424205), (0.0025, 1.260094), (0.09, 1.947655),
    ]
    var checks = lines.map {
      VerificationCheck(
        "critical weight variance at bias variance \($0.bias)", expected: $0.weight,
        measured: CriticalLine.weightVariance(.tanh, biasVariance: $0.bias)?.weightVariance ?? .nan,
        tolerance: 0.5e-6)
    }
    checks.append(
      VerificationCheck(
        "q* on the critical line at bias variance 0.05", expected: 0.570048,
        measured: CriticalLine.weightVariance(.tanh, biasVariance: 0.05)?.fixedPoint ?? .nan,
        tolerance: 0.5e-6))
    let points: [(weight: Double, slope: Double, depth: Double)] = [
      (1, 0.75903, 3.627), (1.25, 0.86324, 6.800), (1.5, 0.93864, 15.791), (1.7, 0.98674, 74.918),
    ]
    for point in points {
      let theory = MeanField(.tanh, weightVariance: point.weight, biasVariance: 0.05)
      checks.append(
        VerificationCheck(
          "chi_1 at weight variance \(point.weight)", expected: point.slope,
          measured: theory.susceptibility.value ?? .nan, tolerance: 0.5e-5))
      checks.append(
        VerificationCheck(
          "xi_c at weight variance \(point.weight)", expected: point.depth,
          measured: theory.depthScale.value ?? .nan, tolerance: 0.5e-3))
    }
    return checks + measured(weightVariance: 1.5, biasVariance: 0.05)
  }

  /// Sixteen networks of 24 layers of 400 neurons: the mean square of pre-activations and σ_w² times
  /// that of slopes in the last twelve layers, each held within four standard errors of the mean.
  private static func measured(
    weightVariance: Double, biasVariance: Double
  ) -> [VerificationCheck] {
    let (width, depth, networks) = (400, 24, 16)
    var squares: [Double] = []
    var slopes: [Double] = []
    let interruption = Interruption.current
    for seed in 0..<networks {
      if interruption.isRequested { break }
      var random = RandomStream(seed: UInt64(seed), purpose: .data)
      let layers = (0..<depth).map { _ in
        LayerSpec(
          units: width, activation: .tanh,
          weights: Initialization(
            scheme: "normal", parameters: ["std": (weightVariance / Double(width)).squareRoot()]),
          biases: Initialization(
            scheme: "normal", parameters: ["std": biasVariance.squareRoot()]))
      }
      let input = Dataset(
        features: width, task: .regression(outputs: width),
        train: .init(
          inputs: (0..<width).map { _ in random.nextNormal() },
          targets: Array(repeating: 0, count: width)))
      let spec = TrainingSpec(
        inputs: width, layers: layers, seed: UInt64(seed), dataset: .inline(input),
        training: TrainingPlan(steps: 0, learningRate: 0, loss: .meanSquaredError))
      let pass = DensePass(
        DenseNetwork(NetworkWeights(startOf: spec), of: spec),
        LabelledRows(input.train, of: input, outputs: width))
      let last = depth / 2..<depth
      squares.append(
        last.reduce(0) { $0 + pass.preactivations[$1].meanSquare } / Double(last.count))
      slopes.append(
        weightVariance * last.reduce(0) { $0 + pass.slopes[$1].meanSquare } / Double(last.count))
    }
    let theory = MeanField(.tanh, weightVariance: weightVariance, biasVariance: biasVariance)
    return [
      check("q* measured in deep networks, theory", theory.fixedPoint, squares),
      check("chi_1 measured in deep networks, theory", theory.susceptibility, slopes),
    ]
  }

  private static func check(
    _ name: String, _ theory: Measured<Double>, _ samples: [Double]
  ) -> VerificationCheck {
    let count = Double(samples.count)
    let mean = samples.reduce(0, +) / count
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return VerificationCheck(
      name, expected: theory.value ?? .nan, measured: mean,
      tolerance: 4 * (variance / count).squareRoot())
  }
}
