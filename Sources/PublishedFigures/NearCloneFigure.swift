internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// How far two near-clones come apart: 2-8-1, tanh, every weight 0.5, rate 0.3 on XOR. The factor on
/// the difference that grows most, by the product of the steps' maps and by trainings from starts that
/// differ in each of a neuron's four parameters.
enum NearCloneFigure {
  /// Computed in NumPy.
  private static let growths: [(step: Int, factor: Double, digit: Double)] = [
    (300, 89.7997, 1e-4), (1500, 6159.54, 1e-2),
  ]
  private static let neurons = 8
  private static let difference = 1e-7

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let spec = spec([])
    let theory = TransverseGrowth(
      of: NetworkWeights(startOf: spec), spec, steps: growths.map(\.step))
    let trainings = (0..<4).map { moved(parameter: $0, kernels) }
    return growths.enumerated().flatMap { index, growth in
      let columns = trainings.map { $0[growth.step] ?? [] }
      let isWhole = columns.allSatisfy { $0.count == 4 }
      let factors =
        isWhole
        ? DenseMatrix(rows: 4, columns: 4, values: columns.flatMap(\.self)).singularValues : nil
      let predicted = theory.classes.first?.growth
      return [
        VerificationCheck(
          "growth by step \(growth.step), predicted", expected: growth.factor,
          measured: predicted.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? .nan,
          tolerance: growth.digit / 2),
        // Opposite differences cancel what grows with the square of one.
        VerificationCheck(
          "growth by step \(growth.step), trained", expected: growth.factor,
          measured: factors?.max() ?? .nan,
          tolerance: growth.digit / 2 + 1e-6 * growth.factor),
      ]
    }
  }

  /// By step the difference of the two neurons over that at the start, where they differ in one
  /// parameter: two incoming weights, the bias, the outgoing weight.
  private static func moved(parameter: Int, _ kernels: KernelVariant) -> [Int: [Double]] {
    let snapshots = spec([parameter]).record(kernels: kernels).snapshots
    return Dictionary(
      uniqueKeysWithValues: snapshots.map { snapshot in
        let (hidden, output) = (snapshot.weights.layers[0], snapshot.weights.layers[1])
        let apart = [
          hidden.weights[0] - hidden.weights[2], hidden.weights[1] - hidden.weights[3],
          hidden.biases[0] - hidden.biases[1], output.weights[0] - output.weights[1],
        ]
        return (snapshot.step, apart.map { $0 / difference })
      })
  }

  /// The training; two of the neurons are half a difference above and below the others in the
  /// parameters moved.
  private static func spec(_ moved: Set<Int>) -> TrainingSpec {
    func values(_ value: Double, _ parameter: Int) -> [Double] {
      let half = moved.contains(parameter) ? difference / 2 : 0
      return [value + half, value - half] + Array(repeating: value, count: neurons - 2)
    }
    let incoming = zip(values(0.5, 0), values(0.5, 1)).flatMap { [$0, $1] }
    return TrainingSpec(
      inputs: 2,
      layers: [
        LayerSpec(
          units: neurons, activation: .tanh,
          weights: Initialization(scheme: "given", values: incoming),
          biases: Initialization(scheme: "given", values: values(0, 2))),
        LayerSpec(
          units: 1, activation: .linear,
          weights: Initialization(scheme: "given", values: values(0.5, 3))),
      ], seed: 0,
      dataset: .generated(name: "xor", parameters: DatasetParameters(samples: 4)),
      training: TrainingPlan(
        steps: growths.last?.step ?? 0, learningRate: 0.3, loss: .binaryCrossEntropy),
      precision: .float64,
      recording: RecordingPlan(spacing: .every(300), similarity: false, snapshots: 100))
  }
}
