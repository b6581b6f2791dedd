import HTTPCodec
import Jobs
import SpecJSON
import StrictJSON
import Testing

/// What a job asks of the service: memory and time.
@Suite struct JobDemandTests {
  @Test func aJobThatCannotFitIsRefused() async throws {
    let service = try await TestService(workers: 0, memory: 50_000_000)
    let large = #"{"architecture": [64, 2000, 1000, 10], "dataset": "digits"}"#
    let refused = try await service.send(.post, "/v1/jobs", body: large)
    #expect(refused.status == .unprocessableContent)
    #expect(refused.problem == "memory_exceeded")
    let problem = try refused.json
    let needed = try #require(problem["needed_bytes"]?.int)
    #expect(needed > 50_000_000)
    #expect(problem["available_bytes"] == 50_000_000)
    #expect(problem["detail"]?.stringValue?.contains("\(needed) bytes") == true)
    _ = try await service.submit()

    let sweep = #"{"spec": \#(large), "grid": {"seed": [1, 2]}}"#
    let swept = try await service.sweep(sweep)
    #expect(swept.status == .unprocessableContent)
    #expect(try swept.json.at("/errors/0/code") == "too_costly")
    #expect(try swept.json.at("/errors/0/pointer") == "/spec")
    #expect(try swept.json.at("/errors/0/combinations") == 2)
  }

  /// Where it is allowed to take more it fits, and its need is what was told.
  @Test func whatIsNeededIsEnough() async throws {
    let spec = #"{"architecture": [64, 300, 10], "dataset": "digits"}"#
    let small = try await TestService(workers: 0, memory: 1)
    let needed = try await small.send(.post, "/v1/jobs", body: spec).json["needed_bytes"]?.int
    let enough = try await TestService(workers: 0, memory: try #require(needed))
    #expect(try await enough.send(.post, "/v1/jobs", body: spec).status == .accepted)
  }

  @Test func aTimeLimitIsNoPartOfTheExperiment() async throws {
    let service = try await TestService(workers: 0)
    func job(_ limit: String) async throws -> JSONValue {
      let spec = #"{"architecture": [2, 2, 1], "seed": 1\#(limit)}"#
      return try await service.get(service.submit(spec)).json
    }
    let free = try await job("")
    let limited = try await job(#", "max_seconds": 30"#)
    #expect(limited["spec_digest"] == free["spec_digest"])
    #expect(limited.at("/spec/max_seconds") == 30)
    #expect(!free.text.contains("max_seconds"))
    let null = try await job(#", "max_seconds": null"#)
    #expect(null["spec"] == free["spec"])
  }

  @Test(arguments: ["0", "-1", "1.5", "\"1\"", "31536001"])
  func aTimeLimitIsAWholeNumberOfSeconds(_ value: String) throws {
    #expect(
      try specFaults(#"{"architecture": [2, 1], "max_seconds": \#(value)}"#).map(\.pointer)
        == ["/max_seconds"])
  }

  @Test func aTimeLimitGoesThroughTheNormalisedSpec() throws {
    let read = try readSpec(#"{"architecture": [2, 1], "max_seconds": 9}"#)
    #expect(read.maxSeconds == 9)
    #expect(try readSpec(SpecWriter.json(read).text) == read)
  }
}
