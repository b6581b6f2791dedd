package import NeuronSimilarity
internal import TrainingModel

/// What a diagnosis is drawn from. The loss is one sign among many: a frozen network, one of clones
/// and one with too small a rate can have the same curve.
package struct DiagnosisEvidence {
  /// Multiply-adds that the largest eigenvalue of the Hessian may take.
  package static let curvatureBudget = 600_000_000

  package let claims: ClaimEvidence
  /// λ of the start, where it could be computed.
  let curvature: Double?
  let data: Dataset
  /// Mean and standard deviation of each feature over the training rows.
  let features: [(mean: Double, deviation: Double)]
  let progress: TrainingProgress
  let trials: Trials

  package init(_ training: RecordedTraining) {
    claims = ClaimEvidence(training)
    curvature = Self.curvature(training.start.weights, training.spec)
    data = training.spec.dataset.dataset()
    features = Self.features(of: data)
    let constantAnswer = ConstantAnswer.loss(
      data, outputs: training.spec.outputs, loss: training.spec.training.loss)
    progress = TrainingProgress(
      losses: training.divergedAt == nil ? training.losses : training.losses + [.nan],
      comparable: training.comparableLosses,
      accuracy: training.curves["train_accuracy"]?.values.last ?? nil,
      constantAnswer: constantAnswer)
    trials = Trials(constantAnswer: constantAnswer)
  }

  static func curvature(
    _ weights: NetworkWeights, _ spec: TrainingSpec, budget: Int = curvatureBudget
  ) -> Double? {
    HessianEdge.of(weights, spec, budget: budget).value.flatMap {
      $0.largest > 0 ? $0.largest : nil
    }
  }

  private static func features(of data: Dataset) -> [(mean: Double, deviation: Double)] {
    let (rows, width) = (Double(max(1, data.trainRows)), data.features)
    var means = [Double](repeating: 0, count: width)
    var squares = means
    data.forEachTrainingRow { values in
      for feature in 0..<width { means[feature] += values[feature] / rows }
    }
    data.forEachTrainingRow { values in
      for feature in 0..<width {
        let difference = values[feature] - means[feature]
        squares[feature] += difference * difference / rows
      }
    }
    return zip(means, squares).map { ($0, $1.squareRoot()) }
  }

  var training: RecordedTraining { claims.training }
  var spec: TrainingSpec { claims.spec }
  var atStart: NetworkHealth { claims.atStart }
  var atEnd: NetworkHealth { claims.atEnd }
  var hiddenLayers: [Int] { claims.hiddenLayers }
  var rate: Double { spec.training.learningRate }

  /// Whether the hidden layers have no gradient, neither at the start nor at the end, and stand
  /// where they began.
  package var isFrozen: Bool {
    !hiddenLayers.isEmpty && training.end.step > 0
      && [atStart, atEnd].allSatisfy { $0.hidden.allSatisfy { $0.movingWeights == 0 } }
      && hiddenLayers.allSatisfy { claims.movement(ofLayer: $0) == 0 }
  }

  /// ‖W(end) - W(start)‖ / ‖W(start)‖ over all weights; nil for a start of zeros.
  package var displacement: Double? {
    var (moved, norm) = (0.0, 0.0)
    for (before, after) in zip(claims.start.layers, claims.end.layers) {
      for (x, y) in zip(before.weights, after.weights) {
        moved += (y - x) * (y - x)
        norm += x * x
      }
    }
    return norm > 0 ? (moved / norm).squareRoot() : nil
  }

  /// Whether the loss moves so little that the training rests: by this part of itself over the second
  /// half, and, where that can be tried, no more in ten times as many steps.
  func rests(within still: Double) -> Bool {
    guard !isFrozen, training.divergedAt == nil, progress.standsStill(within: still) else {
      return false
    }
    guard let longer = Remedy(spec: spec).prolonged(), let other = trials.progress(of: longer)
    else { return true }
    return !progress.isSurpassed(by: other)
  }

  /// Root mean square error of the first hidden layer over that of the last.
  package func errorRatio(_ health: NetworkHealth) -> Double? {
    guard health.hidden.count > 1, let first = health.hidden.first, let last = health.hidden.last,
      last.backpropagated > 0
    else { return nil }
    return first.backpropagated / last.backpropagated
  }

  /// Mean square activation of the last hidden layer over that of the first.
  package func signalRatio(_ health: NetworkHealth) -> Double? {
    guard health.hidden.count > 1, let first = health.hidden.first, let last = health.hidden.last,
      first.activationMeanSquare > 0
    else { return nil }
    return last.activationMeanSquare / first.activationMeanSquare
  }

  /// The rate beyond which the optimiser is unstable in a bowl of curvature λ, by its rule: 2 / λ
  /// for plain descent, 2 (1 + μ) / λ with momentum μ; nil for rules that scale each gradient.
  package var stableRate: Double? {
    let optimizer = spec.training.optimizer
    guard let curvature, optimizer.name == "sgd" else { return nil }
    let momentum = optimizer["momentum"]
    let factor =
      optimizer["nesterov"] != 0 ? 2 * (1 + momentum) / (1 + 2 * momentum) : 2 * (1 + momentum)
    return factor / curvature
  }
}
