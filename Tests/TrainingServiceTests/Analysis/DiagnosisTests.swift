import HTTPCodec
import StrictJSON
import Testing

/// Each finding is found, and is gone once its fix is applied and the network trained again.
@Suite struct DiagnosisTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var code: String
    var spec: String
    var testDescription: String { code }
  }

  static let deepSigmoid =
    "[2, 8, 8, 8, 8, 8, 8, 8, 8, 1]"

  static let cases: [Case] = [
    Case(code: "dead_network", spec: #"{"architecture": [2, 4, 1], "init": "zeros"}"#),
    Case(
      code: "dead_network",
      spec: """
        {"architecture": [2, 6, 1], "activation": "relu", "dataset": "moons",
         "init": {"scheme": "xavier_uniform", "bias": {"scheme": "constant", "alpha": -50}}}
        """),
    Case(
      code: "unbroken_symmetry",
      spec: """
        {"architecture": [2, 6, 1], "init": "constant", "alpha": 0.5, "dataset": "moons",
         "training": {"steps": 300, "learning_rate": 0.5}}
        """),
    Case(
      code: "clones_left",
      spec: """
        {"architecture": [2, 3, 1], "init": {"scheme": "given", "layers": [
           {"weights": [[0.5, -0.2], [0.5, -0.2], [0.1, 0.9]], "biases": [0, 0, 0]},
           {"weights": [[0.3, 0.3, -0.4]], "biases": [0]}]}, "training": {"steps": 100}}
        """),
    Case(
      code: "divergence",
      spec: """
        {"architecture": [2, 4, 1], "init": {"scheme": "normal"}, "alpha": 3, "seed": 1,
         "activation": "relu", "dataset": "plane",
         "training": {"steps": 500, "learning_rate": 1000}}
        """),
    Case(
      code: "vanishing_signal",
      spec: """
        {"architecture": \(deepSigmoid), "activation": "sigmoid", "dataset": "moons",
         "training": {"steps": 100}}
        """),
    Case(
      code: "vanishing_signal",
      spec: """
        {"architecture": [2, 16, 16, 16, 16, 1], "init": "normal", "alpha": 0.01,
         "dataset": "moons", "training": {"steps": 100}}
        """),
    Case(
      code: "exploding_signal",
      spec: """
        {"architecture": [2, 60, 60, 60, 60, 60, 60, 1], "activation": "relu", "init": "normal",
         "dataset": "moons", "training": {"steps": 20, "learning_rate": 0.000000000001}}
        """),
    Case(
      code: "saturation",
      spec: """
        {"architecture": [2, 20, 20, 1], "init": "normal", "alpha": 5, "dataset": "moons",
         "training": {"steps": 50}}
        """),
    Case(
      code: "dead_relus",
      spec: """
        {"architecture": [2, 12, 1], "activation": "relu", "dataset": "moons", "seed": 1,
         "init": {"scheme": "he_normal", "bias": {"scheme": "normal", "mean": -3, "std": 1.5}},
         "training": {"steps": 100}}
        """),
    Case(
      code: "rate_too_large",
      spec: """
        {"architecture": [2, 4, 1], "dataset": "circle", "seed": 2,
         "training": {"steps": 300, "learning_rate": 10}, "record": {"every": 1}}
        """),
    Case(
      code: "rate_too_small",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "moons",
         "training": {"steps": 300, "learning_rate": 0.00001}}
        """),
    Case(
      code: "still_learning",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "xor", "seed": 1,
         "training": {"steps": 30, "learning_rate": 0.5}, "record": {"every": 3}}
        """),
  ]

  private func findings(_ path: String, _ service: TestService) async throws -> [JSONValue] {
    let response = try await service.get(path + "/diagnosis")
    return try #require(try response.json["findings"]?.arrayValue)
  }

  @Test(arguments: cases)
  func theFixMakesItGo(_ wanted: Case) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(wanted.spec)
    let found = try await findings(path, service)
    let codes = found.map { $0["code"]?.stringValue ?? "" }
    let finding = try #require(
      found.first { $0["code"]?.stringValue == wanted.code }, "found \(codes)")
    #expect(finding["evidence"]?.objectValue?.isEmpty == false)
    let spec = try #require(try await service.get(path).json["spec"])
    let fixed = spec.merging(try #require(finding["fix"]))
    #expect(fixed != spec)
    let again = try await service.train(String(decoding: fixed.serialized(), as: UTF8.self))
    let left = try await findings(again, service)
    #expect(
      !left.contains { $0["code"]?.stringValue == wanted.code },
      "\(String(decoding: JSONValue.array(left).serialized(), as: UTF8.self))")
  }

  @Test func aNetworkThatLearnsIsHealthy() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 8, 1], "dataset": "moons", "seed": 1,
       "training": {"steps": 500, "learning_rate": 0.5}}
      """)
    let found = try await findings(path, service)
    #expect(found.map { $0["code"]?.stringValue } == ["healthy"])
    #expect(found[0]["fix"]?.isNull == true)
  }

  /// A falling loss does not make a layer of clones healthy.
  @Test func clonesAreFoundWhateverTheLossDoes() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 6, 1], "init": "constant", "alpha": 0.5, "dataset": "gauss",
       "training": {"steps": 300}}
      """)
    #expect(try await service.get(path).json.at("/result/outcome") == "converged")
    let found = try await findings(path, service)
    #expect(found[0]["code"] == "unbroken_symmetry")
    #expect(found[0]["severity"] == "error")
    #expect(found[0]["layer"] == 1)
  }
}
