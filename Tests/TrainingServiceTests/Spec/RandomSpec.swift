import StrictJSON
import TrainingModel

/// Specs of every form that the reader accepts, drawn from a seed.
struct RandomSpec {
  private var random: RandomStream

  init(seed: UInt64) {
    random = RandomStream(seed: seed, purpose: .data)
  }

  private mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(random.nextInteger(below: numericCast(range.count)))
  }

  private mutating func chance() -> Bool { whole(0...1) == 1 }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[whole(0...(elements.count - 1))]
  }

  private mutating func number(_ range: ClosedRange<Double>) -> JSONValue {
    let value = random.nextUniform(from: range.lowerBound, to: range.upperBound)
    return .number(JSONNumber(chance() ? value : value.rounded(.towardZero))!)
  }

  private mutating func seed() -> JSONValue {
    let seed = random.nextBits() >> UInt64(whole(0...63))
    return chance() ? .string(String(seed)) : .number(JSONNumber(seed))
  }

  private func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  mutating func next() -> JSONValue {
    let classes = whole(2...4)
    let isInline = chance()
    let inputs = isInline ? whole(1...4) : 2
    let rows = whole(1...6)
    let outputs = isInline ? (classes == 2 ? whole(1...2) : classes) : 1
    let widths = [inputs] + (0..<whole(0...3)).map { _ in whole(1...9) } + [outputs]
    var spec: JSONObject = [:]
    spec["architecture"] =
      chance() ? .array(widths.map(integer)) : .object(long(widths))
    if chance() { spec["activation"] = .string(pick(Activation.allCases).rawValue) }
    if chance() { spec["init"] = shared(widths) }
    // Every shared scheme but zeros takes it where some layer has none of its own.
    if spec["init"].map(takesAlpha) ?? true, spec["architecture"]?.arrayValue != nil {
      spec["alpha"] = number(-2...2)
    }
    if chance() { spec["seed"] = seed() }
    spec["dataset"] =
      isInline ? .object(inline(rows, inputs, outputs, classes)) : generated()
    let isFixed = ["xor", "circles"].contains(spec["dataset"]?.stringValue)
    spec["training"] = training(rows: isInline ? rows : isFixed ? 4 : 2)
    if chance() { spec["precision"] = .string(pick(Precision.allCases).rawValue) }
    if chance() { spec["record"] = record() }
    if chance() { spec["name"] = .string(pick(["a", "é\u{301} \"q\"", "日本"])) }
    if chance() { spec["labels"] = ["a/b": .string("ü\u{7FF}"), "c": ""] }
    return .object(spec)
  }

  private func takesAlpha(_ start: JSONValue) -> Bool {
    let name = start.stringValue ?? start["scheme"]?.stringValue
    return name != "zeros" && start["alpha"] == nil
  }

  // MARK: The network

  private mutating func long(_ widths: [Int]) -> JSONObject {
    let layers = widths.indices.dropFirst().map { index -> JSONValue in
      var layer: JSONObject = ["units": integer(widths[index])]
      let isOutput = index == widths.count - 1
      if chance(), !isOutput { layer["activation"] = .string(pick(Activation.allCases).rawValue) }
      if chance() { layer["bias"] = .bool(chance()) }
      for field in ["dropconnect", "sparse_mask"] where chance() { layer[field] = number(0...0.9) }
      if chance(), !isOutput { layer["dropout"] = number(0...0.9) }
      if chance(), !isOutput { layer["normalization"] = .string(pick(["none", "layer", "batch"])) }
      if chance() {
        let rows = (0..<widths[index]).map { _ in numbers(widths[index - 1]) }
        layer["init"] = scheme(values: .array(rows))
      }
      if chance(), layer["bias"] != false {
        layer["bias_init"] = scheme(values: numbers(widths[index]), for: .biases)
      }
      return .object(layer)
    }
    return ["inputs": integer(widths[0]), "layers": .array(layers)]
  }

  private mutating func numbers(_ count: Int) -> JSONValue {
    .array((0..<count).map { _ in number(-3...3) })
  }

  private mutating func shared(_ widths: [Int]) -> JSONValue {
    let layers = widths.indices.dropFirst().map { index -> JSONValue in
      let rows = (0..<widths[index]).map { _ in numbers(widths[index - 1]) }
      return ["weights": .array(rows)]
    }
    var start = scheme(values: .array(layers))
    if case .object(var object) = start {
      if let values = object["values"] {
        object["values"] = nil
        object["layers"] = values
      }
      if chance() { object["bias"] = scheme(values: nil, for: .biases) }
      start = .object(object)
    }
    return start
  }

  /// A scheme that needs nothing from outside; `given` only where there are values for it.
  private mutating func scheme(
    values: JSONValue?, for part: InitializationScheme.Part = .weights
  ) -> JSONValue {
    let entry = pick(
      InitializationScheme.catalogue.filter { part == .weights || !$0.isForWeightsOnly })
    if entry.name == "given" {
      guard let values else { return "zeros" }
      return ["scheme": "given", "values": values]
    }
    let name = pick([entry.name] + entry.aliases)
    if entry.name != "constant", chance() { return .string(name) }
    var object: JSONObject = ["scheme": .string(name)]
    // Below the default of uniform's upper end, and within the range of every parameter.
    for parameter in entry.parameters where chance() { object[parameter.name] = number(0.05...0.4) }
    for parameter in entry.parameters {
      guard let value = object[parameter.name]?.numberValue?.asDouble else { continue }
      if parameter.name == "high" || value < parameter.allowed.lowerBound {
        object[parameter.name] = 0.75
      }
    }
    if chance(), !entry.flavors.isEmpty, object["low"] == nil {
      object["flavor"] = .string(pick(entry.flavors).name)
    }
    for choice in entry.choices where chance() {
      object[choice.name] = .string(pick(choice.values))
    }
    for parameter in entry.parameters where chance() && !parameter.words.isEmpty {
      object[parameter.name] = .string(pick(parameter.words))
    }
    if chance() { object["perturbation"] = number(0...0.1) }
    if entry.name == "constant" || (entry.name != "zeros" && chance()) {
      object["alpha"] = number(-2...2)
    }
    return .object(object)
  }

  // MARK: The data

  private mutating func generated() -> JSONValue {
    let entry = pick(DatasetGenerator.catalogue.filter { $0.features == 2 })
    if chance() || entry.samples.count == 1 { return .string(entry.name) }
    var object: JSONObject = ["name": .string(entry.name)]
    if chance() { object["samples"] = integer(whole(2...300)) }
    if chance() { object["noise"] = number(0...1) }
    if chance() { object["seed"] = seed() }
    if chance() { object["standardize"] = .bool(chance()) }
    if chance() {
      object["samples"] = integer(whole(20...300))
      object["test_share"] = number(0...0.4)
    }
    return .object(object)
  }

  private mutating func inline(_ rows: Int, _ features: Int, _ outputs: Int, _ classes: Int)
    -> JSONObject
  {
    let isRegression = chance()
    var object: JSONObject = [:]
    for (inputs, targets) in [("inputs", "targets"), ("test_inputs", "test_targets")] {
      object[inputs] = .array((0..<rows).map { _ in numbers(features) })
      object[targets] =
        isRegression
        ? .array((0..<rows).map { _ in numbers(outputs) })
        : .array((0..<rows).map { _ in integer(whole(0...(classes - 1))) })
      if chance() { break }
    }
    if isRegression {
      object["task"] = "regression"
    } else {
      object["classes"] = integer(classes)
    }
    return object
  }

  // MARK: The training

  private mutating func training(rows: Int) -> JSONValue {
    var object: JSONObject = [chance() ? "steps" : "epochs": integer(whole(1...50))]
    if chance() { object["batch_size"] = chance() ? .null : integer(whole(1...rows)) }
    if chance() { object["learning_rate"] = number(1...3) }
    switch whole(0...3) {
    case 0:
      object["optimizer"] = .string(pick(OptimizerRule.catalogue.map(\.name)))
    case 1:
      object["optimizer"] = ["name": "sgd", "momentum": 0.75, "nesterov": .bool(chance())]
    case 2: object["optimizer"] = ["name": "adam", "beta1": 0.5, "epsilon": 1e-5]
    default: break
    }
    if chance() { object["schedule"] = schedule() }
    for field in ["l1", "l2", "gradient_noise", "weight_noise", "input_noise"] where chance() {
      object[field] = number(0...2)
    }
    if chance() { object["gradient_clip"] = chance() ? .null : number(1...2) }
    if chance() { object["gradient_noise"] = ["std": number(0...1), "decay": number(0...2)] }
    if chance() { object["loss"] = "mean_squared_error" }
    return .object(object)
  }

  private mutating func schedule() -> JSONValue {
    var object: JSONObject
    switch whole(0...4) {
    case 0: object = ["name": "constant"]
    case 1: object = ["name": "step", "every": integer(whole(1...9))]
    case 2: object = ["name": "exponential", "factor": 0.75]
    case 3: object = ["name": "linear", "final": number(0...1)]
    default: return .string(pick(["constant", "linear", "cosine"]))
    }
    if chance() { object["warmup"] = integer(whole(0...9)) }
    return .object(object)
  }

  private mutating func record() -> JSONValue {
    var object: JSONObject = [:]
    if chance() {
      object["every"] = integer(whole(1...20))
    } else {
      if chance() { object["points"] = integer(whole(2...40)) }
      if chance() { object["spacing"] = .string(pick(["linear", "log"])) }
    }
    if chance() { object["similarity"] = .bool(chance()) }
    if chance() { object["snapshots"] = integer(whole(2...20)) }
    if chance(), object["similarity"] != .bool(false) {
      object["curvature"] = integer(whole(2...20))
    }
    if chance() { object["rows"] = chance() ? "all" : integer(whole(2...300)) }
    return .object(object)
  }
}
