internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingModel

/// LSUV: whatever the activation, the sums of each layer have variance 1 over the rows that they were
/// scaled by; what Mishkin and Matas reach by repeated division, to within a tenth.
enum UnitVarianceFigure {
  /// By which the scheme scales.
  private static let rows = 256

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    [Activation.tanh, .relu, .sigmoid, .elu].map { activation in
      let lsuv = Initialization(scheme: "lsuv")
      let hidden = [40, 30, 20, 30].map {
        LayerSpec(units: $0, activation: activation, weights: lsuv)
      }
      let spec = TrainingSpec(
        inputs: 64, layers: hidden + [LayerSpec(units: 10, activation: .linear, weights: lsuv)],
        seed: 3,
        dataset: .generated(
          name: "digits", parameters: DatasetParameters(samples: 1797, standardize: true)),
        training: TrainingPlan(steps: 0, learningRate: 0, loss: .crossEntropy),
        precision: .float64)
      let data = spec.dataset.dataset()
      let pass = DensePass(
        DenseNetwork(NetworkWeights(startOf: spec), of: spec),
        LabelledRows(data.train, of: data, outputs: 10, limit: rows))
      let variances = pass.preactivations.map { sums in
        let count = Double(sums.count)
        let mean = sums.reduce(0, +) / count
        return sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      }
      return VerificationCheck(
        "\(activation.rawValue): the variance furthest from 1 of five layers", expected: 1,
        measured: variances.max { abs($0 - 1) < abs($1 - 1) } ?? .nan, tolerance: 1e-10)
    }
  }
}
