internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// The claims about networks whose weights all start at zero.
///
/// That start is at least four cases: tanh or ReLU without biases, where only the last bias moves;
/// hidden units whose output at 0 is not 0, such as sigmoids, which move and move alike unless the
/// errors of the rows cancel, as they do for classes of one size; biases that
/// are not zero; and biases that differ, which break the symmetry.
enum ZeroClaims {
  @Sendable static func sameFeature(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notZero { return finding }
    let layers = evidence.mostDistinct.layers
    let isOne = layers.allSatisfy { $0 == 1 }
    return Claim.Finding(
      verdict: isOne ? .holds : .doesNotHold, measured: evidence.distinctMembers,
      explanation: isOne
        ? "Every hidden layer was one neuron in copies at every recorded step."
        : "The weights were zero, but neurons differed: \(Self.reason(evidence)).")
  }

  private static func reason(_ evidence: ClaimEvidence) -> String {
    let differing = evidence.hiddenLayers.contains { layer in
      !StartingDifferences(ofLayer: layer, in: evidence.start).parts.isEmpty
    }
    return differing ? "their biases did from the start" : "the training told them apart"
  }

  @Sendable static func sameDerivative(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notZero { return finding }
    let moments = [("start", evidence.start), ("end", evidence.end)]
    var measured: JSONObject = [:]
    var (isSame, isSameAcrossNeurons, isAllZero) = (true, true, true)
    for (name, weights) in moments {
      let gradients = LossGradients(weights, of: evidence.spec).layers
      measured["spread_over_all_weights_at_\(name)"] = .array(
        gradients.map { .finite($0.weights.spread) })
      let across = gradients.dropLast().map { layer in
        (0..<layer.fanIn).map { input in
          (0..<layer.units).map { layer.weights[$0 * layer.fanIn + input] }.spread
        }.max() ?? 0
      }
      measured["spread_over_neurons_at_\(name)"] = .array(across.map { .finite($0) })
      isSame = isSame && gradients.allSatisfy { $0.weights.spread == 0 }
      isSameAcrossNeurons =
        isSameAcrossNeurons && across.allSatisfy { $0 <= LossGradients.rounding }
      isAllZero = isAllZero && gradients.allSatisfy { $0.weights.allSatisfy { $0 == 0 } }
    }
    return Claim.Finding(
      verdict: isSame ? .holds : .doesNotHold, measured: measured,
      explanation: isAllZero
        ? "It holds because every weight's derivative is zero, at the start and at the end."
        : isSame
          ? "Within each layer all derivatives are one number, at the start and at the end."
          : isSameAcrossNeurons
            ? "The derivatives of a layer are the same from neuron to neuron, but not from input to"
              + " input: the claim is imprecise."
            : "The derivatives differ from neuron to neuron as well.")
  }

  @Sendable static func neverMove(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notZero { return finding }
    let first = evidence.atStart.hidden.map { $0.weightGradientNorm }
    let moved = evidence.hiddenLayers.map(evidence.movement)
    let isZero = first.allSatisfy { $0 == 0 }
    let stood = moved.allSatisfy { $0 == 0 }
    return Claim.Finding(
      verdict: isZero && stood ? .holds : .doesNotHold,
      measured: [
        "weight_gradient_norms_at_start": .array(first.map { .finite($0) }),
        "largest_change_by_layer": .array(moved.map { .finite($0) }),
        "largest_change_of_output_layer": .finite(
          evidence.movement(ofLayer: evidence.spec.layers.count)),
      ],
      explanation: isZero && stood
        ? "The hidden layers' gradients are zero and they are where they began."
        : isZero
          ? "The gradients of the hidden layers are zero at the first step only: as soon as the"
            + " output layer has moved, they are not, and the hidden layers move."
          : "The hidden layers have gradients from the first step on.")
  }

  @Sendable static func sameOutput(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = evidence.notZero { return finding }
    let constant = evidence.atStart.hidden.map(\.constantFraction)
    let holds = constant.allSatisfy { $0 == 1 }
    let later = evidence.atEnd.hidden.map(\.constantFraction)
    return Claim.Finding(
      verdict: holds ? .holds : .doesNotHold,
      measured: [
        "share_of_constant_units_at_start": .array(constant.map { .finite($0) }),
        "share_of_constant_units_at_end": .array(later.map { .finite($0) }),
        "rows": .integer(evidence.atStart.rows),
      ],
      explanation: holds
        ? later.allSatisfy { $0 == 1 }
          ? "On every row measured each unit's output is one number, at the start and at the end."
          : "It holds while the weights are zero; training moved them, and at the end units answer"
            + " to their inputs."
        : "Some unit's output changes with the input although its weights are zero.")
  }
}
