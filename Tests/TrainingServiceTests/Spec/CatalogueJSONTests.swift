import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// The listings follow from the catalogues, and what they state is what the reader accepts.
struct CatalogueJSONTests {
  private func items(_ list: JSONValue) throws -> [JSONValue] {
    #expect(list["next"] == .null)
    return try #require(list["items"]?.arrayValue)
  }

  @Test func schemes() throws {
    let items = try items(SpecWriter.schemesJSON())
    #expect(
      items.map { $0["name"]?.stringValue } == InitializationScheme.catalogue.map(\.name))
    let kinds = Dictionary(
      uniqueKeysWithValues: items.map { ($0["name"]?.stringValue, $0["draws"]?.stringValue) })
    #expect(kinds["zeros"] == "constant")
    #expect(kinds["he_uniform"] == "uniform")
    #expect(kinds["xavier_normal"] == "normal")
    #expect(kinds["truncated_normal"] == "truncated_normal")
    #expect(kinds["given"] == "given")
    #expect(kinds["lsuv"] == "unit_variance")
    let fixed = [
      "constant", "given", "identity", "repeated_identity", "hadamard_or_identity",
    ]
    for item in items {
      let kind = try #require(item["draws"]?.stringValue)
      #expect(item["random"] == .bool(!fixed.contains(kind)))
      #expect(item["tells_neurons_apart"] == .bool(kind != "constant"))
    }
    let torch = items.first { $0["name"] == "torch_default" }
    #expect(torch?["implied_biases"] == "torch_default")
    let normal = try #require(items.first { $0["name"] == "he_normal" })
    #expect(
      normal["flavors"]?.arrayValue?.map { $0["name"]?.stringValue } == ["torch", "keras", "jax"])
    #expect(normal["choices"]?.arrayValue?.first?["values"] == ["fan_in", "fan_out"])
  }

  /// What is stated of each rule's parameters is what the reader takes.
  @Test(arguments: [
    ("optimizer", SpecWriter.optimizersJSON()), ("schedule", SpecWriter.schedulesJSON()),
  ])
  func statedRangesOfRulesAreAccepted(member: String, list: JSONValue) throws {
    for item in try items(list) {
      let name = try #require(item["name"]?.stringValue)
      let parameters = try #require(item["parameters"]?.arrayValue)
      let needed = parameters.filter { $0["default"]?.isNull == true }
      for parameter in parameters {
        let field = try #require(parameter["name"]?.stringValue)
        func spec(_ value: String) -> String {
          let others = needed.filter { $0["name"] != parameter["name"] }
            .map { #","\#($0["name"]!.stringValue!)":1"# }.joined()
          return #"{"architecture":[2,1],"training":{"\#(member)":"#
            + #"{"name":"\#(name)","\#(field)":\#(value)\#(others)}}}"#
        }
        let place = "/training/\(member)/\(field)"
        for end in ["minimum", "maximum"] {
          if let value = parameter[end]?.text { _ = try readSpec(spec(value)) }
          if let value = parameter["exclusive_\(end)"]?.text {
            try expectFaults(spec(value), "out_of_range \(place)")
          }
        }
        if parameter["type"] == "boolean" {
          try expectFaults(spec("1"), "wrong_type \(place)")
        } else {
          try expectFaults(spec("-1"), "out_of_range \(place)")
        }
      }
    }
  }

  @Test func activationsAndLosses() throws {
    let activations = try items(SpecWriter.activationsJSON())
    #expect(activations.map { $0["name"]?.stringValue } == Activation.allCases.map(\.rawValue))
    #expect(activations.filter { $0["saturates"] == true }.count == 3)
    let losses = try items(SpecWriter.lossesJSON())
    #expect(losses.map { $0["name"]?.stringValue } == LossFunction.allCases.map(\.rawValue))
  }

  @Test(arguments: InitializationScheme.catalogue.map(\.name).filter { $0 != "given" })
  func statedRangesOfSchemesAreAccepted(name: String) throws {
    let item = try #require(
      items(SpecWriter.schemesJSON()).first { $0["name"]?.stringValue == name })
    let alpha = try #require(item["alpha"])
    let minimal = alpha["default"]?.isNull == true ? #","alpha":1"# : ""
    _ = try readSpec(#"{"architecture":[2,1],"init":"\#(name)"\#(minimal)}"#)
    if let low = alpha["minimum"]?.text, let high = alpha["maximum"]?.text {
      for end in [low, high] {
        _ = try readSpec(#"{"architecture":[2,1],"init":"\#(name)","alpha":\#(end)}"#)
      }
      try expectFaults(
        #"{"architecture":[2,1],"init":"\#(name)","alpha":\#(high)1}"#, "out_of_range /alpha")
    } else {
      #expect(name == "zeros")
    }
    for parameter in try #require(item["parameters"]?.arrayValue) {
      let field = try #require(parameter["name"]?.stringValue)
      // One end of uniform stands against the other's default; each in its own direction is good.
      let end = field == "high" ? "maximum" : "minimum"
      let text = { (value: String) in
        #"{"architecture":[2,1],"init":{"scheme":"\#(name)","\#(field)":\#(value)}}"#
      }
      _ = try readSpec(text(try #require(parameter[end]?.text)))
      try expectFaults(text("1e9"), "out_of_range /init/\(field)")
    }
  }

  @Test func symmetryFactors() throws {
    let items = try items(SpecWriter.symmetryFactorsJSON())
    #expect(items.map { $0["name"]?.stringValue } == SymmetryFactor.catalogue.map(\.name))
    #expect(items.first { $0["name"] == "dropout" }?["effect"] == "breaks")
    #expect(items.first { $0["name"] == "momentum" }?["effect"] == "preserves")
  }

  @Test func datasets() throws {
    let items = try items(SpecWriter.datasetsJSON())
    #expect(items.map { $0["name"]?.stringValue } == DatasetGenerator.catalogue.map(\.name))
    for item in items {
      let name = try #require(item["name"]?.stringValue)
      let features = try #require(item["features"]?.text)
      #expect((item["task"] == "classification") == (item["classes"]?.isNull == false))
      for outputs in try #require(item["outputs"]?.arrayValue) {
        _ = try readSpec(#"{"architecture":[\#(features),\#(outputs.text)],"dataset":"\#(name)"}"#)
      }
      for parameter in try #require(item["parameters"]?.arrayValue) {
        let field = try #require(parameter["name"]?.stringValue)
        for end in ["minimum", "maximum", "default"] {
          let value = try #require(parameter[end]?.text)
          let outputs = try #require(item["outputs"]?.arrayValue?.first?.text)
          // The seed of fixed rows has an effect only where it draws a test split.
          let share = field == "seed" && name != "circles" ? #","test_share":0.5"# : ""
          let faults = try specFaults(
            #"{"architecture":[\#(features),\#(outputs)],"training":{"steps":1},"#
              + #""dataset":{"name":"\#(name)","\#(field)":\#(value)\#(share)}}"#)
          #expect(faults == [], "\(name) \(field) \(end)")
        }
        let past = #"{"architecture":[2,1],"dataset":{"name":"\#(name)","\#(field)":2e19}}"#
        try expectFaults(past, "out_of_range /dataset/\(field)")
      }
    }
  }
}
