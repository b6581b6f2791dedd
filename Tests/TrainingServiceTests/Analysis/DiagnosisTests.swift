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
        {"architecture": [2, 20, 20, 1], "init": "normal", "alpha": 20, "dataset": "moons", "seed": 1}
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
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1,
         "training": {"steps": 500, "learning_rate": 100}}
        """),
    Case(
      code: "rate_too_small",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "moons",
         "training": {"steps": 300, "learning_rate": 0.00001}}
        """),
    // Born dead, as most narrow deep ReLU networks are: the same seed draws the same signs.
    Case(
      code: "dead_network",
      spec: """
        {"architecture": [2, 2, 2, 2, 2, 2, 2, 2, 1], "activation": "relu", "init": "he_normal",
         "dataset": "moons", "seed": 3, "training": {"steps": 500}}
        """),
    Case(
      code: "linear_network",
      spec: #"{"architecture": [2, 8, 1], "activation": "linear", "seed": 1}"#),
    Case(code: "linear_network", spec: #"{"architecture": [2, 1], "training": {"steps": 2000}}"#),
    Case(
      code: "output_out_of_reach",
      spec: """
        {"architecture": {"inputs": 1, "layers": [{"units": 8}, {"units": 1, "activation": "sigmoid"}]},
         "dataset": {"inputs": [[-1], [0], [1], [2]], "targets": [9, 10, 11, 12]},
         "training": {"loss": "mean_squared_error"}}
        """),
    Case(
      code: "inputs_not_scaled",
      spec: """
        {"architecture": [2, 8, 1], "seed": 1, "dataset": {
           "inputs": [[1, 900], [2, 880], [9, 100], [8, 120], [1, 110], [2, 90], [8, 910], [9, 870]],
           "targets": [0, 0, 0, 0, 1, 1, 1, 1], "task": "classification"}}
        """),
    Case(
      code: "targets_not_scaled",
      spec: """
        {"architecture": [1, 12, 1], "seed": 1, "training": {"steps": 2000}, "dataset": {
           "inputs": [[-1.5], [-1], [-0.5], [0], [0.5], [1], [1.5]],
           "targets": [-980, -140, -997, 0, 997, 140, 980], "task": "regression"}}
        """),
    Case(
      code: "start_far_off",
      spec: """
        {"architecture": [2, 10, 5, 1], "activation": "relu", "init": "normal", "alpha": 10, "seed": 1,
         "dataset": "circles", "training": {"steps": 1000, "learning_rate": 0.01}}
        """),
    Case(
      code: "penalty_too_strong",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1, "training": {"l2": 1}}
        """),
    Case(
      code: "penalty_too_strong",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1,
         "training": {"optimizer": {"name": "adamw", "weight_decay": 5}, "learning_rate": 0.01}}
        """),
    Case(
      code: "clip_too_tight",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1,
         "training": {"gradient_clip": 0.0001}}
        """),
    Case(
      code: "schedule_too_short",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1,
         "training": {"schedule": {"name": "exponential", "factor": 0.9}}}
        """),
    Case(
      code: "noise_too_strong",
      spec: """
        {"architecture": [2, 8, 1], "dataset": "circle", "seed": 1,
         "training": {"gradient_noise": {"std": 20}}}
        """),
    Case(
      code: "bad_local_minimum",
      spec: """
        {"architecture": [2, 2, 1], "seed": 1, "training": {"steps": 3000, "learning_rate": 0.5}}
        """),
    Case(
      code: "too_few_neurons",
      spec: """
        {"architecture": [2, 1, 1], "dataset": "circle", "seed": 1,
         "training": {"steps": 2000, "learning_rate": 0.3}}
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

  /// What solves its task needs no other start, be its neurons saturated.
  @Test func whatSolvedItsTaskIsHealthy() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 8, 1], "seed": 1, "init": "normal", "alpha": 4,
       "training": {"steps": 2000, "learning_rate": 0.5}}
      """)
    #expect(try await service.get(path).json.at("/result/final/train_accuracy") == 1)
    let saturated = try await service.get(path + "/measurements").json
      .at("/layers/0/saturated_fraction/value")?.double
    #expect(saturated ?? 0 > 0.5)
    #expect(try await findings(path, service).map { $0["code"]?.stringValue } == ["healthy"])
  }

  /// What still learns is not held back by what it learns with: a little decay, a rate that falls, or
  /// dropout.
  @Test(arguments: [
    #""training": {"steps": 330, "learning_rate": 0.01, "optimizer": "adamw"}"#,
    #""training": {"steps": 330, "learning_rate": 0.2, "schedule": {"name": "cosine"}}"#,
    #""training": {"steps": 200, "l2": 0.001}"#,
  ])
  func whatStillLearnsIsHealthy(_ members: String) async throws {
    let service = try await TestService(workers: 1)
    for seed in 21...23 {
      let path = try await service.train(
        #"{"architecture": [2, 12, 1], "dataset": "circle", "seed": \#(seed), \#(members)}"#)
      #expect(try await findings(path, service).map { $0["code"]?.stringValue } == ["healthy"])
    }
  }

  /// Narrow deep ReLU networks are born dead more often than not; none of the fixes leaves one so, and all
  /// of them learn.
  @Test func deadNetworksRevive() async throws {
    let service = try await TestService(workers: 1)
    var dead = 0
    for seed in 1...12 {
      let path = try await service.train(
        """
        {"architecture": [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1], "activation": "relu",
         "init": "he_normal", "dataset": "moons", "seed": \(seed)}
        """)
      let found = try await findings(path, service)
      guard found[0]["code"] == "dead_network" else { continue }
      dead += 1
      let spec = try #require(try await service.get(path).json["spec"])
      let fixed = spec.merging(try #require(found[0]["fix"]))
      let again = try await service.train(String(decoding: fixed.serialized(), as: UTF8.self))
      #expect(
        try await findings(again, service).allSatisfy { $0["code"] != "dead_network" })
      let final = try await service.get(again).json.at("/result/final/train_loss")?.double
      #expect(final ?? 1 < 0.45 * 0.6931)
    }
    #expect(dead >= 3)
  }

  /// What was tried and led no further is not proposed, but for copies of neurons.
  @Test(arguments: [
    #"{"architecture": [2, 6, 1], "init": "zeros", "activation": "relu", "seed": 7, "dataset": "moons", "training": {"steps": 1, "learning_rate": 1e-9}}"#,
    #"{"architecture": [2, 2, 1], "init": "zeros", "training": {"steps": 5}}"#,
  ])
  func noFixLeadsNowhere(_ spec: String) async throws {
    let service = try await TestService(workers: 1)
    let findings = try await service.get(service.train(spec) + "/diagnosis").json["findings"]
    for finding in try #require(findings?.arrayValue) where finding["fix"]?.isNull == false {
      let code = try #require(finding["code"]?.stringValue)
      guard !["unbroken_symmetry", "clones_left"].contains(code),
        let fixed = finding.at("/evidence/final_loss_with_fix")?.double
      else { continue }
      #expect(try fixed < #require(finding.at("/evidence/final_loss")?.double), "\(code)")
    }
  }

  /// What causes it comes first, and what follows from it second; a fix tells what it leads to, and
  /// leads there.
  @Test func causesComeFirstAndFixesDoWhatTheySay() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [1, 12, 1], "activation": "relu", "init": "he_uniform", "seed": 1,
       "training": {"steps": 2000, "learning_rate": 0.5}, "dataset": {
         "inputs": [[-1.5], [-1], [-0.5], [0], [0.5], [1], [1.5]],
         "targets": [-980, -140, -997, 0, 997, 140, 980], "task": "regression"}}
      """)
    #expect(try await service.get(path).json.at("/result/outcome") == "diverged")
    let found = try await findings(path, service)
    #expect(found.map { $0["code"]?.stringValue } == ["targets_not_scaled", "divergence"])
    let spec = try #require(try await service.get(path).json["spec"])
    let fixed = spec.merging(try #require(found[0]["fix"]))
    let again = try await service.train(String(decoding: fixed.serialized(), as: UTF8.self))
    let told = try #require(found[0].at("/evidence/final_loss_with_fix"))
    #expect(try await service.get(again).json.at("/result/final/train_loss") == told)
  }

  /// A training that costs more than all trials may is diagnosed by what was measured, and its fix is
  /// not tried.
  @Test func whatIsTooDearIsNotTried() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 160, 160, 160, 1], "activation": "relu", "init": "he_normal", "seed": 1,
       "dataset": "circles", "training": {"steps": 600, "learning_rate": 100},
       "record": {"similarity": false, "points": 3}}
      """)
    let found = try await findings(path, service)
    #expect(found.first?["code"] == "divergence")
    #expect(found.first?.at("/evidence/final_loss_with_fix")?.isNull == true)
    #expect((found.first?.at("/fix/training/learning_rate")?.double ?? 1000) <= 1)
  }

  /// However flat the start, no fix proposes more than ten times an optimiser's usual rate.
  @Test(arguments: [
    #""activation": "sigmoid", "training": {"steps": 200, "learning_rate": 1e-9}"#,
    #""init": "normal", "alpha": 0.0001, "training": {"steps": 200, "learning_rate": 1e-6}"#,
    #""training": {"steps": 200, "learning_rate": 1e-9, "optimizer": "adam"}"#,
  ])
  func noRateIsWithoutBounds(_ members: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      #"{"architecture": [2, 8, 8, 1], "dataset": "moons", "seed": 1, \#(members)}"#)
    for finding in try await findings(path, service) {
      if let rate = finding.at("/fix/training/learning_rate")?.double { #expect(rate <= 1) }
    }
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
