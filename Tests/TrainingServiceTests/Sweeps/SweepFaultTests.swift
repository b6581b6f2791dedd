import HTTPCodec
import Jobs
import StrictJSON
import Testing
import TrainingService

/// What is no sweep, and what is told of it.
@Suite struct SweepFaultTests {
  private func refusal(
    _ body: String, _ service: TestService? = nil
  ) async throws -> JSONValue {
    var service = service
    if service == nil { service = try await TestService(workers: 0) }
    let response = try await #require(service).sweep(body)
    #expect(response.status == .unprocessableContent, "\(response.text)")
    #expect(response.problem == "invalid_sweep")
    #expect(try await service?.get("/v1/jobs").json["items"] == [])
    #expect(try await service?.get("/v1/sweeps").json["items"] == [])
    return try response.json
  }

  @Test(arguments: [
    (#"{"grid": {"alpha": [1]}}"#, "/spec", "missing"),
    (#"{"spec": 5, "grid": {"alpha": [1]}}"#, "/spec", "wrong_type"),
    (#"{"spec": {}}"#, "/grid", "missing"),
    (#"{"spec": {}, "grid": {"alpha": [1]}, "list": [{}]}"#, "/list", "mismatch"),
    (#"{"spec": {}, "grid": []}"#, "/grid", "wrong_type"),
    (#"{"spec": {}, "grid": {}}"#, "/grid", "out_of_range"),
    (#"{"spec": {}, "grid": {"alpha": []}}"#, "/grid/alpha", "out_of_range"),
    (#"{"spec": {}, "grid": {"alpha": 1}}"#, "/grid/alpha", "wrong_type"),
    (#"{"spec": {}, "grid": {"": [1]}}"#, "/grid/", "unknown_name"),
    (#"{"spec": {}, "grid": {"a/b": [1]}}"#, "/grid/a~1b", "unknown_name"),
    (#"{"spec": {}, "grid": {"/a~": [1]}}"#, "/grid/~1a~0", "unknown_name"),
    (#"{"spec": {}, "grid": {"alpha": [1], "/alpha": [2]}}"#, "/grid/~1alpha", "mismatch"),
    (#"{"spec": {}, "grid": {"/init/std": [1], "init": ["zeros"]}}"#, "/grid/init", "mismatch"),
    (
      #"{"spec": {"init": "normal"}, "grid": {"/init/std": [1]}}"#, "/grid/~1init~1std", "mismatch"
    ),
    (
      #"{"spec": {"architecture": [2, 1]}, "grid": {"/architecture/2": [1]}}"#,
      "/grid/~1architecture~12", "out_of_range"
    ),
    (
      #"{"spec": {"architecture": [2, 1]}, "grid": {"/architecture/-": [1]}}"#,
      "/grid/~1architecture~1-", "out_of_range"
    ),
    (#"{"spec": {}, "list": []}"#, "/list", "out_of_range"),
    (#"{"spec": {}, "list": {}}"#, "/list", "wrong_type"),
    (#"{"spec": {}, "list": [{}, null]}"#, "/list/1", "wrong_type"),
    (#"{"spec": {}, "list": [{}], "name": 5}"#, "/name", "wrong_type"),
    (#"{"spec": {}, "list": [{}], "alpha": 5}"#, "/alpha", "unknown_field"),
    ("[]", "", "wrong_type"),
  ])
  func whatIsNoSweepIsRefused(body: String, pointer: String, code: String) async throws {
    let problem = try await refusal(body)
    #expect(problem.at("/errors/0/pointer") == .string(pointer))
    #expect(problem.at("/errors/0/code") == .string(code))
    #expect(problem["errors"]?.arrayValue?.count == 1)
  }

  @Test func aKeyWrittenTwiceIsNoJSON() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.sweep(
      Sweeps.over(#""grid": {"/alpha": [1], "/alpha": [2]}"#))
    #expect(response.status == .badRequest)
    #expect(response.problem == "invalid_json")
  }

  @Test func aPointerWithoutItsSlashIsSuggested() async throws {
    let problem = try await refusal(Sweeps.over(#""grid": {"training/steps": [1]}"#))
    #expect(problem.at("/errors/0/suggestion") == "/training/steps")
  }

  /// Refused from the numbers alone: expanded they would fill any memory, and their product passes
  /// the largest integer.
  @Test func aHugeGridIsNotExpanded() async throws {
    let values = "[" + (0..<1000).map(String.init).joined(separator: ",") + "]"
    let axes = (0..<40).map { #""f\#($0)": \#(values)"# }.joined(separator: ",")
    let problem = try await refusal(Sweeps.over(#""grid": {\#(axes)}"#))
    #expect(problem.at("/errors/0/pointer") == "/grid")
    #expect(problem.at("/errors/0/code") == "too_costly")
    let many = (0..<65).map { #""f\#($0)": [1]"# }.joined(separator: ",")
    let wide = try await refusal(Sweeps.over(#""grid": {\#(many)}"#))
    #expect(wide.at("/errors/0/code") == "out_of_range")
  }

  @Test func jobsValuesTextAndCostAreBounded() async throws {
    var limits = SweepLimits()
    limits.jobs = 6
    // Six jobs of 6 recorded points take 7 million each, one of 200 points over 200 million.
    limits.cost = 60
    let service = try await TestService(workers: 0, sweepLimits: limits)
    for variation in [
      #""grid": {"seed": [1, 2, 3, 4, 5, 6, 7]}"#,
      #""grid": {"seed": [1, 2], "alpha": [1, 2, 3, 4]}"#,
      #""list": [{}, {}, {}, {}, {}, {}, {}]"#,
    ] {
      let problem = try await refusal(Sweeps.over(variation), service)
      #expect(problem.at("/errors/0/code") == "too_costly")
    }
    let costly = try await refusal(
      Sweeps.over(#""grid": {"/training/steps": [5, 30000]}"#), service)
    #expect(costly.at("/errors/0/pointer") == "/grid")
    #expect(costly.at("/errors/0/code") == "too_costly")
    let rows = "[" + (0..<1500).map { _ in "[0, 1]" }.joined(separator: ",") + "]"
    let value = try await refusal(
      Sweeps.over(#""list": [{"dataset": {"inputs": \#(rows)}}]"#), service)
    #expect(value.at("/errors/0/pointer") == "/list/0/dataset/inputs")
    _ = try await service.swept(Sweeps.over(#""grid": {"seed": [1, 2, 3, 4, 5, 6]}"#))
  }

  /// A base of a megabyte is one job's, not four hundred jobs'.
  @Test func theTextOfAllSpecsIsBounded() async throws {
    let count = 100_000
    let inputs = "[" + (0..<count).map { "[\($0 % 7),\($0 % 5)]" }.joined(separator: ",") + "]"
    let targets = "[" + (0..<count).map { "\($0 % 2)" }.joined(separator: ",") + "]"
    let data = #", "dataset": {"inputs": \#(inputs), "targets": \#(targets)}"#
    let seeds = (0..<400).map(String.init).joined(separator: ",")
    let problem = try await refusal(Sweeps.over(#""grid": {"seed": [\#(seeds)]}"#, spec: data))
    #expect(problem.at("/errors/0/pointer") == "/grid")
    #expect(problem.at("/errors/0/code") == "too_costly")
  }

  @Test func faultsOfSpecsAreToldWithTheirPlaceAndTheirCombination() async throws {
    let problem = try await refusal(
      #"""
      {"spec": {"architecture": [2, 3, 1], "sead": 1},
       "grid": {"alpha": [1, "x"], "/trainig/steps": [5, 6], "/init": ["zeros", "xavier_unifrm"]}}
      """#)
    func fault(_ pointer: String) throws -> JSONValue {
      try #require(
        problem["errors"]?.arrayValue?.first { $0["pointer"]?.stringValue == pointer },
        "\(problem.text)")
    }
    let base = try fault("/spec/sead")
    #expect(base["suggestion"] == "seed")
    #expect(base["combinations"] == 8)
    #expect(base.at("/combination/index") == 0)
    let key = try fault("/grid/~1trainig~1steps")
    #expect(key["suggestion"] == "training")
    #expect(key["combinations"] == 8)
    let value = try fault("/grid/alpha/1")
    #expect(value["code"] == "not_a_number")
    #expect(value["combinations"] == 4)
    #expect(
      value["combination"]
        == ["index": 4, "values": ["/alpha": "x", "/trainig/steps": 5, "/init": "zeros"]])
    let scheme = try fault("/grid/~1init/1")
    #expect(scheme["suggestion"] == "xavier_uniform")
    #expect(scheme.at("/combination/index") == 1)
    let pairs = (problem["errors"]?.arrayValue ?? []).reduce(0) {
      $0 + ($1["combinations"]?.int ?? 0)
    }
    #expect(problem["total_faults"]?.int == pairs)
  }

  @Test func faultsOfPatchesAreTold() async throws {
    let problem = try await refusal(
      Sweeps.over(
        #"""
        "list": [{"seed": 1}, {"training": {"steps": 0}}, {"architecture": [2, 2, 3]},
                 {"record": {"pionts": 3}}]
        """#, spec: #", "alpha": "x""#))
    let pointers = (problem["errors"]?.arrayValue ?? []).map { $0["pointer"]?.stringValue }
    #expect(
      pointers == [
        "/spec/alpha", "/list/1/training/steps", "/list/2/architecture/2", "/list/3/record/pionts",
      ])
    #expect(problem.at("/errors/0/combinations") == 4)
    #expect(problem.at("/errors/1/combination/index") == 1)
    #expect(problem["total_faults"] == 7)
  }

  @Test func theListOfFaultsIsBoundedAndTheirNumberTold() async throws {
    let seeds = (0..<1000).map { "\"x\($0)\"" }.joined(separator: ",")
    let problem = try await refusal(Sweeps.over(#""grid": {"seed": [\#(seeds)]}"#))
    #expect(problem["errors"]?.arrayValue?.count == 100)
    #expect(problem["total_faults"] == 1000)
  }

  @Test func mediaTypesAndHeadersAreThoseOfJobs() async throws {
    let service = try await TestService(workers: 0)
    let text = try await service.sweep(Sweeps.grid, ["Content-Type": "text/plain"])
    #expect(text.status == .unsupportedMediaType)
    let key = try await service.sweep(Sweeps.grid, ["Idempotency-Key": ""])
    #expect(key.problem == "invalid_header")
    service.status.phase = .draining
    #expect(try await service.sweep(Sweeps.grid).status == .serviceUnavailable)
  }
}
