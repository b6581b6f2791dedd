import HTTPCodec
import StrictJSON
import Testing

@Suite struct SymmetryRouteTests {
  @Test func clonesAreOneClassAndTheirQuotientFollows() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 6, 4, 1], "init": "constant", "alpha": 0.3, "precision": "float64",
       "dataset": "moons", "training": {"steps": 300}}
      """)
    let response = try await service.get(path + "/symmetry")
    let answer = try response.json
    for (layer, units) in [(0, 6), (1, 4)] {
      let layer = try #require(answer.at("/layers/\(layer)"))
      for moment in ["start", "end", "near"] {
        #expect(layer.at("/\(moment)/distinct_neurons") == 1)
        #expect(layer.at("/\(moment)/classes/0")?.arrayValue?.count == units)
      }
      #expect(layer["broken_at_start_by"] == [])
      #expect(layer["first_split"]?.isNull == true)
    }
    #expect(answer.at("/quotient/widths") == [2, 1, 1, 1])
    #expect(answer.at("/quotient/reason")?.isNull == true)
    let difference = try #require(answer.at("/quotient/largest_difference")?.double)
    #expect(difference < 1e-12)
    let tag = try #require(response.headers["etag"])
    let again = try await service.get(path + "/symmetry", ["If-None-Match": tag])
    #expect(again.status == .notModified)
  }

  @Test func saysByWhatNeuronsDifferFromTheStart() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": {"inputs": 2, "layers": [
        {"units": 3, "init": {"scheme": "constant", "alpha": 0.5}, "bias_init": "normal"},
        {"units": 1, "init": {"scheme": "constant", "alpha": 0.5}}]}, "training": {"steps": 5}}
      """)
    let answer = try await service.get(path + "/symmetry?tolerance=0.5").json
    #expect(answer.at("/layers/0/broken_at_start_by") == ["biases"])
    #expect(answer.at("/layers/0/distinct_at_start_by/biases") == 3)
    #expect(answer.at("/layers/0/start/distinct_neurons") == 3)
    #expect(answer["tolerance"] == 0.5)
  }

  @Test(arguments: ["tolerance=2", "tolerance=-0.1", "tolerance=x"])
  func refusesOtherTolerances(_ query: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    #expect(try await service.get("\(path)/symmetry?\(query)").status == .badRequest)
  }
}
