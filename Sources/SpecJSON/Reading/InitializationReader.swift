internal import StrictJSON
internal import TrainingModel

/// Reads `init` and `alpha`, and what the layers of the long form say instead.
///
/// α at the top is that of every layer's weights whose scheme takes one and which name none. It
/// is refused where no layer takes it, so that nothing that was sent goes without effect.
struct InitializationReader {
  /// What one layer starts from.
  struct Layer {
    var weights: Initialization
    var biases: Initialization
  }

  private let spec: Fields
  private let numbers: NumberReader
  private var alpha: Double?
  private var alphaIsTaken = false
  private var alphaIsMissed = false

  /// One entry a layer, or `nil` where anything is wrong. What does not depend on the architecture
  /// is checked without one.
  static func read(_ spec: Fields, for architecture: ArchitectureDraft?) -> [Layer]? {
    var reader = InitializationReader(spec)
    return reader.read(architecture)
  }

  private init(_ spec: Fields) {
    self.spec = spec
    numbers = NumberReader(faults: spec.cursor.faults)
  }

  private mutating func read(_ architecture: ArchitectureDraft?) -> [Layer]? {
    let alphaPlace = spec["alpha"]
    alpha = alphaPlace?.number(.alpha)
    let shared = sharedScheme()
    let sharedBias = shared.flatMap(sharedBias)
    guard let architecture, let shared, let sharedBias, (alphaPlace == nil) == (alpha == nil)
    else { return nil }
    let given = shared.scheme.isGiven ? givenLayers(shared, architecture) : nil
    guard shared.scheme.isGiven == (given != nil) else { return nil }
    let layers = architecture.layers.indices.map { index in
      layer(index, of: architecture, shared, sharedBias, given?[index])
    }
    guard layers.allSatisfy({ $0 != nil }) else { return nil }
    if let alphaPlace, let alpha, alpha != 1, !alphaIsTaken {
      alphaPlace.fault(
        .mismatch,
        "No layer takes this `alpha`: zeros has no use for it, and an `init` that names its own"
          + " does not look here. Leave it out, or name another scheme.")
      return nil
    }
    return layers.compactMap(\.self)
  }

  // MARK: What is shared by all layers

  private func sharedScheme() -> SchemeDraft? {
    guard let place = spec["init"] else {
      let scheme = InitializationScheme.named(SpecDefaults.scheme)!
      return SchemeDraft(scheme, place: spec.place("init"))
    }
    return SchemeReader(extraFields: ["bias"], givenField: "layers").read(place)
  }

  private func sharedBias(_ shared: SchemeDraft) -> Initialization? {
    guard let place = shared.fields?["bias"] else { return impliedBiases(of: shared) ?? .zeros }
    return SchemeReader(part: .biases).read(place).flatMap { biases(of: $0, []) }
  }

  /// The numbers of one layer of `given`.
  private typealias GivenLayer = (weights: [Double], biases: [Double]?)

  /// The numbers of `init: {"scheme": "given", "layers": […]}`, one entry a layer.
  private func givenLayers(_ shared: SchemeDraft, _ architecture: ArchitectureDraft)
    -> [GivenLayer]?
  {
    guard
      let place = shared.fields?.required(
        "layers", "`layers` is missing: {\"weights\": [[…]], \"biases\": […]} for each layer."),
      let members = place.elements()
    else { return nil }
    guard members.count == architecture.layers.count else {
      place.fault(
        .mismatch,
        "There must be \(architecture.layers.count) entries, one a layer, not \(members.count).")
      return nil
    }
    let read = members.enumerated().map { givenLayer($1, $0, of: architecture) }
    return read.allSatisfy { $0 != nil } ? read.compactMap(\.self) : nil
  }

  private func givenLayer(_ place: Cursor, _ index: Int, of architecture: ArchitectureDraft)
    -> GivenLayer?
  {
    guard let fields = Fields(place, SpecFields.givenLayer) else { return nil }
    let weights = fields.required("weights", "`weights` is missing: one row a unit.")
      .flatMap { self.weights($0, index, of: architecture) }
    let biases = fields["biases"].map { self.biases($0, index, of: architecture) }
    if case .some(nil) = biases { return nil }
    return weights.map { ($0, biases ?? nil) }
  }

  // MARK: One layer

  private mutating func layer(
    _ index: Int, of architecture: ArchitectureDraft, _ shared: SchemeDraft,
    _ sharedBias: Initialization, _ given: GivenLayer?
  ) -> Layer? {
    let layer = architecture.layers[index]
    let weights: Initialization?
    if let own = layer.ownWeights {
      weights = values(of: own) { self.weights($0, index, of: architecture) }
        .flatMap { self.weights(of: own, $0, alphaPlace: own.place.appending("alpha")) }
    } else {
      weights = self.weights(of: shared, given?.weights ?? [], alphaPlace: spec.place("alpha"))
    }
    let biases: Initialization?
    if !layer.hasBias {
      biases = .zeros
    } else if let own = layer.ownBiases {
      biases = values(of: own) { self.biases($0, index, of: architecture) }
        .flatMap { self.biases(of: own, $0) }
    } else {
      biases =
        layer.ownWeights.flatMap(impliedBiases)
        ?? given?.biases.map { Initialization(scheme: shared.scheme.name, values: $0) }
        ?? sharedBias
    }
    guard let weights, let biases else { return nil }
    return Layer(weights: weights, biases: biases)
  }

  /// The numbers of a layer's own `given`; none for every other scheme.
  private func values(of draft: SchemeDraft, read: (Cursor) -> [Double]?) -> [Double]? {
    guard draft.scheme.isGiven else { return [] }
    return draft.fields?.required("values", "`values` is missing: the numbers given.")
      .flatMap(read)
  }

  private mutating func weights(
    of draft: SchemeDraft, _ values: [Double], alphaPlace: JSONPointer
  ) -> Initialization? {
    var factor = draft.alpha
    if draft.scheme.takesAlpha, factor == nil, alpha != nil {
      factor = alpha
      alphaIsTaken = true
    }
    if factor == nil, draft.scheme.needsAlpha {
      missAlpha(at: alphaPlace)
      return nil
    }
    return draft.initialization(alpha: factor ?? 1, values: values)
  }

  /// Layers that share a scheme miss its α together: that is one fault.
  private mutating func missAlpha(at place: JSONPointer) {
    if place == spec.place("alpha") {
      if alphaIsMissed { return }
      alphaIsMissed = true
    }
    spec.cursor.faults.add(
      .missing, at: place, "`constant` needs `alpha`, the number that every weight starts as.")
  }

  private func biases(of draft: SchemeDraft, _ values: [Double]) -> Initialization? {
    guard draft.alpha != nil || !draft.scheme.needsAlpha else {
      spec.cursor.faults.add(
        .missing, at: draft.place.appending("alpha"),
        "`constant` needs `alpha` beside it, the number that every bias starts as; the `alpha` at"
          + " the top is for weights.")
      return nil
    }
    return draft.initialization(alpha: draft.alpha ?? 1, values: values)
  }

  /// What a library whose default the weights are gives the biases.
  private func impliedBiases(of weights: SchemeDraft) -> Initialization? {
    weights.scheme.impliedBiases.flatMap(InitializationScheme.named).map {
      SchemeDraft($0, place: weights.place).initialization(alpha: 1, values: [])
    }
  }

  // MARK: Given numbers

  private func weights(_ place: Cursor, _ index: Int, of architecture: ArchitectureDraft)
    -> [Double]?
  {
    numbers.table(
      place, rows: (architecture.layers[index].units, of: "the layer's units"),
      columns: (architecture.fanIn(index), of: "the layer's inputs"))?.values.inFloat64
  }

  /// One number a unit, or none where the layer has no bias.
  private func biases(_ place: Cursor, _ index: Int, of architecture: ArchitectureDraft)
    -> [Double]?
  {
    let layer = architecture.layers[index]
    let what = layer.hasBias ? "the layer's units" : "the layer has no bias"
    return numbers.list(place, count: (layer.hasBias ? layer.units : 0, of: what))
  }
}
