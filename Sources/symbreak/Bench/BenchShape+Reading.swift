internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

extension BenchShape {
  /// The shapes in a file, a JSON array of objects with the members of this type; `name` is the file's.
  ///
  /// Throws everything that is wrong with them, each behind its place.
  static func read(_ bytes: [UInt8], name: String) throws(SpecText.Refusal) -> [BenchShape] {
    let json: JSONValue
    do {
      json = try JSONValue.parse(bytes)
    } catch {
      throw SpecText.Refusal(lines: ["\(name) is not valid JSON: \(error)"])
    }
    guard let values = json.arrayValue, !values.isEmpty else {
      let found = json.arrayValue == nil ? json.kindDescription : "an empty one"
      throw SpecText.Refusal(
        lines: ["\(name) holds no shapes: it must be an array of objects, not \(found)."])
    }
    let faults = FaultList(capacity: SpecLimits.standard.faults)
    let root = Cursor(value: json, pointer: .root, faults: faults)
    let shapes = values.indices.compactMap { BenchShape(root.element($0)) }
    guard faults.isEmpty else {
      throw SpecText.Refusal(
        lines: FaultText.lines(faults.list(), of: name, whole: "the whole file"))
    }
    return shapes
  }

  private static let sizes = 1...1_000_000_000
  private static let fields = FieldTable(
    subject: "a shape",
    names: ["name", "architecture", "activation", "samples", "batch", "steps", "replicas"])

  private init?(_ cursor: Cursor) {
    guard let fields = Fields(cursor, Self.fields) else { return nil }
    func member(_ name: String) -> Cursor? {
      fields.required(name, "`\(name)` is missing: a shape has all its members.")
    }
    let name = member("name").flatMap { place in
      if place.value.stringValue == nil { place.mustBe("a string") }
      return place.value.stringValue
    }
    let architecture = member("architecture").flatMap(Self.widths)
    let activation = member("activation")?
      .name("an activation", among: Activation.allCases.map(\.rawValue))
      .flatMap(Activation.init(rawValue:))
    let samples = member("samples")?.integer(Self.sizes)
    let batch = member("batch")?.integer(1...(samples ?? Self.sizes.upperBound))
    let steps = member("steps")?.integer(Self.sizes)
    let replicas = member("replicas")?.integer(Self.sizes)
    guard let name, let architecture, let activation, let samples, let batch, let steps,
      let replicas
    else { return nil }
    self.init(
      name, architecture, activation, samples: samples, batch: batch, steps: steps,
      replicas: replicas)
  }

  /// Inputs, hidden layers, outputs.
  private static func widths(_ cursor: Cursor) -> [Int]? {
    guard let elements = cursor.elements() else { return nil }
    guard elements.count >= 2 else {
      cursor.fault(.outOfRange, "`architecture` needs inputs and outputs at least.")
      return nil
    }
    let widths = elements.map { $0.integer(sizes) }
    return widths.contains(nil) ? nil : widths.compactMap(\.self)
  }
}
