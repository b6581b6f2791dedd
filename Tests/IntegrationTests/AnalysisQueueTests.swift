import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Analyses with clients that leave, agree, or ask for too much.
  @Suite struct AnalysisQueueTests {
    /// A value of `/metrics`, by its name and labels as they are written.
    private func metric(_ name: String, _ service: Service) async throws -> Double {
      let text = try await service.anotherClient().send(CurlRequest("GET", "/metrics")).text
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
      return try #require(Double(line.dropFirst(name.count + 1)))
    }

    /// Returns when a value of `/metrics` is what it should be, within a minute.
    private func metric(
      _ name: String, becomes value: Double, _ service: Service
    ) async throws {
      var last = -1.0
      for _ in 0..<600 {
        last = try await metric(name, service)
        if last == value { return }
        try await Task.sleep(for: .milliseconds(100))
      }
      Issue.record("\(name) is \(last), not \(value)")
    }

    private func verification(of figure: String) -> String {
      let body = #"{"figures": ["\#(figure)"]}"#
      return "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func aQuickAnalysisDoesNotWaitForALongOneAndNobodyWaitingEndsThat() async throws {
      try await withService { service in
        let id = try #require(try await service.trained(Spec.minimal)["id"].string)
        // Each takes some seconds to a minute: 20 equal ones and another in the line.
        var leaving: [RawConnection] = []
        for _ in 0..<20 {
          let connection = try RawConnection(port: service.port)
          try connection.send(verification(of: "exact_symmetry"))
          leaving.append(connection)
        }
        let other = try RawConnection(port: service.port)
        try other.send(verification(of: "relu_moment"))
        leaving.append(other)
        try await metric(#"symbreak_analyses_running{class="long"}"#, becomes: 1, service)
        try await metric(#"symbreak_analyses_waiting{class="long"}"#, becomes: 1, service)
        try await metric(
          #"symbreak_analysis_requests_total{outcome="joined"}"#, becomes: 19, service)

        let claims = try await service.json("/v1/jobs/\(id)/claims")
        #expect(claims["claims"].array.count == 10)
        #expect(try await metric(#"symbreak_analyses_running{class="long"}"#, service) == 1)

        leaving = []
        try await metric(#"symbreak_analyses_waiting{class="long"}"#, becomes: 0, service)
        try await metric(#"symbreak_analyses_running{class="long"}"#, becomes: 0, service)
        // What nobody waits for any more is broken off, or not begun; the first may have ended.
        #expect(
          try await metric(#"symbreak_analyses_total{outcome="cancelled"}"#, service) >= 1)
      }
    }

    @Test func aHundredClaimsWhoseClientsHaveLeftHoldNothing() async throws {
      try await withService { service in
        // Weights and similarity of some megabytes each, and references to train for seconds.
        let spec: JSON = [
          "architecture": [2, 256, 256, 1], "init": "constant", "alpha": 0.1, "seed": 1,
          "dataset": "circles", "training": ["steps": 100],
          "record": ["points": 3, "similarity": false],
        ]
        var ids: [String] = []
        for seed in 0..<20 {
          let job = try await service.trained(spec.with("seed", .number(Double(seed))))
          ids.append(try #require(job["id"].string))
        }
        let before = try service.residentBytes
        for round in 0..<5 {
          var connections: [RawConnection] = []
          for id in ids {
            let connection = try RawConnection(port: service.port)
            try connection.send(
              "GET /v1/jobs/\(id)/claims HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connections.append(connection)
          }
          // Some are read before their client leaves, some after.
          if round.isMultiple(of: 2) { try await Task.sleep(for: .milliseconds(20)) }
          connections = []
        }
        for line in ["quick", "long"] {
          try await metric("symbreak_analyses_waiting{class=\"\(line)\"}", becomes: 0, service)
          try await metric("symbreak_analyses_running{class=\"\(line)\"}", becomes: 0, service)
        }
        // All at once they would hold a hundred times two networks as numbers, 107 MB.
        #expect(try service.residentBytes - before < 80 << 20)
        #expect(try await service.json("/v1/jobs/\(ids[0])/claims")["claims"].array.count == 10)
      }
    }

    @Test func aFullQueueSaysWhenToComeAgain() async throws {
      try await withService(
        .init(arguments: ["--max-waiting-analyses-of-owner", "1"])
      ) { service in
        let connections = try (0..<2).map { _ in try RawConnection(port: service.port) }
        try connections[0].send(verification(of: "relu_moment"))
        try await metric(#"symbreak_analyses_running{class="long"}"#, becomes: 1, service)
        try connections[1].send(verification(of: "mean_field"))
        try await metric(#"symbreak_analyses_waiting{class="long"}"#, becomes: 1, service)
        let third = try RawConnection(port: service.port)
        try third.send(verification(of: "exact_symmetry"))
        let refused = try third.response()
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "5")
        let problem = try JSON(refused.body)
        #expect(problem["type"] == "/problems/analysis_queue_full")
        #expect(problem["limit"] == "waiting_of_owner")
        #expect(
          try await metric(#"symbreak_analysis_requests_total{outcome="refused"}"#, service) == 1)
        // What is like one that waits needs no place.
        let joining = try RawConnection(port: service.port)
        try joining.send(verification(of: "mean_field"))
        try await metric(
          #"symbreak_analysis_requests_total{outcome="joined"}"#, becomes: 1, service)
      }
    }

    @Test func whatCostsTooMuchIsRefusedWithItsEstimate() async throws {
      try await withService(.init(arguments: ["--max-analysis-cost", "100"])) { service in
        var ids: [String] = []
        for seed in 1...2 {
          let job = try await service.trained([
            "architecture": [2, 200, 200, 200, 1], "seed": .number(Double(seed)),
            "training": ["steps": 1], "record": ["similarity": false],
          ])
          ids.append(try #require(job["id"].string))
        }
        let refused = try await service.send(
          "GET", "/v1/compare?jobs=\(ids.joined(separator: ","))")
        let problem = try refused.problem(422, "analysis_too_costly")
        #expect(problem["limit"] == 100_000_000)
        #expect(try #require(problem["estimate"].number) > 100_000_000)
        _ = try await service.send(
          "POST", "/v1/verifications", headers: [("Content-Type", "application/json")],
          body: Array(#"{"figures": ["mean_field"]}"#.utf8)
        ).problem(422, "analysis_too_costly")
      }
    }

    @Test func whatTakesTooLongIsEnded() async throws {
      try await withService(.init(arguments: ["--max-analysis-time", "1"])) { service in
        let ended = try await service.send(
          "POST", "/v1/verifications", headers: [("Content-Type", "application/json")],
          body: Array(#"{"figures": ["relu_moment"]}"#.utf8))
        #expect(try ended.problem(422, "analysis_too_costly")["limit_seconds"] == 1)
        try await metric(#"symbreak_analyses_running{class="long"}"#, becomes: 0, service)
      }
    }
  }
}

extension Service {
  /// Memory of the process that is in use now.
  fileprivate var residentBytes: Int {
    get throws {
      let status = try String(
        contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
      return try #require(line.split(separator: " ").compactMap { Int($0) }.first) * 1024
    }
  }
}
