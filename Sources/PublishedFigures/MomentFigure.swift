internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// The second moment of a ReLU network's activations from layer to layer: fan in × Var w / 2.
enum MomentFigure {
  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let width = 300
    let bound = 1 / Double(width).squareRoot()
    let schemes: [(String, Initialization, Double)] = [
      ("He", Initialization(scheme: "he_normal"), 1),
      ("Xavier, square layers", Initialization(scheme: "xavier_normal"), 0.5),
      (
        "PyTorch's default, U(±1/√fan_in)",
        Initialization(scheme: "uniform", parameters: ["low": -bound, "high": bound]), 1.0 / 6
      ),
    ]
    let interruption = Interruption.current
    return schemes.map { name, scheme, factor in
      // The growth over ten layers, in ten networks: geometric means by layer.
      let (depth, networks) = (10, 20)
      let logarithms = (0..<networks).map { seed -> Double in
        if interruption.isRequested { return .nan }
        var random = RandomStream(seed: UInt64(seed), purpose: .data)
        let input = Dataset(
          features: width, task: .regression(outputs: width),
          train: .init(
            inputs: (0..<width).map { _ in random.nextNormal() },
            targets: Array(repeating: 0, count: width)))
        let layer = LayerSpec(units: width, activation: .relu, hasBias: false, weights: scheme)
        let spec = TrainingSpec(
          inputs: width, layers: Array(repeating: layer, count: depth + 1), seed: UInt64(seed),
          dataset: .inline(input),
          training: TrainingPlan(steps: 0, learningRate: 0, loss: .meanSquaredError))
        let pass = DensePass(
          DenseNetwork(NetworkWeights(startOf: spec), of: spec),
          LabelledRows(input.train, of: input, outputs: width))
        return naturalLogarithm(
          pass.activations[depth].meanSquare / pass.activations[0].meanSquare) / Double(depth)
      }
      let count = Double(networks)
      let mean = logarithms.reduce(0, +) / count
      let variance =
        logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      // The mean of a logarithm lies below the logarithm of the mean by half its variance, which
      // is 5 / fan_in a layer for Gaussian weights.
      return VerificationCheck(
        "\(name): factor a layer", expected: factor,
        measured: exponential(mean + Double(depth) * variance / 2),
        tolerance: factor * 4 * (variance / count).squareRoot())
    }
  }
}
