internal import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
package import TrainingModel

/// Changes to a spec that mend a finding, as a JSON Merge Patch to its normalised form.
package struct Remedy {
  package let spec: TrainingSpec

  /// Multiply-adds that the curvature of a start may take, of which there are several.
  package static let curvatureBudget = 100_000_000

  /// The patch from the spec to this one.
  package func patch(to target: TrainingSpec) -> JSONValue {
    SpecWriter.json(ValidatedSpec(spec: spec)).mergePatch(
      to: SpecWriter.json(ValidatedSpec(spec: target)))
  }

  /// Every layer drawn at its right scale, He for rectifiers and Xavier for the others, biases 0;
  /// the first layer smaller by the inputs' root mean square where that is above 1.
  ///
  /// Hidden sigmoids become tanh where `turnsSigmoids`: at any scale their slope, 1/4 at most,
  /// shrinks what passes through many of them. The same seed draws the same signs at another scale,
  /// and neurons that are off by their signs stay off: `seed` is added to it.
  package func redrawn(turnsSigmoids: Bool = false, seed: UInt64 = 0) -> TrainingSpec {
    var target = spec
    target.seed = spec.seed &+ seed
    let data = spec.dataset.dataset()
    var square = 0.0
    data.forEachTrainingRow { for value in $0 { square += value * value } }
    square /= Double(max(1, data.train.inputs.count))
    for index in target.layers.indices {
      let isHidden = index + 1 < target.layers.count
      if turnsSigmoids, isHidden, target.layers[index].activation == .sigmoid {
        target.layers[index].activation = .tanh
      }
      let isRectifier = target.layers[index].activation.isRectifier
      target.layers[index].weights = Initialization(
        scheme: isRectifier ? "he_uniform" : "xavier_uniform",
        alpha: index == 0 && square > 1 ? 1 / square.squareRoot() : 1)
      target.layers[index].biases = .zeros
    }
    return target
  }

  /// The spec at a rate that fits its start: for descent the inverse of its curvature, less by what
  /// momentum adds up, for rules that scale each number of the gradient, or where the curvature is
  /// unknown, the rule's own default.
  ///
  /// A start of little curvature is no reason for steps without bounds, since training comes to where
  /// there is more: the answer is at most ten times the rule's default.
  package func paced() -> TrainingSpec {
    let optimizer = spec.training.optimizer
    guard optimizer.name == "sgd",
      let curvature = DiagnosisEvidence.curvature(
        NetworkWeights(startOf: spec), spec, budget: Self.curvatureBudget)
    else { return rated(optimizer.rule.learningRate) }
    return rated((1 - optimizer["momentum"]) / curvature)
  }

  /// The spec at this rate, or at the most that a fix ever proposes.
  package func rated(_ rate: Double) -> TrainingSpec {
    var target = spec
    target.training.learningRate = min(rate, mostRate)
    return target
  }

  /// See ``paced()``.
  package var mostRate: Double { 10 * spec.training.optimizer.rule.learningRate }

  /// The spec with ten times as many updates, recorded ten times as far apart where they are recorded
  /// at fixed distances; nil where the service would refuse that many.
  package func prolonged() -> TrainingSpec? {
    let limits = SpecLimits.standard
    var target = spec
    target.training.steps *= 10
    if case .every(let distance) = spec.recording.spacing {
      target.recording.spacing = .every(distance * 10)
    }
    // Half of what is allowed leaves room for what is recorded.
    guard target.training.steps <= limits.steps,
      TrainingWork(of: target).total <= Double(limits.multiplyAdds / 2)
    else { return nil }
    return target
  }

  /// The spec with inputs of mean 0 and variance 1; where there are too many for ``Trials``, the rows of
  /// an upload stay as they are.
  package func standardized() -> TrainingSpec {
    var target = spec
    switch spec.dataset {
    case .generated(let name, var parameters):
      parameters.standardize = true
      target.dataset = .generated(name: name, parameters: parameters)
    case .inline(let data):
      target.dataset = .inline(data.prepared(testShare: 0, seed: 0, standardize: true))
    case .stored(var stored):
      stored.standardize = true
      if spec.dataset.trainRows * spec.inputs <= Trials.mostNumbers {
        stored.rows = stored.rows?.prepared(testShare: 0, seed: 0, standardize: true)
      }
      target.dataset = .stored(stored)
    }
    return target
  }

  /// The spec whose last layer starts at the targets' mean and draws at their scale.
  package func started(at means: [Double], scale: Double) -> TrainingSpec {
    var target = spec
    let last = spec.layers.count - 1
    target.layers[last].weights = Initialization(scheme: "xavier_uniform", alpha: scale)
    target.layers[last].hasBias = true
    target.layers[last].biases =
      means.count == 1
      ? Initialization(scheme: "constant", alpha: means[0])
      : Initialization(scheme: "given", values: means)
    return target
  }
}
