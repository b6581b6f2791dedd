internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// 5-H-1, tanh, every weight 0.5, biases 0, full batch of 200 Gaussian rows, rate 0.5, XOR of two of
/// the five inputs' signs: the experiment in which PyTorch's round-off makes 2 to 4 of one.
enum SymmetryFigure {
  static let optimizers: [Optimizer] = [
    .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true), Optimizer("adam"),
  ]

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    KernelVariant.available.flatMap { variant in
      // The baseline emulates fused multiply-adds, a hundred times slower: the smallest layer only,
      // under the first rule.
      variant == .baseline
        ? [check(7, variant, Array(optimizers.prefix(1)))]
        : [7, 8, 13, 32, 100].map { check($0, variant, optimizers) }
    }
  }

  /// Two of the layers, with the kernels in use.
  static func quickChecks(_ kernels: KernelVariant) -> [VerificationCheck] {
    [7, 13].map { check($0, kernels, kernels == .baseline ? [.sgd()] : optimizers) }
  }

  private static func check(
    _ hidden: Int, _ variant: KernelVariant, _ rules: [Optimizer]
  ) -> VerificationCheck {
    let most = Precision.allCases.flatMap { precision in
      rules.map { rule in distinct(hidden, precision, rule, variant) }
    }.max()
    return VerificationCheck(
      "H = \(hidden), \(variant.rawValue) kernels, \(rules.count) rules, float32 and float64:"
        + " most distinct neurons", expected: 1, measured: Double(most ?? 0))
  }

  private static func distinct(
    _ hidden: Int, _ precision: Precision, _ rule: Optimizer, _ kernels: KernelVariant
  ) -> Int {
    var random = RandomStream(seed: 0, purpose: .data)
    let inputs = (0..<1000).map { _ in random.nextNormal() }
    let targets = stride(from: 0, to: 1000, by: 5).map {
      inputs[$0] * inputs[$0 + 1] > 0 ? 1.0 : 0
    }
    let half = Initialization(scheme: "constant", alpha: 0.5)
    // The published rate for the published rule; for the others one at which they learn too.
    let rate = rule.name != "sgd" ? 0.01 : rule["momentum"] == 0 ? 0.5 : 0.05
    let spec = TrainingSpec(
      inputs: 5,
      layers: [
        LayerSpec(units: hidden, activation: .tanh, weights: half),
        LayerSpec(units: 1, activation: .linear, weights: half),
      ], seed: 0,
      dataset: .inline(
        Dataset(
          features: 5, task: .classification(classes: 2),
          train: .init(inputs: inputs, targets: targets))),
      training: TrainingPlan(
        steps: 10_000, optimizer: rule, learningRate: rate, loss: .binaryCrossEntropy),
      precision: precision,
      recording: RecordingPlan(spacing: .linear(points: 2), similarity: false))
    guard let end = spec.record(kernels: kernels).snapshots.last else { return 0 }
    return SymmetryPartition(ofLayer: 1, in: end.weights).distinctCount
  }
}
