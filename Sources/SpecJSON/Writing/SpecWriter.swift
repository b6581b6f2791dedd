package import StrictJSON
package import TrainingModel

/// Writes a spec in its normalised form.
///
/// `SpecReader.read(SpecWriter.json(x))` is `x`, and writing that again gives the same bytes.
package enum SpecWriter {
  /// The spec with every default filled in and every shorthand expanded; members in a fixed order.
  package static func json(_ read: ValidatedSpec) -> JSONValue {
    var object = people(read)
    for (key, value) in members(read.spec) { object[key] = value }
    return .object(object)
  }

  /// What stands before the parts: name and labels, where there are any.
  static func people(_ read: ValidatedSpec) -> JSONObject {
    var object = JSONObject()
    if let name = read.name { object["name"] = .string(name) }
    if !read.labels.isEmpty {
      object["labels"] = .object(
        JSONObject(
          unique: read.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
    if let seconds = read.maxSeconds { object["max_seconds"] = .integer(seconds) }
    return object
  }

  /// The one text of what the result depends on, for digests: the normalised spec without name,
  /// labels and time limit as canonical JSON.
  package static func canonicalBytes(_ spec: TrainingSpec) -> [UInt8] {
    JSONValue.object(members(spec)).canonical()
  }

  /// A member of the normalised form, in the order in which they stand there.
  enum Part: String, CaseIterable {
    case architecture
    case seed
    case dataset
    case training
    case precision
    case record

    /// What stands there.
    func value(of spec: TrainingSpec) -> JSONValue {
      switch self {
      case .architecture:
        .object([
          "inputs": .integer(spec.inputs),
          "layers": .array(zip(spec.widths, spec.layers).map { layer($1, fanIn: $0) }),
        ])
      case .seed: .seed(spec.seed)
      case .dataset: .object(SpecWriter.dataset(spec.dataset))
      case .training: .object(SpecWriter.training(spec.training))
      case .precision: .string(spec.precision.rawValue)
      case .record: .object(SpecWriter.record(of: spec))
      }
    }

    /// Whether two specs have the same there, zero and negative zero taken for the same.
    func isEqual(_ one: TrainingSpec, _ other: TrainingSpec) -> Bool {
      switch self {
      case .architecture: one.inputs == other.inputs && one.layers == other.layers
      case .seed: one.seed == other.seed
      case .dataset: one.dataset == other.dataset
      case .training: one.training == other.training
      case .precision: one.precision == other.precision
      case .record:
        // What else the rule of its rows looks at stands in other parts.
        one.recording == other.recording && one.training.steps == other.training.steps
          && one.training.batchSize == other.training.batchSize
          && one.dataset.trainRows == other.dataset.trainRows
          && one.dataset.testRows == other.dataset.testRows
      }
    }
  }

  private static func members(_ spec: TrainingSpec) -> JSONObject {
    JSONObject(unique: Part.allCases.map { ($0.rawValue, $0.value(of: spec)) })
  }

  // MARK: The network

  private static func layer(_ layer: LayerSpec, fanIn: Int) -> JSONValue {
    var object: JSONObject = [
      "units": .integer(layer.units),
      "activation": .string(layer.activation.rawValue),
      "bias": .bool(layer.hasBias),
      "init": initialization(layer.weights) { .rows($0, of: fanIn) },
    ]
    if layer.hasBias {
      object["bias_init"] = initialization(layer.biases) { .numbers($0) }
    }
    object["dropout"] = .double(layer.regularization.dropout)
    object["dropconnect"] = .double(layer.regularization.dropConnect)
    object["sparse_mask"] = .double(layer.regularization.sparseMask)
    object["normalization"] = .string(layer.regularization.normalization.rawValue)
    return .object(object)
  }

  private static func initialization(
    _ start: Initialization, values: ([Double]) -> JSONValue
  ) -> JSONValue {
    var object: JSONObject = ["scheme": .string(start.scheme)]
    guard let scheme = InitializationScheme.named(start.scheme) else {
      preconditionFailure("unknown initialisation scheme \(start.scheme)")
    }
    if let flavor = start.options["flavor"] { object["flavor"] = .string(flavor) }
    let defaults = scheme.defaults(flavor: start.options["flavor"])
    for parameter in scheme.parameters {
      let name = parameter.name
      object[name] =
        start.options[name].map { .string($0) }
        ?? .double(start.parameters[name] ?? defaults[name]!)
    }
    for choice in scheme.choices {
      object[choice.name] = .string(start.options[choice.name] ?? choice.defaultValue)
    }
    if scheme.takesAlpha { object["alpha"] = .double(start.alpha) }
    object["perturbation"] = .double(start.perturbation)
    if scheme.isGiven { object["values"] = values(start.values) }
    return .object(object)
  }

  // MARK: The data

  package static func dataset(_ dataset: DatasetSpec) -> JSONObject {
    switch dataset {
    case .generated(let name, let parameters):
      return [
        "name": .string(name), "samples": .integer(parameters.samples),
        "noise": .double(parameters.noise), "seed": .seed(parameters.seed),
        "test_share": .double(parameters.testShare),
        "standardize": .bool(parameters.standardize),
      ]
    case .stored(let stored):
      return [
        "id": .string(stored.id), "test_share": .double(stored.testShare),
        "seed": .seed(stored.seed), "standardize": .bool(stored.standardize),
      ]
    case .inline(let data):
      var object: JSONObject = [:]
      object["inputs"] = .rows(data.train.inputs.inFloat64, of: data.features)
      object["targets"] = targets(data.train, data.task)
      if let test = data.test {
        object["test_inputs"] = .rows(test.inputs.inFloat64, of: data.features)
        object["test_targets"] = targets(test, data.task)
      }
      switch data.task {
      case .classification(let classes):
        object["task"] = "classification"
        object["classes"] = .integer(classes)
      case .regression:
        object["task"] = "regression"
      }
      return object
    }
  }

  private static func targets(_ split: Dataset.Split, _ task: Dataset.Task) -> JSONValue {
    switch task {
    case .classification, .regression(outputs: 1): .numbers(split.targets)
    case .regression(let outputs): .rows(split.targets, of: outputs)
    }
  }

  /// What `record.rows` says to measure all rows everywhere.
  static let allRows = "all"

  /// `record.rows`; nil where all rows are measured and a spec that does not name it has that too, as
  /// those from before there was one have, whose digests stay.
  private static func rows(of spec: TrainingSpec) -> JSONValue? {
    if let rows = spec.recording.rows { return .integer(rows) }
    return spec.standardRecordedRows == nil ? nil : .string(allRows)
  }

  private static func record(of spec: TrainingSpec) -> JSONObject {
    let plan = spec.recording
    var object: JSONObject = [:]
    switch plan.spacing {
    case .every(let step):
      object["every"] = .integer(step)
    case .linear(let points):
      object["points"] = .integer(points)
      object["spacing"] = "linear"
    case .logarithmic(let points):
      object["points"] = .integer(points)
      object["spacing"] = "log"
    }
    object["similarity"] = .bool(plan.similarity)
    object["snapshots"] = .integer(plan.snapshots)
    // Absent for none, as in specs from before there was one, whose digests stay.
    if plan.curvature > 0 { object["curvature"] = .integer(plan.curvature) }
    if let rows = rows(of: spec) { object["rows"] = rows }
    return object
  }
}

extension JSONValue {
  package static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  /// - Precondition: `value` is finite.
  package static func double(_ value: Double) -> JSONValue { .number(JSONNumber(value)!) }

  /// A number up to 2^53, the last that every JSON reader keeps; beyond, a decimal string.
  static func seed(_ value: UInt64) -> JSONValue {
    value <= 1 << 53 ? .number(JSONNumber(value)) : .string(String(value))
  }

  package static func numbers(_ values: some Sequence<Double>) -> JSONValue {
    .array(values.map { .double($0) })
  }

  /// The rows of a matrix of `columns` columns, stored row by row.
  static func rows(_ values: [Double], of columns: Int) -> JSONValue {
    .array(
      stride(from: 0, to: values.count, by: columns).map {
        .numbers(values[$0..<($0 + columns)])
      })
  }
}
