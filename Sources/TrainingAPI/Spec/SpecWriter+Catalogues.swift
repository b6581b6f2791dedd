public import StrictJSON
internal import TrainingCore

extension SpecWriter {
  /// Every initialisation scheme of the catalogue, the answer of `GET /v1/schemes`.
  public static func schemesJSON() -> JSONValue {
    list(InitializationScheme.catalogue.map(scheme))
  }

  /// Every built-in data set of the catalogue, the answer of `GET /v1/datasets`.
  public static func datasetsJSON() -> JSONValue {
    list(DatasetGenerator.catalogue.map(dataset))
  }

  /// A whole catalogue in the form of every list.
  private static func list(_ items: [JSONValue]) -> JSONValue {
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
      "draws": .string(draws(scheme)),
      "random": .bool(scheme.isRandom),
      "alpha": alpha(scheme),
      "parameters": .array(
        scheme.parameters.map {
          parameter($0.name, $0.summary, .double($0.defaultValue), $0.allowed)
        }),
    ]
  }

  /// The kind of distribution, as the scheme itself gives it.
  private static func draws(_ scheme: InitializationScheme) -> String {
    let start = Initialization(scheme: scheme.name, parameters: scheme.defaults)
    let target = InitializationScheme.Target(fanIn: 2, fanOut: 2, count: 4, gain: 1)
    return switch start.distribution(for: target) {
    case .constant: "constant"
    case .uniform: "uniform"
    case .normal(_, _, nil): "normal"
    case .normal: "truncated_normal"
    case .given: "given"
    }
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
    _ name: String, _ summary: String, _ standard: JSONValue, _ allowed: ClosedRange<Double>
  ) -> JSONValue {
    [
      "name": .string(name), "summary": .string(summary), "default": standard,
      "minimum": .double(allowed.lowerBound), "maximum": .double(allowed.upperBound),
    ]
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
      "test_rows": .integer(generator.dataset(defaults).testRows),
      "parameters": [
        parameter(
          "samples", "rows of the training split", .integer(defaults.samples),
          Double(samples.lowerBound)...Double(samples.upperBound)),
        parameter(
          "noise", "strength of the noise, in the data set's own unit", .double(defaults.noise),
          generator.noise),
        [
          "name": "seed", "summary": "keys the data, apart from the job's seed",
          "default": .seed(defaults.seed), "minimum": 0,
          "maximum": .number(JSONNumber(generator.hasFixedRows ? 0 : UInt64.max)),
        ],
      ],
    ]
  }
}

extension Dataset.Task {
  fileprivate var name: String {
    switch self {
    case .classification: "classification"
    case .regression: "regression"
    }
  }

  fileprivate var classes: Int? {
    switch self {
    case .classification(let classes): classes
    case .regression: nil
    }
  }
}
