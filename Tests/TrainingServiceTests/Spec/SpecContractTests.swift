import Foundation
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel
import Yams

/// `openapi.yaml` states the limits, names and examples that the reader has.
struct SpecContractTests {
  private let document: Node

  init() throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    let text = try String(contentsOf: root.appending(path: "openapi.yaml"), encoding: .utf8)
    document = try #require(try Yams.compose(yaml: text))
  }

  private func schema(_ name: String) throws -> Node {
    try #require(document["components"]?["schemas"]?[name])
  }

  private func names(_ node: Node?) throws -> [String] {
    try #require(node?.sequence).compactMap(\.string)
  }

  @Test func limits() throws {
    let stated = try #require(schema("Spec")["x-limits"]?.mapping)
    let limits = Dictionary(
      uniqueKeysWithValues: Mirror(reflecting: SpecLimits.standard).children.map {
        ($0.label, $0.value as? Int)
      })
    #expect(stated.count == limits.count)
    for (key, value) in stated { #expect(limits[key.string] == value.int, "\(key)") }
  }

  @Test func boundsOfFieldsAreTheLimits() throws {
    let limits = SpecLimits.standard
    let fields = try schema("Spec")["properties"]
    let training = try schema("Training")["properties"]
    let record = try schema("Record")["properties"]
    #expect(try schema("Units")["maximum"]?.int == limits.units)
    #expect(fields?["name"]?["maxLength"]?.int == limits.nameLength)
    #expect(try schema("Labels")["maxProperties"]?.int == limits.labels)
    #expect(
      try schema("Labels")["additionalProperties"]?["maxLength"]?.int == limits.labelValueLength)
    #expect(training?["steps"]?["maximum"]?.int == limits.steps)
    #expect(record?["every"]?["maximum"]?.int == limits.steps)
    #expect(record?["points"]?["maximum"]?.int == limits.recordedPoints)
    #expect(record?["snapshots"]?["maximum"]?.int == limits.recordedPoints)
    #expect(record?["curvature"]?["maximum"]?.int == limits.recordedPoints)
  }

  @Test func names() throws {
    #expect(try names(schema("Activation")["enum"]) == Activation.allCases.map(\.rawValue))
    #expect(
      try Set(names(schema("Loss")["enum"])) == Set(LossFunction.allCases.map(\.rawValue)))
    #expect(
      try names(schema("DatasetName")["enum"]) == DatasetGenerator.catalogue.map(\.name))
    // `given` is no bare name: it needs its numbers.
    let schemes = InitializationScheme.catalogue.filter { $0.name != "given" }
    #expect(
      try Set(names(schema("SchemeName")["enum"]))
        == Set(schemes.flatMap { [$0.name] + $0.aliases })
    )
    let parameters = Set(
      schemes.flatMap { $0.parameters.map(\.name) + $0.choices.map(\.name) })
    let stated = try #require(schema("SchemeObject")["properties"]?.mapping?.keys)
    #expect(
      Set(stated.compactMap(\.string))
        == parameters.union(["scheme", "alpha", "perturbation", "flavor"]))
    let flavors = Set(schemes.flatMap { $0.flavors.map(\.name) })
    #expect(
      try Set(names(schema("SchemeObject")["properties"]?["flavor"]?["enum"])) == flavors)
    for choice in ["mode", "distribution"] {
      let words = schemes.flatMap(\.choices).filter { $0.name == choice }.flatMap(\.values)
      #expect(
        try Set(names(schema("SchemeObject")["properties"]?[choice]?["enum"])) == Set(words))
    }
    #expect(
      try Set(names(schema("DistributionName")["enum"]))
        == Set(InitializationScheme.catalogue.map(\.typicalDistribution.name)))
  }

  /// The members of every optimiser and schedule are those that the reader takes.
  @Test func optimizersAndSchedules() throws {
    let optimizer = try #require(schema("Training")["properties"]?["optimizer"]?["oneOf"]?.sequence)
    #expect(try names(optimizer[0]["enum"]) == OptimizerRule.catalogue.map(\.name))
    #expect(optimizer.count == 1 + OptimizerRule.catalogue.count)
    for alternative in optimizer.dropFirst() {
      let title = try #require(alternative["$ref"]?.string?.split(separator: "/").last)
      let members = try #require(schema(String(title))["properties"]?.mapping)
      let name = try #require(members["name"]?["const"]?.string)
      let read = try readSpec(#"{"architecture":[2,1],"training":{"optimizer":"\#(name)"}}"#)
      let written = try #require(
        SpecWriter.json(read)["training"]?["optimizer"]?.objectValue)
      #expect(Set(members.keys.compactMap(\.string)) == Set(written.keys))
      for (member, value) in members where value["default"] != nil {
        let stated = try json(#require(value["default"]))
        #expect(written[member.string!] == stated, "\(name) \(member.string!)")
      }
    }
    #expect(
      try names(schema("Normalization")["enum"]) == Normalization.allCases.map(\.rawValue))
    for reference in try #require(schema("Schedule")["oneOf"]?.sequence).dropFirst() {
      let title = try #require(reference["$ref"]?.string?.split(separator: "/").last)
      let alternative = try schema(String(title))
      let name = try #require(alternative["properties"]?["name"]?["const"]?.string)
      var members: JSONObject = ["name": .string(name)]
      if name == "step" { members["every"] = 7 }
      if name == "exponential" { members["factor"] = 0.5 }
      let text = JSONValue.object(members).text
      let read = try readSpec(#"{"architecture":[2,1],"training":{"schedule":\#(text)}}"#)
      let written = try #require(SpecWriter.json(read)["training"]?["schedule"]?.objectValue)
      let keys = try #require(alternative["properties"]?.mapping?.keys)
      #expect(Set(keys.compactMap(\.string)) == Set(written.keys), "\(name)")
    }
  }

  @Test func everyExampleIsAGoodSpec() throws {
    let examples = try #require(
      document["paths"]?["/v1/jobs"]?["post"]?["requestBody"]?["content"]?["application/json"]?[
        "examples"]?.mapping)
    #expect(examples.count >= 7)
    for (_, example) in examples {
      let value = try json(#require(example["value"]))
      let read = try readSpec(value.text)
      #expect(try readSpec(SpecWriter.json(read).text) == read)
    }
  }

  private func json(_ node: Node) throws -> JSONValue {
    switch node {
    case .mapping(let members):
      return .object(
        JSONObject(unique: try members.map { (try #require($0.key.string), try json($0.value)) }))
    case .sequence(let elements):
      return .array(try elements.map(json))
    case .scalar(let scalar):
      guard scalar.style == .plain else { return .string(scalar.string) }
      if let flag = node.bool { return .bool(flag) }
      return JSONNumber(literal: scalar.string).map { .number($0) } ?? .string(scalar.string)
    case .alias:
      throw SpecFaults(faults: [])
    }
  }
}
