internal import Experiments
internal import NeuronSimilarity
internal import TrainingModel

/// What analyses of a spec cost, estimated before they begin: multiply-adds, about a nanosecond each
/// in float64. What depends on the weights is counted at its most.
enum AnalysisCost {
  /// Drawing a number, in multiply-adds.
  private static let draw = 300.0
  /// Rounds that a singular value decomposition takes, and multiply-adds a number and round.
  private static let rotations = 30.0
  /// Starts whose curvature a diagnosis asks for.
  private static let curvedStarts = 20

  static func claims(_ spec: TrainingSpec) -> Double {
    let isRandom = spec.layers.allSatisfy {
      InitializationScheme.named($0.weights.scheme)?.isRandom == true
    }
    // Health at both ends and of three draws, gradients at both ends for three claims.
    return 11 * passage(spec) + 4 * start(spec) + near(spec, candidates: 2, moments: 2)
      + (isRandom ? 0 : ConstantClaims.referenceWork(spec) ?? 0)
  }

  static func diagnosis(_ spec: TrainingSpec) -> Double {
    // Of both ends, of starts drawn anew whose rate is to fit, trainings of changed specs, and for clones
    // at two places among the findings merged networks.
    2 * passage(spec) + 2 * curvature(spec) + start(spec)
      + Double(curvedStarts) * (min(curvature(spec), Double(Remedy.curvatureBudget)) + start(spec))
      + Trials.mostCost(of: spec) + 2 * near(spec, candidates: 2, moments: 2)
  }

  static func measurements(_ spec: TrainingSpec) -> Double {
    let widths = spec.layers.map(\.units)
    let all = widths.count <= MeasurementReport.mostPaired
    let pairs = widths.indices.flatMap { first in
      (first..<widths.count).filter { all || $0 <= first + 1 }.map { (widths[first], widths[$0]) }
    }
    let outputs = Double(spec.outputs)
    let jacobian =
      spec.outputs <= InputOutputJacobian.mostOutputs
      ? 8 * outputs * (3 * Double(spec.parameterCount) + rotations * outputs * Double(spec.inputs))
      : 0
    return passage(spec) + ranks(spec, rows: rows(spec)) + curvature(spec) + jacobian
      + 2 * answers(spec, on: spec) + pairs.reduce(0) { $0 + pair($1.0, $1.1) }
  }

  static func symmetry(_ spec: TrainingSpec) -> Double {
    let units = spec.layers.reduce(0.0) { $0 + Double($1.units) * Double($1.units) }
    let batch = Double(spec.training.batchSize ?? spec.dataset.trainRows)
    let training = 3 * Double(spec.parameterCount) * Double(spec.training.steps) * batch
    return 10 * Double(spec.parameterCount) + units
      + near(spec, candidates: 2 + NearClasses.distances.count, moments: 1) + start(spec)
      // Pairs of neurons at each distance, of which most are told apart by a few rows.
      + 10 * Double(NearClasses.distances.count) * units
      // The merged network and the full one, and the differences of clones.
      + (QuotientTraining.models(spec)
        ? 2 * min(training, 3 * Double(SymmetryReport.quotientBudget)) : 0)
      + (TransverseGrowth.models(spec) ? Double(TransverseReport.budget) : 0)
  }

  static func prediction(_ spec: TrainingSpec) -> Double {
    // The theory of signals and its edge, if the spec is one that it knows.
    2e8 + 2 * start(spec) + passage(spec) + Double(TransverseStability.budget)
  }

  static func comparison(_ specs: [TrainingSpec]) -> Double {
    var cost = specs.reduce(0) { $0 + ranks($1, rows: 0) }
    for (index, first) in specs.enumerated() {
      for second in specs.dropFirst(index + 1) where first.inputs == second.inputs {
        let (left, right) = (first.layers.map(\.units), second.layers.map(\.units))
        cost += answers(first, on: first) + answers(second, on: first)
        cost += zip(left.dropLast(), right.dropLast()).reduce(0) { $0 + pair($1.0, $1.1) }
        cost += pair(left[left.count - 1], right[right.count - 1])
      }
    }
    return cost
  }

  /// The rows that health and gradients take; see ``NetworkHealth``.
  private static func rows(_ spec: TrainingSpec) -> Double {
    let most = max(1, NetworkHealth.budget / max(1, spec.parameterCount))
    return Double(
      spec.normalizesBatches ? spec.dataset.trainRows : min(spec.dataset.trainRows, most))
  }

  /// Forward, back, and the gradient of each weight.
  private static func passage(_ spec: TrainingSpec) -> Double {
    3 * rows(spec) * Double(spec.parameterCount)
  }

  /// The activations that are compared, of one network on the rows of another's data.
  private static func answers(_ spec: TrainingSpec, on data: TrainingSpec) -> Double {
    let rows = data.dataset.trainRows
    let taken = spec.normalizesBatches ? rows : min(rows, RepresentationComparison.examples)
    return Double(taken) * Double(spec.parameterCount)
  }

  private static func start(_ spec: TrainingSpec) -> Double {
    zip(spec.layers, spec.widths).reduce(0) { sum, layer in
      let (units, fanIn) = (Double(layer.0.units), Double(layer.1))
      var cost = draw
      let target = InitializationScheme.Target(fanIn: layer.1, fanOut: layer.0.units, gain: 1)
      if case .matrix = layer.0.weights.distribution(for: target) {
        cost += 4 * min(units, fanIn) + 256
      }
      return sum + units * fanIn * cost
    }
  }

  /// Merged networks tried, so many a hidden layer; see ``NearClasses``.
  private static func near(_ spec: TrainingSpec, candidates: Int, moments: Int) -> Double {
    let passage = min(
      Double(spec.parameterCount) * Double(spec.dataset.trainRows), 4 * Double(NearClasses.budget))
    return Double(moments) * (Double(candidates * (spec.layers.count - 1)) + 1) * passage
  }

  /// Both ends of the Hessian's spectrum, within the budget.
  private static func curvature(_ spec: TrainingSpec) -> Double {
    let count = Double(spec.parameterCount)
    let product = 6 * count * Double(spec.dataset.trainRows)
    return min(min(count, 300) * product, Double(DiagnosisEvidence.curvatureBudget))
  }

  /// Ranks of the weights and, where there are rows, of the activations.
  private static func ranks(_ spec: TrainingSpec, rows: Double) -> Double {
    zip(spec.layers, spec.widths).reduce(0) { sum, layer in
      let (units, fanIn) = (Double(layer.0.units), Double(layer.1))
      return sum + 6 * units * fanIn * min(units, fanIn) + rows * units * min(rows, units)
    }
  }

  /// Two layers of these widths by every measure; see ``RepresentationComparison``.
  private static func pair(_ first: Int, _ second: Int) -> Double {
    let examples = Double(RepresentationComparison.examples)
    let (x, y) = (Double(first), Double(second))
    var cost = 3 * examples * examples * (x + y + 20)
    if max(x, y) < examples { cost += rotations * examples * (x * x + y * y) }
    if max(first, second) <= RepresentationComparison.widest {
      cost += examples * x * y + rotations * max(x, y) * min(x, y) * min(x, y)
    }
    return cost
  }
}
