package import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
package import TrainingModel

/// Health, curvature and representations of a network at one snapshot.
package struct MeasurementReport: Sendable {
  /// Layers whose pairs are all compared; of deeper networks each with the next.
  package static let mostPaired = 8

  package let spec: TrainingSpec
  package let start: NetworkWeights
  /// What representations are compared with, and its step.
  package let since: (step: Int, weights: NetworkWeights)
  package let weights: NetworkWeights
  package let step: Int

  package init(
    spec: TrainingSpec, start: NetworkWeights, since: (step: Int, weights: NetworkWeights),
    weights: NetworkWeights, step: Int
  ) {
    self.spec = spec
    self.start = start
    self.since = since
    self.weights = weights
    self.step = step
  }

  /// The answer of `/measurements`.
  package func json() -> JSONValue {
    let health = NetworkHealth(weights, of: spec, at: step)
    return [
      "step": .integer(step), "rows": .integer(health.rows),
      "training_rows": .integer(health.trainingRows), "loss": .finite(health.loss),
      "layers": .array(health.layers.map(layer)),
      "jacobian": jacobian(),
      "hessian": hessian(),
      "representations": representations(),
    ]
  }

  private func layer(_ layer: NetworkHealth.Layer) -> JSONValue {
    let form = spec.layers[layer.layer - 1]
    return [
      "layer": .integer(layer.layer), "units": .integer(layer.units),
      "output": .bool(layer.isOutput), "activation": .string(layer.activation.rawValue),
      "activation_mean": .finite(layer.activationMean),
      "activation_variance": .finite(layer.activationVariance),
      "dead_fraction": .finite(layer.deadFraction),
      "constant_fraction": .finite(layer.constantFraction),
      "saturated_fraction": .measured(layer.saturatedFraction),
      "backpropagated_rms": .finite(layer.backpropagated),
      "weight_gradient_norm": .finite(layer.weightGradientNorm),
      "bias_gradient_norm": .finite(layer.biasGradientNorm),
      "weight_norm": .finite(layer.weightNorm),
      "update_to_weight_ratio": .measured(layer.updateRatio),
      "participation_ratio": .measured(layer.participationRatio),
      "stable_rank": .measured(layer.stableRank),
      "effective_rank": .measured(
        EffectiveRank.of(
          weights.layers[layer.layer - 1], most: RecordingBounds.largestRankWork)),
      "activation_participation_ratio": .measured(layer.activationParticipation),
      "conserved_drift": .measured(
        ConservedQuantities.drift(
          ofLayer: layer.layer, from: start, to: weights, of: form)),
    ]
  }

  private func hessian() -> JSONValue {
    let edge = HessianEdge.of(weights, spec, budget: DiagnosisEvidence.curvatureBudget)
    return [
      "largest_eigenvalue": .measured(edge.map(\.largest)),
      "smallest_eigenvalue": .measured(edge.map(\.smallest)),
      "error_bound": .measured(edge.map(\.errorBound)),
    ]
  }

  private func jacobian() -> JSONValue {
    guard let jacobian = InputOutputJacobian(weights, of: spec) else {
      let isFinite = weights.layers.allSatisfy { $0.weights.allSatisfy(\.isFinite) }
      return ["singular_values": [], "reason": isFinite ? "not_computed" : "not_finite"]
    }
    return [
      "singular_values": .array(
        jacobian.singularValues.map { .array($0.map(JSONValue.finite)) }),
      "reason": nil,
    ]
  }

  private func representations() -> JSONValue {
    let data = spec.dataset.dataset()
    let now = RepresentationComparison.activations(of: weights, spec, on: data)
    let before = RepresentationComparison.activations(of: since.weights, spec, on: data)
    let pairs = now.indices.flatMap { first in
      (first + 1..<max(first + 1, now.count)).filter {
        now.count <= Self.mostPaired || $0 == first + 1
      }.map { (first, $0) }
    }
    return [
      "examples": .integer(now.first?.rows ?? 0),
      "between_layers": .array(
        pairs.map { first, second in
          Self.comparison(
            now[first], now[second],
            ["layer": .integer(first + 1), "other_layer": .integer(second + 1)])
        }),
      "since": [
        "step": .integer(since.step),
        "layers": .array(
          now.indices.map { Self.comparison(before[$0], now[$0], ["layer": .integer($0 + 1)]) }),
      ],
    ]
  }

  package static func comparison(_ x: DenseMatrix, _ y: DenseMatrix, _ members: JSONObject)
    -> JSONValue
  {
    var answer = members
    let comparison = RepresentationComparison(x, y)
    answer["linear_cka"] = .measured(comparison.linearCKA)
    answer["debiased_cka"] = .measured(comparison.debiasedCKA)
    answer["rbf_cka"] = .measured(comparison.gaussianCKA)
    answer["svcca"] = .measured(comparison.svcca)
    answer["procrustes_squared_distance"] = .measured(comparison.procrustes)
    return .object(answer)
  }
}
