internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Two linear layers from small, balanced weights that are aligned with the data: each mode of the
/// data's correlations, of strength s, is learned by itself, along
/// a(t) = s e^{2 s t} / (e^{2 s t} - 1 + s / a₀), t steps times the rate.
///
/// The formula is of continuous time. It is held against the trainings at two rates, one twice the
/// other, extrapolated to rate 0; the tolerance is a quarter of what halving the rate changes.
enum DeepLinearFigure {
  private static let strengths = [3, 1.5, 0.75]
  private static let start = 1e-3
  private static let times = [1, 2, 4, 6]
  private static let rate = 0.5e-3

  /// Orthonormal columns: of the outputs, and with rows of zeros below of the hidden layer.
  private static let left = [[2, -2, 1], [1, 2, 2], [2, 1, -2]].map { $0.map { Double($0) / 3 } }
  /// Orthonormal rows, of which the modes take the first three.
  private static let right = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]].map {
    $0.map { Double($0) / 2 }
  }
  private static let (inputs, hidden, outputs) = (4, 5, 3)

  static func checks(_ kernels: KernelVariant) -> [VerificationCheck] {
    let fine = modes(rate: rate, kernels)
    let coarse = modes(rate: 2 * rate, kernels)
    guard fine.count == times.count, coarse.count == times.count else {
      return [VerificationCheck("trainings that came to their end", expected: 2, measured: 0)]
    }
    return times.indices.flatMap { index in
      strengths.indices.map { mode in
        let (near, far) = (fine[index][mode], coarse[index][mode])
        let strength = strengths[mode]
        let grown = exponential(2 * strength * Double(times[index]))
        return VerificationCheck(
          "mode of strength \(strength) at time \(times[index])",
          expected: strength * grown / (grown - 1 + strength / start),
          measured: 2 * near - far, tolerance: abs(far - near) / 4 + 1e-8)
      }
    }
  }

  /// By time the strength of each mode in the network's map, uᵀ W₂ W₁ v.
  private static func modes(rate: Double, _ kernels: KernelVariant) -> [[Double]] {
    let every = Int((1 / rate).rounded())
    let steps = every * (times.last ?? 1)
    let root = start.squareRoot()
    // W₁ = R √a₀ V and W₂ = U √a₀ Rᵀ, R the columns of `left` above zeros.
    let first = (0..<hidden).flatMap { row in
      (0..<inputs).map { column in
        row < outputs
          ? strengths.indices.reduce(0) { $0 + left[row][$1] * root * right[$1][column] } : 0
      }
    }
    let second = (0..<outputs).flatMap { row in
      (0..<hidden).map { column in
        column < outputs
          ? strengths.indices.reduce(0) { $0 + left[row][$1] * root * left[column][$1] } : 0
      }
    }
    let spec = TrainingSpec(
      inputs: inputs,
      layers: [(hidden, first), (outputs, second)].map { units, values in
        LayerSpec(
          units: units, activation: .linear, hasBias: false,
          weights: Initialization(scheme: "given", values: values))
      }, seed: 0, dataset: .inline(data),
      training: TrainingPlan(steps: steps, learningRate: rate, loss: .meanSquaredError),
      precision: .float64,
      recording: RecordingPlan(spacing: .every(every), similarity: false, snapshots: 100))
    let snapshots = spec.record(kernels: kernels).snapshots
    return times.compactMap { time in
      snapshots.first { $0.step == time * every }.map { strengths(of: $0.weights) }
    }
  }

  private static func strengths(of weights: NetworkWeights) -> [Double] {
    let (first, second) = (weights.layers[0].weights, weights.layers[1].weights)
    return strengths.indices.map { mode in
      (0..<hidden).reduce(0) { sum, unit in
        let out = (0..<outputs).reduce(0) { $0 + left[$1][mode] * second[$1 * hidden + unit] }
        let into = (0..<inputs).reduce(0) { $0 + first[unit * inputs + $1] * right[mode][$1] }
        return sum + out * into
      }
    }
  }

  /// Rows √4 times the unit vectors, so that inputs are white, and the targets that make
  /// Σ s u v of the correlations.
  private static var data: Dataset {
    let scale = Double(inputs).squareRoot()
    var (rows, targets): ([Double], [Double]) = ([], [])
    for row in 0..<inputs {
      rows += (0..<inputs).map { $0 == row ? scale : 0 }
      targets += (0..<outputs).map { output in
        scale
          * strengths.indices.reduce(0) { $0 + left[output][$1] * strengths[$1] * right[$1][row] }
      }
    }
    return Dataset(
      features: inputs, task: .regression(outputs: outputs),
      train: Dataset.Split(inputs: rows, targets: targets))
  }
}
