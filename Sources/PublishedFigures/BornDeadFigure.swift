internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// How many of 1,000 deep, narrow ReLU networks of one input are dead at birth: whatever goes in, 0
/// comes out of the last hidden layer, and no gradient goes back.
enum BornDeadFigure {
  private static let networks = 1000
  /// The shares of 200,000 networks drawn in NumPy, each with a standard error of 0.001 or less.
  private static let shapes: [(depth: Int, width: Int, share: Double)] = [
    (3, 2, 0.33812), (10, 2, 0.90919), (20, 4, 0.650785),
  ]

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let interruption = Interruption.current
    return shapes.flatMap { shape -> [VerificationCheck] in
      var dead = 0
      for seed in 0..<networks where !interruption.isRequested {
        if isDead(depth: shape.depth, width: shape.width, seed: UInt64(seed)) { dead += 1 }
      }
      let share = Double(dead) / Double(networks)
      let error = (shape.share * (1 - shape.share) / Double(networks)).squareRoot()
      // Each layer past the first kills what is left with at most the probability that all of its
      // neurons are negative on a given point.
      var alive = 1.0
      for _ in 1..<shape.depth { alive *= 1 - 1 / Double(1 << shape.width) }
      return [
        VerificationCheck(
          "\(shape.depth) layers of \(shape.width): share of dead networks",
          expected: shape.share, measured: share, tolerance: 4 * error),
        VerificationCheck(
          "\(shape.depth) layers of \(shape.width): what the share has above its bound",
          expected: 0, measured: max(0, share - (1 - alive)), tolerance: 4 * error),
      ]
    }
  }

  /// With biases 0 the answers on either side of 0 are multiples of those to 1 and to -1.
  private static func isDead(depth: Int, width: Int, seed: UInt64) -> Bool {
    let rows = Dataset(
      features: 1, task: .regression(outputs: 1), train: .init(inputs: [1, -1], targets: [0, 0]))
    let he = Initialization(scheme: "he_normal")
    let hidden = LayerSpec(units: width, activation: .relu, weights: he)
    let spec = TrainingSpec(
      inputs: 1,
      layers: Array(repeating: hidden, count: depth)
        + [LayerSpec(units: 1, activation: .linear, weights: he)],
      seed: seed, dataset: .inline(rows),
      training: TrainingPlan(steps: 0, learningRate: 0, loss: .meanSquaredError))
    let pass = DensePass(
      DenseNetwork(NetworkWeights(startOf: spec), of: spec),
      LabelledRows(rows.train, of: rows, outputs: 1))
    return pass.activations[depth - 1].allSatisfy { $0 == 0 }
  }
}
