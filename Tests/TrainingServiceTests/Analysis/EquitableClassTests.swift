import HTTPCodec
import StrictJSON
import Testing

/// Neurons that differ and are one in effect, where clients meet them.
@Suite struct EquitableClassTests {
  private func spec(_ scheme: String, steps: Int = 300) -> String {
    """
    {"architecture": [2, 8, 8, 1], "activation": "tanh", "init": "\(scheme)", "dataset": "moons",
     "training": {"steps": \(steps), "learning_rate": 0.1}}
    """
  }

  @Test(arguments: [("zero_hadamard", 3), ("idinit", 2), ("identity", 3)])
  func resultsAndVerdictsTellThem(_ scheme: String, _ classes: Int) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec(scheme))
    let job = try await service.get(path).json
    for layer in 0..<2 {
      let symmetry = try #require(job.at("/result/symmetry/layers/\(layer)"))
      #expect(symmetry["equitable_classes"]?.int == classes)
      let prediction = try #require(job.at("/result/prediction/layers/\(layer)"))
      #expect(prediction["equitable_classes"]?.int == classes)
      #expect(prediction["observed_equitable_classes"]?.int == classes)
    }
    let claims = try await service.get(path + "/claims").json
    let ninth = try #require(
      claims["claims"]?.arrayValue?.first { $0["id"]?.stringValue == "C9" })
    // Identity starts have equal rows too, and are no start of neurons that all differ.
    let applies = job.at("/result/prediction/layers/0/distinct_neurons") == 8
    #expect(ninth["verdict"]?.stringValue == (applies ? "does_not_hold" : "does_not_apply"))
    let findings = try await service.get(path + "/diagnosis").json
    let codes = findings["findings"]?.arrayValue?.compactMap { $0["code"]?.stringValue } ?? []
    #expect(codes.contains("clones_left"))
    #expect(!codes.contains("healthy"))
  }

  @Test func theQuotientIsTheFullNetworkBySameCode() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec("zero_hadamard"))
    let symmetry = try await service.get(path + "/symmetry").json
    #expect(symmetry.at("/quotient/widths") == [2, 3, 3, 1])
    #expect((symmetry.at("/quotient/largest_difference_float64")?.double ?? 1) < 1e-12)
    #expect((symmetry.at("/quotient/compared_float64")?.int ?? 0) > 1)
    let end = try #require(symmetry.at("/layers/0/equitable/end"))
    #expect(end["equitable_classes"] == 3)
    #expect(end.at("/classes/0/neurons") == [0])
    #expect(end.at("/classes/1/neurons") == [1, 3, 5, 7])
    #expect(end.at("/classes/1/kept") == "mathematically")
    #expect(end.at("/classes/0/kept") == "exactly")
  }

  @Test func predictionsHaveTheirMembers() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.send(.post, "/v1/predictions", body: spec("zero_hadamard")).json
    #expect(answer.at("/orbits/0/equitable_classes") == 3)
    #expect(answer.at("/orbits/0/equitable/2/neurons") == [2, 4, 6])
    #expect(answer.at("/orbits/2/equitable_classes") == 1)
  }

  @Test func randomStartsStayHealthy() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec("xavier_uniform", steps: 1000))
    let job = try await service.get(path).json
    #expect(job.at("/result/symmetry/layers/0/equitable_classes") == 8)
    #expect(job.at("/result/symmetry/layers/0/mean_cosine_pairs") == 28)
    let claims = try await service.get(path + "/claims").json
    let ninth = try #require(
      claims["claims"]?.arrayValue?.first { $0["id"]?.stringValue == "C9" })
    #expect(ninth["verdict"] == "holds")
  }
}
