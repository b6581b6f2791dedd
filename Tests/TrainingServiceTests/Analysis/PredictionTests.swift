import HTTPCodec
import StrictJSON
import Testing

@Suite struct PredictionTests {
  private func predict(_ spec: String) async throws -> JSONValue {
    let service = try await TestService(workers: 0)
    let response = try await service.send(.post, "/v1/predictions", body: spec)
    guard response.status == .ok else {
      throw Unexpected(description: "\(response.status.code): \(response.text)")
    }
    return try response.json
  }

  @Test func zerosAndTanhAreFrozenAtTheEntropy() async throws {
    let answer = try await predict(#"{"architecture": [2, 4, 3, 1], "init": "zeros"}"#)
    #expect(answer.at("/orbits/0/distinct_neurons") == 1)
    #expect(answer.at("/orbits/0/classes") == [[0, 1, 2, 3]])
    #expect(answer.at("/plateau/stays") == true)
    #expect(answer.at("/plateau/of") == "label_entropy")
    #expect(abs((answer.at("/plateau/loss")?.double ?? 0) - 0.6931471805599453) < 1e-15)
    for layer in 0..<3 {
      let step = try #require(answer.at("/first_step/layers/\(layer)"))
      #expect(step["zero_weight_gradients"] == step["weights"])
    }
    #expect(answer.at("/mean_field/reason") == "not_random")
    #expect(answer.at("/spec/architecture/inputs") == 2)
  }

  /// Hidden sigmoids answer 1/2: the output layer's weights have gradients, and nothing is frozen.
  @Test func zerosAndSigmoidsMove() async throws {
    let answer = try await predict(
      """
      {"architecture": [1, 3, 1], "activation": "sigmoid", "init": "zeros",
       "dataset": {"inputs": [[0], [1], [2]], "targets": [0.5, 1, 3]}}
      """)
    #expect(answer.at("/plateau/stays") == false)
    #expect(answer.at("/plateau/of") == "target_variance")
    // Half the variance of 0.5, 1, 3.
    #expect(abs((answer.at("/plateau/loss")?.double ?? 0) - 1.1666666666666667 / 2) < 1e-12)
    #expect(answer.at("/first_step/layers/0/zero_weight_gradients") == 3)
    #expect(answer.at("/first_step/layers/1/zero_weight_gradients") == 0)
  }

  struct Plateau: Sendable, CustomTestStringConvertible {
    var name: String
    var spec: String
    var stays: Bool
    var testDescription: String { name }

    init(_ name: String, stays: Bool, _ spec: String) {
      (self.name, self.spec, self.stays) = (name, spec, stays)
    }
  }

  static let plateaus: [Plateau] = [
    Plateau("zeros", stays: true, #"{"architecture": [2, 4, 1], "init": "zeros"}"#),
    Plateau(
      "zeros, regression", stays: true,
      """
      {"architecture": [1, 3, 1], "init": "zeros",
       "dataset": {"inputs": [[0], [1], [2]], "targets": [0.5, 1, 3]}}
      """),
    Plateau(
      "dropout and a penalty", stays: true,
      """
      {"architecture": {"inputs": 2, "layers": [{"units": 4, "dropout": 0.5}, {"units": 1}]},
       "init": "zeros", "training": {"l2": 0.1}}
      """),
    Plateau(
      "dead neurons", stays: true,
      """
      {"architecture": [2, 6, 1], "activation": "relu", "dataset": {"name": "moons", "samples": 150},
       "init": {"scheme": "xavier_uniform", "bias": {"scheme": "constant", "alpha": -50}},
       "training": {"steps": 3000}}
      """),
    Plateau(
      "sigmoids whose rows cancel", stays: true,
      """
      {"architecture": [2, 4, 1], "activation": "sigmoid", "init": "zeros",
       "dataset": {"name": "moons", "samples": 128}}
      """),
    Plateau(
      "the same in batches", stays: false,
      """
      {"architecture": [2, 4, 1], "activation": "sigmoid", "init": "zeros",
       "dataset": {"name": "moons", "samples": 128},
       "training": {"steps": 3000, "batch_size": 7, "learning_rate": 0.5}}
      """),
    Plateau(
      "noise on gradients", stays: false,
      """
      {"architecture": [2, 4, 1], "init": "zeros",
       "training": {"gradient_noise": {"std": 0.3}, "learning_rate": 0.5}}
      """),
    Plateau(
      "noise on weights", stays: false,
      """
      {"architecture": [2, 4, 1], "init": "zeros",
       "training": {"weight_noise": 0.3, "learning_rate": 0.5}}
      """),
    Plateau(
      "no last bias", stays: false,
      """
      {"architecture": {"inputs": 1, "layers": [{"units": 3}, {"units": 1, "bias": false}]},
       "init": "zeros", "dataset": {"inputs": [[0], [1], [2]], "targets": [0.5, 1, 3]}}
      """),
    Plateau(
      "targets out of reach", stays: false,
      """
      {"architecture": {"inputs": 1, "layers": [{"units": 3}, {"units": 1, "activation": "sigmoid"}]},
       "init": "zeros",
       "dataset": {"inputs": [[0], [1], [2]], "targets": [9, 10, 12], "task": "regression"}}
      """),
    Plateau(
      "a dead output", stays: false,
      """
      {"architecture": {"inputs": 1, "layers": [{"units": 3}, {"units": 1, "activation": "relu"}]},
       "init": "zeros",
       "dataset": {"inputs": [[0], [1], [2]], "targets": [1, 2, 6], "task": "regression"}}
      """),
  ]

  /// What is foretold of a plateau is what a training comes to.
  @Test(arguments: plateaus)
  func networksStayWhereTheyAreSaidTo(_ wanted: Plateau) async throws {
    let answer = try await predict(wanted.spec)
    #expect(answer.at("/plateau/stays") == .bool(wanted.stays))
    let service = try await TestService(workers: 1)
    let path = try await service.train(wanted.spec)
    let final = try #require(
      try await service.get(path).json.at("/result/final/train_loss")?.double)
    let plateau = try #require(answer.at("/plateau/loss")?.double)
    #expect((abs(final - plateau) < 1e-5) == wanted.stays, "\(final), \(plateau)")
  }

  @Test func deepTanhNetworksHaveADepthThatTrains() async throws {
    let answer = try await predict(
      """
      {"architecture": [2, 200, 200, 200, 200, 1], "dataset": "circles",
       "init": {"scheme": "normal", "std": 0.08660254037844387,
                "bias": {"scheme": "normal", "std": 0.22360679774997896}}}
      """)
    let theory = try #require(answer["mean_field"])
    #expect(theory["layers"] == [2, 4])
    // σ_w² = 1.5, σ_b² = 0.05: q* = 0.418037, χ₁ = 0.93864, ξ_c = 15.79, within what 120,000 draws
    // of weights and 600 of biases leave open.
    #expect(abs((theory["weight_variance"]?.double ?? 0) - 1.5) < 0.03)
    #expect(abs((theory.at("/fixed_point/value")?.double ?? 0) - 0.418) < 0.03)
    #expect(abs((theory.at("/susceptibility/value")?.double ?? 0) - 0.93864) < 0.02)
    #expect(theory["phase"] == "ordered")
    #expect(theory["trains"] == true)
    let variances = theory.at("/critical_line/bias_variance")?.arrayValue ?? []
    #expect(variances.count == 13)
    #expect(theory.at("/critical_line/weight_variance")?.arrayValue?.count == 13)
  }

  @Test func wrongSpecsAreRefused() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/predictions", body: #"{"architecture": [2, 2, 7]}"#)
    #expect(response.status == .unprocessableContent)
    #expect(response.problem == "invalid_spec")
  }
}
