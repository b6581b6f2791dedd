internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingEngine
package import TrainingModel

/// The claims about networks whose weights all start at one constant.
package enum ConstantClaims {
  /// Multiply-adds that training references may take.
  private static let budget = 20_000_000_000
  private static let references = 3
  /// Of the best constant answer's loss, what counts as learnt whatever others come to.
  private static let learnt = 0.01
  /// Degrees below which a vector has kept its direction.
  private static let straight = 1e-4

  @Sendable package static func farWorse(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notConstant { return finding }
    var measured = evidence.distinctMembers
    guard evidence.mostDistinct.layers.allSatisfy({ $0 == 1 }) else {
      return Claim.Finding(
        verdict: .doesNotHold, measured: measured,
        explanation: "The weights were one constant, but neurons came to differ.")
    }
    let own = evidence.training.losses.last ?? .nan
    measured["final_loss"] = .finite(own)
    guard let losses = randomLosses(evidence) else {
      return Claim.Finding(
        verdict: .undecided, measured: measured,
        explanation: "The neurons stayed one, but training random starts for comparison costs too"
          + " much.")
    }
    let middle = losses.sorted()[losses.count / 2]
    measured["final_losses_of_random_starts"] = .array(losses.map { .finite($0) })
    let constant = ConstantAnswer.loss(
      evidence.spec.dataset.dataset(), outputs: evidence.spec.outputs,
      loss: evidence.spec.training.loss)
    measured["constant_answer_loss"] = .finite(constant)
    // Not finite counts as worse than any number.
    guard own.isFinite else {
      return Claim.Finding(
        verdict: middle.isFinite ? .holds : .doesNotHold, measured: measured,
        explanation: middle.isFinite
          ? "The neurons stayed one, and the training diverged, where the median of"
            + " \(references) Xavier starts on the same data did not."
          : "The neurons stayed one, and the training diverged, but so did most of"
            + " \(references) Xavier starts: the rate is to blame, not the constant.")
    }
    if own <= learnt * constant {
      return Claim.Finding(
        verdict: .doesNotHold, measured: measured,
        explanation:
          "The neurons stayed one, and the task is learnt all the same: the final loss is"
          + " below a hundredth of the best constant answer's, however much lower random starts end."
      )
    }
    // So does a median that is not: the constant start is then the better one.
    let isWorse = middle.isFinite && own >= 2 * middle
    return Claim.Finding(
      verdict: isWorse ? .holds : .doesNotHold, measured: measured,
      explanation: isWorse
        ? "The neurons stayed one, and the final loss is at least twice the median of"
          + " \(references) Xavier starts on the same data."
        : "The neurons stayed one, but the final loss is less than twice the median of"
          + " \(references) Xavier starts: a network of width one may be enough, or the random"
          + " ones did not learn either.")
  }

  /// Multiply-adds of training the references; nil where that is beyond the budget.
  package static func referenceWork(_ spec: TrainingSpec) -> Double? {
    let rows = spec.dataset.trainRows
    let work =
      Double(spec.training.steps) * Double(min(spec.training.batchSize ?? rows, rows))
      * Double(spec.parameterCount) * 3 * Double(references)
    return work <= Double(budget) ? work : nil
  }

  /// Final losses of the same training from Xavier draws with three seeds; nil where that costs too
  /// much.
  private static func randomLosses(_ evidence: ClaimEvidence) -> [Double]? {
    var spec = evidence.spec
    guard referenceWork(spec) != nil else { return nil }
    let interruption = Interruption.current
    for index in spec.layers.indices {
      spec.layers[index].weights = Initialization(scheme: "xavier_uniform")
      spec.layers[index].biases = .zeros
    }
    spec.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
    let specs = (0..<references).map { number in
      var copy = spec
      copy.seed = evidence.spec.seed &+ UInt64(number)
      return copy
    }
    return specs.map { spec in
      Experiment.run(
        spec, hooks: Experiment.Hooks(shouldContinue: { _ in !interruption.isRequested }),
        clock: { .zero }
      ).record.points.last?.trainLoss ?? .nan
    }
  }

  @Sendable package static func twoUnits(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notConstant { return finding }
    guard evidence.spec.layers.count == 2, evidence.spec.layers[0].units == 2 else {
      return Claim.Finding(
        verdict: .doesNotApply, explanation: "The network has not one hidden layer of two units.")
    }
    guard evidence.hasZeroBiases else {
      return Claim.Finding(verdict: .doesNotApply, explanation: "The biases do not start at zero.")
    }
    var measured = evidence.distinctMembers
    var isAlike = evidence.mostDistinct.layers == [1]
    for (name, weights) in [("start", evidence.start), ("end", evidence.end)] {
      let gradients = LossGradients(weights, of: evidence.spec)
      let layer = gradients.layers[0]
      let difference =
        (0..<layer.fanIn).map {
          abs(layer.weights[$0] - layer.weights[layer.fanIn + $0])
        }.max() ?? 0
      let influence = abs(gradients.errors[0][0] - gradients.errors[0][1])
      measured["gradient_difference_at_\(name)"] = .finite(difference)
      measured["influence_difference_at_\(name)"] = .finite(influence)
      isAlike = isAlike && difference == 0 && influence == 0
    }
    return Claim.Finding(
      verdict: isAlike ? .holds : .doesNotHold, measured: measured,
      explanation: isAlike
        ? "Bit for bit: one distinct neuron at every recorded step, equal gradients and equal"
          + " derivatives of the loss by both activations."
        : "The two units came apart.")
  }

  @Sendable package static func onlyScale(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notConstant { return finding }
    guard evidence.constant != 0 else {
      return Claim.Finding(
        verdict: .doesNotApply, explanation: "A weight vector of zeros has no direction.")
    }
    let turned = evidence.hiddenLayers.map { layer in
      evidence.start.layers[layer - 1].turnedNeurons(to: evidence.end.layers[layer - 1])
    }
    let isSymmetric = evidence.spec.dataset.dataset().isSymmetricInInputs
    let measured: JSONObject = [
      "degrees_turned_by_layer": .array(turned.map { .finite($0) }),
      "steps": .integer(evidence.training.end.step),
      "data_symmetric_in_inputs": .bool(isSymmetric),
    ]
    let holds = turned.allSatisfy { ($0 ?? .infinity) <= straight }
    return Claim.Finding(
      verdict: holds ? .holds : .doesNotHold, measured: measured,
      explanation: holds
        ? "No hidden neuron's incoming weights turned by more than \(straight) degrees."
          + (evidence.spec.inputs == 1
            ? " With one input there is nothing to turn to."
            : isSymmetric
              ? " That is due to these data: exchanging inputs leaves their rows the same, so that the"
                + " weights of all inputs change alike. On other data they do not."
              : "")
        : "Equal weights stay equal from neuron to neuron, but the inputs differ from one another,"
          + " and with them the changes along a neuron's weight vector: it turns. Behind a hidden"
          + " layer of clones, whose outputs are equal, it does not.")
  }

  @Sendable package static func sameChange(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notConstant { return finding }
    let gradients = LossGradients(evidence.start, of: evidence.spec)
    // From equal weights, errors in proportion to them are equal.
    let errors = gradients.errors.map(\.relativeSpread)
    let areProportional = errors.allSatisfy { $0 <= LossGradients.rounding }
    let changes = evidence.start.layers.indices.map { index -> Double in
      let pairs = zip(evidence.start.layers[index].weights, evidence.end.layers[index].weights)
      return pairs.map { $1 - $0 }.relativeSpread
    }
    let areSame = changes.allSatisfy { $0 <= 1e-6 }
    return Claim.Finding(
      verdict: areProportional && areSame ? .holds : .doesNotHold,
      measured: [
        "relative_spread_of_errors_at_start": .array(errors.map { .finite($0) }),
        "errors_are_proportional": .bool(areProportional),
        "relative_spread_of_changes_by_layer": .array(changes.map { .finite($0) }),
        "changes_are_the_same": .bool(areSame),
      ],
      explanation: areProportional
        ? areSame
          ? "Both halves hold: within each layer the errors are alike and so are all changes."
          : "The first half holds: the errors sent back to a layer are alike, as the weights are."
            + " The second does not: a weight changes by its error times its input, and inputs"
            + " differ."
        : "The errors sent back are not in proportion to the weights.")
  }
}

extension [Double] {
  /// The spread over the largest magnitude; 0 for zeros.
  fileprivate var relativeSpread: Double {
    let most = lazy.map(\.magnitude).max() ?? 0
    return most == 0 ? 0 : spread / most
  }
}

extension NetworkWeights.Layer {
  /// The largest angle, in degrees, by which a neuron's incoming weights turned; nil where one is
  /// zero or not finite.
  func turnedNeurons(to now: NetworkWeights.Layer) -> Double? {
    let angles = (0..<units).map { unit -> Double? in
      let range = unit * fanIn..<(unit + 1) * fanIn
      let before = NetworkWeights.Layer(
        units: 1, fanIn: fanIn, weights: Array(weights[range]), biases: [])
      let after = NetworkWeights.Layer(
        units: 1, fanIn: fanIn, weights: Array(now.weights[range]), biases: [])
      return WeightDisplacement(from: before, to: after).turnedDegrees.value
    }
    return angles.contains { $0 == nil } ? nil : angles.compactMap { $0 }.max()
  }
}
