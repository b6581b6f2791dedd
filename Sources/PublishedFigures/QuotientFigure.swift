internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Networks whose hidden neurons are all one, in float64, against their quotients.
enum QuotientFigure {
  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    [Activation.tanh, .sigmoid].map { activation in
      let start = Initialization(scheme: "constant", alpha: 0.4)
      let hidden = { (units: Int) in
        LayerSpec(units: units, activation: activation, weights: start)
      }
      let spec = TrainingSpec(
        inputs: 2,
        layers: [
          hidden(9), hidden(5), LayerSpec(units: 1, activation: .linear, weights: start),
        ], seed: 0,
        dataset: .generated(
          name: "moons", parameters: DatasetParameters(samples: 60, noise: 0.1)),
        training: TrainingPlan(steps: 2000, learningRate: 0.1, loss: .binaryCrossEntropy),
        precision: .float64, recording: RecordingPlan(spacing: .every(1), similarity: false))
      let record = spec.record(kernels: kernels)
      let curve = QuotientTraining(
        of: NetworkWeights(startOf: spec), spec, steps: record.points.map(\.step))
      let furthest = zip(record.points, curve.losses).map { abs($0.trainLoss - $1) }.max()
      return VerificationCheck(
        "2-9-5-1 \(activation.rawValue) against 2-1-1-1: largest distance of the losses",
        expected: 0,
        measured: curve.losses.count == record.points.count ? furthest ?? .nan : .nan,
        tolerance: 1e-12)
    }
  }
}
