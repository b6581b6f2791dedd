import HTTPCodec
import StrictJSON
import Testing

/// Neurons that are one up to sign or scale, where clients meet them.
@Suite struct FactorClassTests {
  /// Three neurons: one, `factor` times it in and out, and one of its own.
  private func spec(_ activation: String, factor: Double, _ optimizer: String = "sgd") -> String {
    """
    {"architecture": [2, 3, 1], "activation": "\(activation)", "precision": "float64",
     "init": {"scheme": "given", "layers": [
       {"weights": [[0.5, -1], [\(0.5 * factor), \(-factor)], [0.25, 0.75]]},
       {"weights": [[1, \(factor), 0.5]]}]},
     "dataset": "moons",
     "training": {"steps": 50, "optimizer": "\(optimizer)", "learning_rate": 0.01}}
    """
  }

  @Test func resultsCountThemBesideTheOthers() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec("tanh", factor: -1))
    let symmetry = try #require(try await service.get(path).json.at("/result/symmetry/layers/0"))
    #expect(symmetry["distinct_neurons"] == 3)
    #expect(symmetry["equitable_classes"] == 3)
    #expect(symmetry["classes_up_to_sign"] == 2)
    #expect(symmetry["classes_up_to_scale"]?.isNull == true)
    let report = try await service.get(path + "/symmetry").json
    for moment in ["start", "end"] {
      let found = try #require(report.at("/layers/0/up_to_sign/\(moment)"))
      #expect(found["count"] == 2)
      #expect(found.at("/classes/0/neurons") == [0, 1])
      #expect(found.at("/classes/0/factors") == [1, -1])
      #expect(found.at("/classes/0/kept") == "exactly")
    }
    #expect(report.at("/layers/0/up_to_scale")?.isNull == true)
    #expect(report.at("/layers/1/up_to_sign")?.isNull == true)
  }

  @Test func predictionsHaveThemToo() async throws {
    let service = try await TestService(workers: 0)
    let body = spec("tanh", factor: -1)
    let answer = try await service.send(.post, "/v1/predictions", body: body).json
    #expect(answer.at("/orbits/0/up_to_sign/count") == 2)
    #expect(answer.at("/orbits/0/up_to_sign/classes/0/factors") == [1, -1])
    #expect(answer.at("/orbits/0/up_to_scale")?.isNull == true)
    #expect(answer.at("/orbits/1/up_to_sign")?.isNull == true)
  }

  @Test(arguments: [("sgd", "mathematically"), ("adam", "not_kept")])
  func proportionIsKeptByDescentAlone(_ optimizer: String, _ kept: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec("relu", factor: 3, optimizer))
    let found = try #require(
      try await service.get(path + "/symmetry").json.at("/layers/0/up_to_scale"))
    #expect(found.at("/start/classes/0/neurons") == [0, 1])
    let factor = try #require(found.at("/start/classes/0/factors/1")?.double)
    #expect(abs(factor - 3) < 1e-9)
    #expect(found.at("/start/classes/0/kept")?.stringValue == kept)
    #expect(found.at("/end/count") == (optimizer == "sgd" ? 2 : 3))
    let symmetry = try #require(try await service.get(path).json.at("/result/symmetry/layers/0"))
    #expect(symmetry["classes_up_to_scale"] == (optimizer == "sgd" ? 2 : 3))
    #expect(symmetry["classes_up_to_sign"]?.isNull == true)
  }
}
