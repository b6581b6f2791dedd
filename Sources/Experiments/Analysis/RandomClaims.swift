internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// The claims about random starts.
enum RandomClaims {
  /// Relative distance within which two neurons are nearly clones.
  static let nearlyEqual = 1e-3
  /// Growth of a signal's variance over rows, and of the errors' mean square, a layer within which
  /// they pass.
  private static let passing = 0.5...2.0

  private static func notRandom(_ evidence: ClaimEvidence) -> Claim.Finding? {
    if evidence.spec.layers.count < 2 {
      return Claim.Finding(verdict: .doesNotApply, explanation: "The network has no hidden layer.")
    }
    let isRandom = evidence.spec.layers.allSatisfy {
      InitializationScheme.named($0.weights.scheme)?.isRandom == true
    }
    return isRandom
      ? nil
      : Claim.Finding(
        verdict: .doesNotApply, explanation: "Not every layer's weights are drawn at random.")
  }

  @Sendable static func removeTheProblem(_ evidence: ClaimEvidence) -> Claim.Finding {
    let differ = evidence.hiddenLayers.allSatisfy { layer in
      SymmetryPartition(ofLayer: layer, in: evidence.start).distinctCount
        == evidence.spec.layers[layer - 1].units
    }
    guard evidence.spec.layers.dropLast().contains(where: { $0.units > 1 }) else {
      return Claim.Finding(
        verdict: .doesNotApply,
        explanation: "No hidden layer has two neurons that could be alike.")
    }
    guard differ else {
      return Claim.Finding(
        verdict: .doesNotApply,
        explanation: "Not every hidden neuron starts with weights of its own.")
    }
    let exact = evidence.hiddenLayers.map {
      SymmetryPartition(ofLayer: $0, in: evidence.end).distinctCount
    }
    let near = evidence.hiddenLayers.map {
      TolerantPartition(ofLayer: $0, in: evidence.end, tolerance: nearlyEqual).classCount
    }
    let units = evidence.hiddenLayers.map { evidence.spec.layers[$0 - 1].units }
    let moved = evidence.hiddenLayers.contains { evidence.movement(ofLayer: $0) > 0 }
    let kept = evidence.hiddenLayers.map {
      evidence.classCount(ofLayer: $0, in: evidence.classesAtEnd)
    }
    let clones = NearClones(evidence.training)
    let isUnbroken = evidence.hiddenLayers.contains { clones.unbroken($0) != nil }
    let holds = near == units && kept == units && moved && !isUnbroken
    return Claim.Finding(
      verdict: holds ? .holds : .doesNotHold,
      measured: [
        "units": .array(units.map { .integer($0) }),
        "distinct_neurons_at_end": .array(exact.map { .integer($0) }),
        "distinct_within_tolerance_at_end": .array(near.map { .integer($0) }),
        "equitable_classes_at_end": .array(kept.map { .integer($0) }),
        "tolerance": .double(nearlyEqual), "hidden_layers_moved": .bool(moved),
        "in_effect": clones.evidence,
      ],
      explanation: holds
        ? "Every hidden neuron ends as one of its own, beyond a thousandth of the layer's largest"
          + " weight."
        : !moved
          ? "The neurons differ, but the hidden layers did not move."
          : near == units
            ? kept == units
              ? "The neurons differ, but those of a class answer as one does, at the start and at the"
                + " end: merged, they leave the network's outputs where they are. What told them apart"
                + " was too small."
              : "No two neurons are equal, but some are one in effect: their sums of weights from and to"
                + " every class of neurons agree, which training keeps."
            : "Neurons end equal, or within a thousandth of the largest weight of one another: what"
              + " told them apart at the start was too small, or training brought them together.")
  }

  /// A draw of the same network, by name.
  private static func draws(_ activation: Activation) -> [(name: String, Initialization)] {
    let isRectifier = activation.isRectifier
    return [
      ("too_large", Initialization(scheme: "normal", parameters: ["std": 1])),
      ("too_small", Initialization(scheme: "normal", parameters: ["std": 0.01])),
      (
        isRectifier ? "he" : "xavier",
        Initialization(scheme: isRectifier ? "he_normal" : "xavier_normal")
      ),
    ]
  }

  @Sendable static func scale(_ evidence: ClaimEvidence) -> Claim.Finding {
    if let finding = notRandom(evidence) { return finding }
    guard evidence.spec.layers.count > 2 else {
      return Claim.Finding(
        verdict: .doesNotApply,
        explanation: "From layer to layer takes two hidden layers at least.")
    }
    var measured: JSONObject = [:]
    measured["own"] = SignalFigures(evidence.atStart).json
    var figures: [SignalFigures] = []
    let activation = evidence.spec.layers[0].activation
    for (name, draw) in draws(activation) {
      var spec = evidence.spec
      for index in spec.layers.indices {
        spec.layers[index].weights = draw
        spec.layers[index].biases = .zeros
      }
      let signal = SignalFigures(
        NetworkHealth(NetworkWeights(startOf: spec), of: spec, at: 0, ranks: false))
      measured[name] = signal.json
      figures.append(signal)
    }
    let large =
      figures[0].saturated ?? 0 > 0.5 || figures[0].forward > passing.upperBound
      || figures[0].backward > passing.upperBound
    let small = figures[1].forward < passing.lowerBound && figures[1].backward < passing.lowerBound
    let right = passing.contains(figures[2].forward) && passing.contains(figures[2].backward)
    measured["large_draw_saturates_or_explodes"] = .bool(large)
    measured["small_draw_vanishes"] = .bool(small)
    measured["right_scale_passes"] = .bool(right)
    let parts = [
      large
        ? "normal draws with deviation 1 saturate or explode"
        : "normal draws with deviation 1 neither saturate half of this network's activations nor"
          + " double its signals a layer",
      small
        ? "with deviation 0.01 signals and errors at least halve a layer"
        : "with deviation 0.01 signals or errors do not halve a layer",
      right
        ? "with the right scale both stay between half and twice a layer"
        : "with Xavier or He signals or errors still leave the range of half to twice a layer",
    ]
    return Claim.Finding(
      verdict: large && small && right ? .holds : .doesNotHold, measured: measured,
      explanation: "At the start of this network, " + parts.joined(separator: "; ") + ".")
  }
}

/// How signals go through a network at one moment, as factors a hidden layer.
struct SignalFigures {
  /// Growth of the activations' variance over rows forward, and of the mean square error backward. The
  /// mean square would count what a layer answers to every row: of sigmoids, 1/4.
  let forward: Double
  let backward: Double
  /// The largest share of saturated activations of a hidden layer; nil where none can be.
  let saturated: Double?

  init(_ health: NetworkHealth) {
    let hidden = Array(health.hidden)
    let gaps = Double(max(1, hidden.count - 1))
    func growth(_ first: Double, _ last: Double) -> Double {
      guard first > 0 else { return last > 0 ? .infinity : 0 }
      return exponential(naturalLogarithm(last / first) / gaps)
    }
    forward = growth(
      hidden.first?.activationRowVariance ?? 0, hidden.last?.activationRowVariance ?? 0)
    let square = { (value: Double) in value * value }
    backward = growth(
      square(hidden.last?.backpropagated ?? 0), square(hidden.first?.backpropagated ?? 0))
    saturated = hidden.compactMap(\.saturatedFraction.value).max()
  }

  var json: JSONValue {
    [
      "signal_growth_a_layer": .finite(forward), "error_growth_a_layer": .finite(backward),
      "saturated_share": .finite(saturated),
    ]
  }
}
