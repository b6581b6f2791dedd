package import StrictJSON
internal import TrainingModel

extension SpecWriter {
  /// Every initialisation scheme of the catalogue, the answer of `GET /v1/schemes`.
  package static func schemesJSON() -> JSONValue {
    list(InitializationScheme.catalogue.map(scheme))
  }

  /// Every built-in data set of the catalogue, and after them `uploads`, the answer of
  /// `GET /v1/datasets`.
  package static func datasetsJSON(uploads: [JSONValue] = []) -> JSONValue {
    list(DatasetGenerator.catalogue.map(dataset) + uploads)
  }

  /// What tells clones apart and what does not, the answer of `GET /v1/symmetry-factors`.
  package static func symmetryFactorsJSON() -> JSONValue {
    list(
      SymmetryFactor.catalogue.map {
        [
          "name": .string($0.name), "effect": .string($0.effect.rawValue),
          "summary": .string($0.summary), "field": .string($0.field),
        ]
      })
  }

  /// A whole catalogue in the form of every list.
  static func list(_ items: [JSONValue]) -> JSONValue {
    ["items": .array(items), "next": .null]
  }

  // MARK: Schemes

  private static func scheme(_ scheme: InitializationScheme) -> JSONValue {
    [
      "name": .string(scheme.name),
      "aliases": .array(scheme.aliases.map { .string($0) }),
      "summary": .string(scheme.summary),
      "formula": .string(scheme.formula),
      "source": .string(scheme.source),
      "draws": .string(scheme.typicalDistribution.name),
      "random": .bool(scheme.isRandom),
      "tells_neurons_apart": .bool(scheme.tellsNeuronsApart),
      "weights_only": .bool(scheme.isForWeightsOnly),
      "implied_biases": .string(scheme.impliedBiases ?? "zeros"),
      "alpha": alpha(scheme),
      "parameters": .array(
        scheme.parameters.map {
          parameter($0.name, $0.summary, .double($0.defaultValue), $0.allowed, words: $0.words)
        }),
      "choices": .array(
        scheme.choices.map {
          [
            "name": .string($0.name), "summary": .string($0.summary),
            "default": .string($0.defaultValue), "values": .array($0.values.map { .string($0) }),
          ]
        }),
      "flavors": .array(
        scheme.flavors.map {
          ["name": .string($0.name), "summary": .string($0.summary)]
        }),
    ]
  }

  /// What `alpha` may be; `null` where the scheme has no use for it. Where it has no default it
  /// must be given.
  private static func alpha(_ scheme: InitializationScheme) -> JSONValue {
    guard scheme.takesAlpha else { return .null }
    let range = NumberRange.alpha
    return [
      "default": scheme.needsAlpha ? .null : 1, "minimum": .double(range.low),
      "maximum": .double(range.high),
    ]
  }

  private static func parameter(
    _ name: String, _ summary: String, _ standard: JSONValue, _ allowed: ClosedRange<Double>,
    words: [String] = []
  ) -> JSONValue {
    var object: JSONObject = [
      "name": .string(name), "summary": .string(summary), "default": standard,
      "minimum": .double(allowed.lowerBound), "maximum": .double(allowed.upperBound),
    ]
    if !words.isEmpty { object["words"] = .array(words.map { .string($0) }) }
    return .object(object)
  }

  // MARK: Data sets

  private static func dataset(_ generator: DatasetGenerator) -> JSONValue {
    let defaults = generator.defaults
    let samples = generator.samples
    return [
      "name": .string(generator.name),
      "summary": .string(generator.summary),
      "source": .string(generator.source),
      "features": .integer(generator.features),
      "task": .string(generator.task.name),
      "classes": generator.task.classes.map { .integer($0) } ?? .null,
      "outputs": .array(generator.task.fittingOutputs.map { .integer($0) }),
      "test_rows": .integer(generator.ownTestRows),
      "parameters": [
        parameter(
          "samples", "rows of the training split", .integer(defaults.samples),
          Double(samples.lowerBound)...Double(samples.upperBound)),
        parameter(
          "noise", "strength of the noise, in the data set's own unit", .double(defaults.noise),
          generator.noise),
        [
          "name": "seed",
          "summary": generator.hasFixedRows
            ? "draws the test split; only with a test_share"
            : "keys the data and draws the test split, apart from the job's seed",
          "default": .seed(defaults.seed), "minimum": 0,
          "maximum": .number(JSONNumber(generator.ownTestRows > 0 ? 0 : UInt64.max)),
        ],
      ],
    ]
  }
}

extension Dataset.Task {
  package var name: String {
    switch self {
    case .classification: "classification"
    case .regression: "regression"
    }
  }

  package var classes: Int? {
    switch self {
    case .classification(let classes): classes
    case .regression: nil
    }
  }
}
