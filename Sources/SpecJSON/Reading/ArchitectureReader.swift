internal import StrictJSON
internal import TrainingModel

/// The layers as the spec names them; what they start from is settled by ``InitializationReader``.
struct ArchitectureDraft {
  /// One layer, with the places that later faults point to.
  struct Layer {
    var units: Int
    var unitsPlace: JSONPointer
    var activation: Activation
    var activationPlace: JSONPointer
    var hasBias: Bool
    var regularization = LayerRegularization()
    /// What the layer itself says about its start, in the long form.
    var ownWeights: SchemeDraft?
    var ownBiases: SchemeDraft?
  }

  var inputs: Int
  var inputsPlace: JSONPointer
  var layers: [Layer]
  var place: JSONPointer

  /// Inputs of the layer at `index`.
  func fanIn(_ index: Int) -> Int { index == 0 ? inputs : layers[index - 1].units }

  var output: Layer { layers[layers.count - 1] }

  var widths: [Int] { [inputs] + layers.map(\.units) }

  /// Weights and biases in all; clamped, not overflown.
  var parameterCount: Int {
    layers.indices.reduce(0) { sum, index in
      let columns = fanIn(index) + (layers[index].hasBias ? 1 : 0)
      return sum.plusClamped(layers[index].units.timesClamped(columns))
    }
  }
}

/// Reads `architecture`, in its short and its long form, and `activation`.
///
/// `activation` (default `tanh`) is that of every hidden layer that names none; an output layer
/// that names none is linear.
struct ArchitectureReader {
  let limits: SpecLimits

  /// The layers, or `nil` where any part of them is wrong.
  func read(_ spec: Fields) -> ArchitectureDraft? {
    let hidden = readActivation(spec["activation"], default: .tanh)
    guard
      let place = spec.required(
        "architecture",
        "`architecture` is missing: give [inputs, hidden units…, outputs], such as [2, 2, 1].")
    else { return nil }
    let draft =
      switch place.value {
      case .array: short(place, hidden)
      case .object: long(place, hidden)
      default: refuse(place)
      }
    guard let draft else { return nil }
    let count = draft.parameterCount
    if count > limits.parameters {
      place.fault(
        .tooCostly,
        "The network has \(count) weights and biases; at most \(limits.parameters) are allowed."
          + " Make its layers smaller.")
      return nil
    }
    return draft
  }

  private func refuse(_ place: Cursor) -> ArchitectureDraft? {
    place.mustBe("an array of numbers of units, or an object with `inputs` and `layers`")
    return nil
  }

  private func short(_ place: Cursor, _ hidden: Activation?) -> ArchitectureDraft? {
    guard let members = place.elements() else { return nil }
    guard members.count >= 2 else {
      place.fault(
        .outOfRange, "`architecture` needs at least the numbers of inputs and of outputs.")
      return nil
    }
    guard isAllowed(members.count - 1, at: place) else { return nil }
    let units = members.map { $0.integer(1...limits.units) }
    guard let hidden, units.allSatisfy({ $0 != nil }) else { return nil }
    let layers = units.indices.dropFirst().map { index in
      ArchitectureDraft.Layer(
        units: units[index]!, unitsPlace: members[index].pointer,
        activation: index == units.count - 1 ? .linear : hidden,
        activationPlace: members[index].pointer, hasBias: true)
    }
    return ArchitectureDraft(
      inputs: units[0]!, inputsPlace: members[0].pointer, layers: layers, place: place.pointer)
  }

  private func long(_ place: Cursor, _ hidden: Activation?) -> ArchitectureDraft? {
    guard let fields = Fields(place, SpecFields.architecture) else { return nil }
    let inputs = fields.required("inputs", "`inputs` is missing: the number of features of a row.")?
      .integer(1...limits.units)
    let members = fields.required("layers", "`layers` is missing: the last one is the output.")?
      .elements()
    guard let members else { return nil }
    guard !members.isEmpty else {
      fields["layers"]!.fault(.outOfRange, "`layers` needs at least the output layer.")
      return nil
    }
    guard isAllowed(members.count, at: fields["layers"]!) else { return nil }
    let layers = members.enumerated().map { index, member in
      let isOutput = index == members.count - 1
      return layer(member, default: isOutput ? .linear : hidden, isOutput: isOutput)
    }
    guard let inputs, layers.allSatisfy({ $0 != nil }) else { return nil }
    return ArchitectureDraft(
      inputs: inputs, inputsPlace: fields.place("inputs"), layers: layers.compactMap(\.self),
      place: place.pointer)
  }

  private func layer(
    _ place: Cursor, default standard: Activation?, isOutput: Bool
  ) -> ArchitectureDraft.Layer? {
    guard let fields = Fields(place, SpecFields.layer) else { return nil }
    let units = fields.required("units", "`units` is missing: the number of the layer's neurons.")?
      .integer(1...limits.units)
    let activation = readActivation(fields["activation"], default: standard)
    let hasBias = fields.flag("bias", default: true)
    let weights = fields["init"].map(SchemeReader(givenField: "values").read)
    let biases = fields["bias_init"].map(SchemeReader(givenField: "values", part: .biases).read)
    if hasBias == false, let place = fields["bias_init"] {
      place.fault(.mismatch, "The layer has no bias: leave `bias_init` out.")
    }
    let regularization = RegularizationReader().read(fields, isOutput: isOutput)
    guard let units, let activation, let hasBias, let regularization else { return nil }
    // A scheme that is there and wrong leaves no layer; one that is absent does.
    if case .some(nil) = weights { return nil }
    if case .some(nil) = biases { return nil }
    return ArchitectureDraft.Layer(
      units: units, unitsPlace: fields.place("units"), activation: activation,
      activationPlace: fields.place("activation"), hasBias: hasBias,
      regularization: regularization, ownWeights: weights ?? nil, ownBiases: biases ?? nil)
  }

  private func isAllowed(_ layers: Int, at place: Cursor) -> Bool {
    guard layers > limits.layers else { return true }
    place.fault(
      .tooCostly, "There are \(layers) layers; at most \(limits.layers) are allowed.")
    return false
  }

  private func readActivation(_ place: Cursor?, default standard: Activation?) -> Activation? {
    guard let place else { return standard }
    return place.name("an activation", among: Activation.allCases.map(\.rawValue))
      .flatMap(Activation.init(rawValue:))
  }
}
