internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Changes to a spec that mend a finding, as a JSON Merge Patch to its normalised form.
struct Remedy {
  let spec: TrainingSpec

  /// The patch from the spec to this one.
  func patch(to target: TrainingSpec) -> JSONValue {
    SpecWriter.json(ReadSpec(spec: spec)).mergePatch(to: SpecWriter.json(ReadSpec(spec: target)))
  }

  /// Every layer drawn at its right scale, He for rectifiers and Xavier for the others, biases 0;
  /// the first layer smaller by the inputs' root mean square where that is above 1.
  ///
  /// Hidden sigmoids become tanh where `turnsSigmoids`: at any scale their slope, 1/4 at most,
  /// shrinks what passes through many of them.
  func redrawn(turnsSigmoids: Bool = false) -> TrainingSpec {
    var target = spec
    let inputs = spec.dataset.dataset().train.inputs
    let square = inputs.reduce(0) { $0 + $1 * $1 } / Double(max(1, inputs.count))
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

  /// The spec at another rate: the one that the curvature of its own start allows, 1 / λ, kept
  /// within `range`.
  func paced(_ target: TrainingSpec, within range: ClosedRange<Double>) -> TrainingSpec {
    var paced = target
    let curvature = DiagnosisEvidence.curvature(NetworkWeights(startOf: target), target)
    let wanted = curvature.map { 1 / $0 } ?? range.upperBound
    paced.training.learningRate = min(range.upperBound, max(range.lowerBound, wanted))
    return paced
  }

  /// The spec with ten times as many updates, recorded ten times as far apart where they are recorded
  /// at fixed distances; nil where the service would refuse that many.
  func prolonged() -> TrainingSpec? {
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
}
