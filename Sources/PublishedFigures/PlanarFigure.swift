internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// 2-4-1, tanh, full batch, rate 1.2, on the course's flower of 400 points, from its own weights.
enum PlanarFigure {
  /// What the exercise prints at steps 0, 1000 and so on. Those at 8,000 and 9,000 are left out: a
  /// change of 1e-15 in the weights moves them in the fourth digit.
  private static let costs = [
    0.693048, 0.288083, 0.254385, 0.233864, 0.226792, 0.222644, 0.219731, 0.217504,
  ]

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    var random = NumPyRandom(seed: 2)
    // Adding 0 turns -0 into 0.
    let hidden = random.normals(rows: 4, columns: 2).values.map { $0 * 0.01 + 0 }
    let output = random.normals(rows: 1, columns: 4).values.map { $0 * 0.01 + 0 }
    let every = 1000
    let spec = TrainingSpec(
      inputs: 2,
      layers: [
        LayerSpec(
          units: 4, activation: .tanh, weights: Initialization(scheme: "given", values: hidden)),
        LayerSpec(
          units: 1, activation: .linear, weights: Initialization(scheme: "given", values: output)),
      ], seed: 0, dataset: .inline(flower),
      training: TrainingPlan(
        steps: (costs.count - 1) * every, learningRate: 1.2, loss: .binaryCrossEntropy),
      precision: .float64, recording: RecordingPlan(spacing: .every(every), similarity: false))
    let points = spec.record(kernels: kernels).points
    return costs.enumerated().map { index, cost in
      VerificationCheck(
        "cost at step \(index * every)", expected: cost,
        measured: points.first { $0.step == index * every }?.trainLoss ?? .nan, tolerance: 0.5e-6)
    }
  }

  /// `load_planar_dataset` of the exercise: NumPy seed 1, two classes of 200 points on four petals.
  private static var flower: Dataset {
    var random = NumPyRandom(seed: 1)
    let rows = 200
    var (inputs, targets): ([Double], [Double]) = ([], [])
    for label in 0..<2 {
      let (start, end) = (Double(label) * 3.12, Double(label + 1) * 3.12)
      // numpy.linspace.
      let step = (end - start) / Double(rows - 1)
      let angles = (0..<rows).map { index in
        (index == rows - 1 ? end : Double(index) * step + start) + random.normal() * 0.2
      }
      for angle in angles {
        let radius = 4 * sin(angle * 4) + random.normal() * 0.2
        inputs += [radius * sin(angle), radius * cos(angle)]
        targets.append(Double(label))
      }
    }
    return Dataset(
      features: 2, task: .classification(classes: 2),
      train: Dataset.Split(inputs: inputs, targets: targets))
  }
}
