import CurlClient
import Testing

extension IntegrationTests {
  /// Specs that are refused, and how well they are told why.
  @Suite struct SpecFaultTests {
    /// A fault as a client sees it.
    struct Fault: Hashable {
      var pointer: String?
      var code: String?
      var suggestion: String?

      init(_ pointer: String, _ code: String, _ suggestion: String? = nil) {
        (self.pointer, self.code, self.suggestion) = (pointer, code, suggestion)
      }

      init(_ json: JSON) {
        pointer = json["pointer"].string
        code = json["code"].string
        suggestion = json["suggestion"].string
      }
    }

    @Test func allFaultsAreToldAtOnce() async throws {
      try await withService(.init(workers: 0)) { service in
        let response = try await service.post([
          "architecture": [2, 2, 1], "init": "xavir_uniform", "sead": 1, "activation": "rleu",
          "training": ["steps": -5, "optimizer": "adma", "learning_rate": "fast", "batchsize": 2],
          "precision": "float23", "record": ["every": 0.5],
        ])
        let problem = try response.problem(422, "invalid_spec")
        let faults = problem["errors"].array
        #expect(
          Set(faults.map(Fault.init)) == [
            Fault("/sead", "unknown_field", "seed"),
            Fault("/init", "unknown_name", "xavier_uniform"),
            Fault("/activation", "unknown_name", "relu"),
            Fault("/training/steps", "out_of_range"),
            Fault("/training/optimizer", "unknown_name", "adam"),
            Fault("/training/learning_rate", "not_a_number"),
            Fault("/training/batchsize", "unknown_field", "batch_size"),
            Fault("/precision", "unknown_name", "float32"),
            Fault("/record/every", "not_whole"),
          ])
        #expect(faults.allSatisfy { $0["detail"].string?.isEmpty == false })
        #expect(try await service.json("/v1/jobs")["items"] == [])
      }
    }

    static let cases: [(spec: JSON, fault: Fault)] = [
      ([:], Fault("/architecture", "missing")),
      ([], Fault("", "wrong_type")),
      (["architecture": [2]], Fault("/architecture", "out_of_range")),
      (["architecture": [3, 2, 1]], Fault("/architecture/0", "mismatch")),
      (["architecture": [2, 2, 3]], Fault("/architecture/2", "mismatch")),
      (["architecture": [2, 0, 1]], Fault("/architecture/1", "out_of_range")),
      (["architecture": [2, 2, 1], "init": "constant"], Fault("/alpha", "missing")),
      (["architecture": [2, 2, 1], "seed": "1e3"], Fault("/seed", "not_a_number")),
      (["architecture": [2, 2, 1], "seed": -1], Fault("/seed", "out_of_range")),
      (
        ["architecture": [2, 2, 1], "dataset": "circle_s"],
        Fault("/dataset", "unknown_name", "circles")
      ),
      (
        ["architecture": [2, 2, 1], "training": ["batch_size": 5]],
        Fault("/training/batch_size", "mismatch")
      ),
      (
        ["architecture": [2, 2, 1], "training": ["loss": "cross_entropy"]],
        Fault("/training/loss", "mismatch")
      ),
      (
        ["architecture": [2, 2, 1], "dataset": ["inputs": [[0, 1], [1]], "targets": [0, 1]]],
        Fault("/dataset/inputs/1", "mismatch")
      ),
      (["architecture": [2, 4096, 4096, 1]], Fault("/architecture", "too_costly")),
      (
        ["architecture": [2, 2, 1], "training": ["steps": 1_000_000_000]],
        Fault("/training/steps", "too_costly")
      ),
    ]

    @Test func eachFaultHasItsPlace() async throws {
      try await withService(.init(workers: 0)) { service in
        for (spec, fault) in Self.cases {
          let response = try await service.post(spec)
          let errors = try response.problem(422, "invalid_spec")["errors"].array
          #expect(errors.map(Fault.init) == [fault], "\(spec)")
        }
      }
    }

    static let brokenTexts: [(text: String, code: String, line: Double, column: Double)] = [
      ("", "empty_input", 1, 1),
      ("{\"architecture\": [2, 2, 1]", "unexpected_end", 1, 27),
      ("{\n  \"seed\": 1,\n  \"seed\": 2\n}", "duplicate_key", 3, 3),
      ("{\n \"alpha\": NaN}", "non_finite_number", 2, 11),
      ("{\"seed\": 01}", "invalid_number", 1, 10),
      ("[1, 2,]", "trailing_comma", 1, 6),
      ("{'seed': 1}", "unexpected_character", 1, 2),
      ("{} {}", "trailing_content", 1, 4),
      (String(repeating: "[", count: 65), "too_deep", 1, 65),
    ]

    @Test func brokenJSONIsToldByLineAndColumn() async throws {
      try await withService(.init(workers: 0)) { service in
        for broken in Self.brokenTexts {
          let response = try await service.send(
            "POST", "/v1/jobs", headers: [("Content-Type", "application/json")],
            body: Array(broken.text.utf8))
          let error = try response.problem(400, "invalid_json")["errors"][0]
          #expect(error["code"] == .string(broken.code), "\(broken.text)")
          #expect(error["line"] == .number(broken.line), "\(broken.text)")
          #expect(error["column"] == .number(broken.column), "\(broken.text)")
        }
      }
    }
  }
}
