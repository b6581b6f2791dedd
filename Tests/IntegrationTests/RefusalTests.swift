import CurlClient
import Testing

extension IntegrationTests {
  /// Requests that are refused before any spec is looked at.
  @Suite struct RefusalTests {
    @Test func unknownPathsAndJobsAre404() async throws {
      try await withService(.init(workers: 0)) { service in
        let near = try await service.send("GET", "/v1/job").problem(404, "unknown_path")
        #expect(near["suggestion"] == "/v1/jobs")
        _ = try await service.send("GET", "/v1").problem(404, "unknown_path")
        _ = try await service.send("GET", "/v1/jobs/").problem(404, "unknown_path")
        for id in ["job_", "nonsense", "job_00000000000000000000000000", "%2e%2e"] {
          let response = try await service.send("GET", "/v1/jobs/\(id)")
          let problem = try response.problem(404, "job_not_found")
          #expect(problem["instance"] == .string("/v1/jobs/\(id)"))
        }
      }
    }

    @Test func wrongMethodIs405WithAllow() async throws {
      try await withService(.init(workers: 0)) { service in
        let wrong: [(String, String, Set<String>)] = [
          ("PUT", "/v1/jobs", ["GET", "HEAD", "POST", "OPTIONS"]),
          ("PUT", "/v1/jobs/job_1", ["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"]),
          ("GET", "/v1/jobs/job_1/cancel", ["POST", "OPTIONS"]),
          ("DELETE", "/healthz", ["GET", "HEAD", "OPTIONS"]),
        ]
        for (method, target, allowed) in wrong {
          let response = try await service.send(method, target)
          _ = try response.problem(405, "method_not_allowed")
          #expect(Self.allowed(response.headers["Allow"]) == allowed, "\(method) \(target)")
          let options = try await service.send("OPTIONS", target)
          #expect(options.status == 204)
          #expect(Self.allowed(options.headers["Allow"]) == allowed)
        }
      }
    }

    private static func allowed(_ field: String?) -> Set<String> {
      Set((field ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
    }

    @Test func unofferedFormsAre406() async throws {
      try await withService { service in
        let id = try #require(try await service.trained(Spec.minimal)["id"].string)
        for target in ["/v1/jobs/\(id)", "/v1/jobs/\(id)/curves", "/v1/schemes"] {
          let response = try await service.send("GET", target, headers: [("Accept", "image/png")])
          let problem = try response.problem(406, "not_acceptable")
          #expect(problem["offered"].array.contains("application/json"))
        }
        let weighed = try await service.send(
          "GET", "/v1/jobs/\(id)/curves",
          headers: [("Accept", "application/json;q=0.2, text/*;q=0.9, image/png")])
        #expect(weighed.headers["Content-Type"]?.hasPrefix("text/csv") == true)
        _ = try await service.send("GET", "/v1/jobs/\(id)/curves?format=xml")
          .problem(400, "invalid_query")
      }
    }

    @Test func bodiesAreJSONAndNoLargerThanAllowed() async throws {
      try await withService(.init(workers: 0)) { service in
        let body = try Spec.minimal.bytes
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/json5", ""] {
          let response = try await service.send(
            "POST", "/v1/jobs", headers: [("Content-Type", type)], body: body)
          _ = try response.problem(415, "unsupported_media_type")
        }
        let declared = try await service.send(
          "POST", "/v1/jobs", headers: [("Content-Type", "Application/JSON; charset=UTF-8")],
          body: body)
        #expect(declared.status == 202)

        let large = [UInt8](repeating: 0x20, count: (8 << 20) + 1)
        let refused = try await service.send(
          "POST", "/v1/jobs", headers: [("Content-Type", "application/json")], body: large)
        _ = try refused.problem(413, "content_too_large")
        let largest = try await service.send(
          "POST", "/v1/jobs", headers: [("Content-Type", "application/json")],
          body: large.dropLast())
        _ = try largest.problem(400, "invalid_json")
      }
    }

    @Test func unknownQueryParametersAreRefused() async throws {
      try await withService(.init(workers: 0)) { service in
        let response = try await service.send("GET", "/v1/jobs?limt=3&foo=1")
        let errors = try response.problem(400, "invalid_query")["errors"].array
        #expect(errors.map { $0["parameter"] } == ["limt", "foo"])
        #expect(errors.map { $0["code"] } == ["unknown_parameter", "unknown_parameter"])
        #expect(errors[0]["suggestion"] == "limit")
        _ = try await service.send("GET", "/v1/schemes?verbose=1").problem(400, "invalid_query")
        #expect(try await service.send("GET", "/healthz?verbose=1").status == 200)
        _ = try await service.send("POST", "/v1/jobs?wait=1").problem(400, "invalid_query")
      }
    }

    @Test func otherHostsAreRefused() async throws {
      try await withService(.init(workers: 0)) { service in
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"] {
          let response = try await service.send("GET", "/healthz", headers: [("Host", host)])
          _ = try response.problem(421, "misdirected_request")
        }
        for host in ["localhost", "LOCALHOST:1", "[::1]:8080"] {
          let response = try await service.send("GET", "/healthz", headers: [("Host", host)])
          #expect(response.status == 200)
        }
      }
    }

    @Test func unavailableSelectionsOfAJob() async throws {
      try await withService { service in
        let spec = Spec.minimal.with("record", ["points": 3, "similarity": false])
        let id = try #require(try await service.trained(spec)["id"].string)
        let path = "/v1/jobs/\(id)"
        _ = try await service.send("GET", path + "/similarity").problem(404, "not_recorded")
        let step = try await service.send("GET", path + "/weights?at=7")
        let available = try step.problem(422, "unavailable_selection")["available"]
        #expect(available.array.contains(0) && available.array.contains(1000))
        let layer = try await service.send("GET", path + "/similarity/matrix?layer=9")
        _ = try layer.problem(422, "unavailable_selection")
        let metric = try await service.send("GET", path + "/curves?metrics=train_los")
        let error = try metric.problem(400, "invalid_query")["errors"][0]
        #expect(error["suggestion"] == "train_loss")
      }
    }
  }
}
