internal import TrainingEngine
internal import TrainingModel

/// What the next update takes from every weight, as the training itself would: masks, penalties and
/// clipping of the gradient, then the optimiser at the rate that the schedule has come to.
struct NextUpdate {
  /// By layer ‖ΔW‖.
  let norms: [Double]

  /// `nil` where it is not known from weights and gradient alone: the optimiser remembers earlier
  /// gradients, or chance has a part.
  ///
  /// - Parameter gradients: of the loss over the rows that were measured.
  /// - Complexity: O(parameters + step).
  init?(
    _ weights: [DenseNetwork.Layer], _ gradients: [NetworkWeights.Layer], of spec: TrainingSpec,
    at step: Int
  ) {
    guard step == 0 || spec.training.optimizer.stateCount == 0, !spec.drawsWhileTraining
    else { return nil }
    let rules = spec.training.gradientRules
    var filtered = gradients
    for (index, layer) in weights.enumerated() {
      let kept = SparseMask.kept(
        of: spec.layers[index], fanIn: layer.fanIn, seed: spec.seed, number: index + 1)
      for (number, weight) in layer.weights.enumerated() {
        if kept?[number] == false { filtered[index].weights[number] = 0 }
        let sign: Double = weight > 0 ? 1 : weight < 0 ? -1 : 0
        filtered[index].weights[number] += rules.l2 * weight + rules.l1 * sign
      }
    }
    let norm = filtered.flatMap { $0.weights + $0.biases }.euclideanNorm
    let factor = rules.clip.map { norm > $0 ? $0 / norm : 1 } ?? 1
    var rates = LearningRates(spec.training)
    var rate = spec.training.learningRate
    for _ in 0...step { rate = rates.next() }
    var rule = UpdateRule(spec.training, rate: rate, count: spec.parameterCount)
    rule.advance()
    var number = 0
    norms = zip(weights, filtered).map { layer, gradient in
      let changes = zip(layer.weights, gradient.weights).map { weight, slope in
        defer { number += 1 }
        return rule.step(number, weight, factor * slope)
      }
      number += gradient.biases.count
      return changes.euclideanNorm
    }
  }
}

extension TrainingSpec {
  /// Whether an update depends on more numbers than weights, rows and optimiser: dropped units or weights,
  /// or noise.
  fileprivate var drawsWhileTraining: Bool {
    let rules = training.gradientRules
    return rules.noise != nil || rules.weightNoise > 0 || rules.inputNoise > 0
      || layers.contains { $0.regularization.dropout > 0 || $0.regularization.dropConnect > 0 }
  }
}
