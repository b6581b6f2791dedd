package import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
package import TrainingModel

/// What theory says of a spec before it is trained.
package struct PredictionReport {
  package let spec: TrainingSpec

  package init(spec: TrainingSpec) {
    self.spec = spec
  }

  /// The members of the answer of `POST /v1/predictions` but the spec itself.
  package func members() -> JSONObject {
    let start = NetworkWeights(startOf: spec)
    let prediction = StartPrediction(spec, start: start)
    let factors = FactorReport(start, of: spec)
    return [
      "orbits": .array(
        zip(prediction.orbits, prediction.classes.layers).enumerated().map { index, found in
          var members = orbit(index, found.0, found.1)
          for (name, value) in factors.members(ofLayer: index + 1) { members[name] = value }
          return .object(members)
        }),
      "first_step": firstStep(prediction),
      "plateau": Self.plateau(prediction, spec.training.loss),
      "transverse": TransverseReport(spec).atStart(),
      "mean_field": meanField(SignalTheory.of(spec, start: start)),
    ]
  }

  private func orbit(
    _ index: Int, _ partition: SymmetryPartition, _ equitable: EquitablePartition.Layer
  ) -> JSONObject {
    [
      "layer": .integer(index + 1), "units": .integer(partition.classOfNeuron.count),
      "output": .bool(index + 1 == spec.layers.count),
      "distinct_neurons": .integer(partition.distinctCount),
      "classes": .array(partition.classes.map { .array($0.map { .integer($0) }) }),
      "equitable_classes": .integer(equitable.classCount),
      "equitable": SymmetryReport.members(equitable, partition),
    ]
  }

  private func firstStep(_ prediction: StartPrediction) -> JSONValue {
    [
      "rows": .integer(prediction.firstStep.rows),
      "loss": .finite(prediction.firstStep.loss),
      "layers": .array(
        prediction.firstStep.layers.map { layer in
          [
            "layer": .integer(layer.layer), "output": .bool(layer.isOutput),
            "weights": .integer(layer.weights),
            "zero_weight_gradients": .integer(layer.weights - layer.movingWeights),
            "weight_gradient_norm": .finite(layer.weightNorm),
            "biases": .integer(spec.layers[layer.layer - 1].hasBias ? layer.units : 0),
            "zero_bias_gradients": .integer(
              (spec.layers[layer.layer - 1].hasBias ? layer.units : 0) - layer.movingBiases),
            "bias_gradient_norm": .finite(layer.biasNorm),
          ]
        }),
    ]
  }

  package static func plateau(_ prediction: StartPrediction, _ loss: LossFunction) -> JSONValue {
    [
      "loss": .finite(prediction.constantLoss),
      "of": loss == .meanSquaredError ? "target_variance" : "label_entropy",
      "stays": .bool(prediction.isFrozen),
    ]
  }

  private func phase(_ susceptibility: Double) -> JSONValue {
    if abs(susceptibility - 1) <= MeanField.edge { return "edge" }
    return susceptibility < 1 ? "ordered" : "chaotic"
  }

  private func meanField(_ signal: Measured<SignalTheory>) -> JSONValue {
    guard let signal = signal.value else {
      return ["reason": .string((signal.absence ?? .notComputed).rawValue)]
    }
    let theory = signal.theory
    let edge = signal.edge()
    return [
      "reason": nil,
      "activation": .string(theory.activation.rawValue),
      "layers": [.integer(signal.layers.lowerBound), .integer(signal.layers.upperBound)],
      "weight_variance": .finite(signal.weightVariance),
      "bias_variance": .finite(signal.biasVariance),
      "fixed_point": .measured(theory.fixedPoint),
      "susceptibility": .measured(theory.susceptibility),
      "correlation": .measured(theory.correlation),
      "depth_scale": .measured(theory.depthScale),
      "trainable_depth": .measured(theory.trainableDepth),
      "depth": .integer(signal.depth),
      "trains": signal.trains.map { .bool($0) } ?? .null,
      "phase": theory.susceptibility.value.map { phase($0) } ?? .null,
      "critical_line": [
        "bias_variance": .array(edge.map { .double($0.biasVariance) }),
        "weight_variance": .array(edge.map { .double($0.weightVariance) }),
      ],
    ]
  }
}

extension JSONValue {
  /// `{"value": …, "reason": …}`: one of them null.
  static func measured(_ value: Measured<Double>) -> JSONValue {
    let finite = value.value.flatMap { $0.isFinite ? $0 : nil }
    return [
      "value": .finite(finite),
      "reason": finite != nil
        ? .null : .string((value.absence ?? .notFinite).rawValue),
    ]
  }
}
