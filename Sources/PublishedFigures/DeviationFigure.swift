internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// Ten layers of 500 neurons without biases on Gaussian inputs: the standard deviation of each layer's
/// activations, as the lecture prints them of one network; the course draws 1,000 rows.
enum DeviationFigure {
  private static let (width, depth, rows, networks) = (500, 10, 200, 6)

  private static let schemes: [(String, Activation, Initialization, [Double], digit: Double)] = [
    (
      "tanh, randn * 0.01", .tanh, Initialization(scheme: "normal", parameters: ["std": 0.01]),
      [0.213081, 0.047551, 0.010630, 0.002378, 0.000532, 0.000119], digit: 1e-6
    ),
    (
      "tanh, randn / sqrt(fan_in)", .tanh, Initialization(scheme: "lecun_normal"),
      [
        0.627953, 0.486051, 0.407723, 0.357108, 0.320917, 0.292116, 0.273387, 0.254935, 0.239266,
        0.228008,
      ], digit: 1e-6
    ),
    (
      "ReLU, randn * sqrt(2 / fan_in)", .relu, Initialization(scheme: "he_normal"),
      [
        0.825232, 0.827835, 0.813855, 0.826902, 0.834092, 0.860035, 0.870610, 0.889348, 0.845357,
        0.844523,
      ], digit: 1e-6
    ),
  ]

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    schemes.flatMap { name, activation, scheme, published, digit in
      let samples = (0..<networks).map { deviations(activation, scheme, seed: UInt64($0)) }
      return published.indices.map { layer in
        let statistics = SampleStatistics(samples.map { $0[layer] })
        // The printed number is one draw, the measured one the mean of some.
        let spread = statistics.deviation * (1 + 1 / Double(networks)).squareRoot()
        return VerificationCheck(
          "\(name): layer \(layer + 1)", expected: published[layer], measured: statistics.mean,
          tolerance: 4 * spread + digit / 2)
      }
    }
  }

  /// By layer.
  private static func deviations(
    _ activation: Activation, _ scheme: Initialization, seed: UInt64
  ) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .data)
    let input = Dataset(
      features: width, task: .regression(outputs: width),
      train: .init(
        inputs: (0..<rows * width).map { _ in random.nextNormal() },
        targets: Array(repeating: 0, count: rows * width)))
    let layer = LayerSpec(units: width, activation: activation, hasBias: false, weights: scheme)
    let spec = TrainingSpec(
      inputs: width, layers: Array(repeating: layer, count: depth), seed: seed,
      dataset: .inline(input),
      training: TrainingPlan(steps: 0, learningRate: 0, loss: .meanSquaredError))
    let pass = DensePass(
      DenseNetwork(NetworkWeights(startOf: spec), of: spec),
      LabelledRows(input.train, of: input, outputs: width))
    return pass.activations.map { values in
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }
  }
}
