internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Full-batch descent on a curve of 20 points: the largest eigenvalue λ of the Hessian climbs until
/// ηλ = 2, where descent on a parabola would just not converge any more, and stays there while the
/// loss falls.
enum EdgeOfStabilityFigure {
  private static let rates = [0.1, 0.2]
  private static let seeds: [UInt64] = [0, 1, 2, 3]
  private static let (steps, every, settled) = (6000, 250, 4000)
  /// None of eight runs in NumPy at each of the rates has a mean over the late steps further from 1.
  private static let tolerance = 0.05

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    rates.flatMap { rate -> [VerificationCheck] in
      let runs = seeds.map { run(rate, seed: $0, kernels) }
      let late = runs.flatMap(\.late)
      return [
        VerificationCheck(
          "rate \(rate): eta lambda / 2 over steps \(settled) to \(steps), mean of \(runs.count) runs",
          expected: 1, measured: late.reduce(0, +) / Double(max(1, late.count)),
          tolerance: tolerance),
        VerificationCheck(
          "rate \(rate): starts at the edge or past it", expected: 0,
          measured: Double(runs.count { !($0.first < 0.9) })),
        VerificationCheck(
          "rate \(rate): runs whose loss is not below a fifth of the first", expected: 0,
          measured: Double(runs.count { !$0.falls })),
      ]
    }
  }

  private static func run(
    _ rate: Double, seed: UInt64, _ kernels: KernelVariant
  ) -> (first: Double, late: [Double], falls: Bool) {
    let start = Initialization(scheme: "xavier_normal")
    let hidden = LayerSpec(units: 20, activation: .tanh, weights: start)
    let spec = TrainingSpec(
      inputs: 1,
      layers: [hidden, hidden, LayerSpec(units: 1, activation: .linear, weights: start)],
      seed: seed, dataset: .inline(curve),
      training: TrainingPlan(steps: steps, learningRate: rate, loss: .meanSquaredError),
      precision: .float64,
      recording: RecordingPlan(spacing: .every(every), similarity: false, snapshots: 1000))
    let record = spec.record(kernels: kernels)
    func share(_ snapshot: TrainingRecord.Snapshot?) -> Double {
      guard let snapshot else { return .nan }
      return (HessianEdge.of(snapshot.weights, spec).value?.largest ?? .nan) * rate / 2
    }
    let first = record.points.first?.trainLoss ?? .nan
    let last = record.points.last?.trainLoss ?? .nan
    return (
      share(record.snapshots.first), record.snapshots.filter { $0.step >= settled }.map(share),
      last < first / 5
    )
  }

  /// The third Chebyshev polynomial, 4 x³ - 3 x, at 20 points from -1 to 1.
  private static var curve: Dataset {
    let inputs = (0..<20).map { -1 + 2 * Double($0) / 19 }
    return Dataset(
      features: 1, task: .regression(outputs: 1),
      train: .init(inputs: inputs, targets: inputs.map { 4 * $0 * $0 * $0 - 3 * $0 }))
  }
}
