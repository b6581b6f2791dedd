import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

@Suite struct RouteTableTests {
  @Test func everyOperationHasANameOfItsOwn() {
    let names = RouteTable.routes.map(\.operationID)
    #expect(Set(names).count == names.count)
    let places = RouteTable.routes.map { "\($0.method.rawValue) \($0.pattern)" }
    #expect(Set(places).count == places.count)
  }

  @Test func everyRouteIsReachedAndNoneIsLost() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let id = String(path.split(separator: "/")[2])
    let other = String(try await service.train(Specs.xor).split(separator: "/")[2])
    let dataset = try await service.uploaded()
    let sweep = String(try await service.swept().split(separator: "/")[2])
    let ids = ["datasets": dataset, "sweeps": sweep, "problems": "job_not_found"]
    // There is no store of webhooks here: `WebhookTests` drive the program.
    let routes = RouteTable.routes.filter { $0.method == .get && $0.operationID != "getWebhook" }
    for route in routes {
      let pattern = route.pattern.description
      let comparesJobs = route.parameters.contains { $0.name == "jobs" }
      let target =
        pattern.replacing("{id}", with: ids.first { pattern.contains($0.key) }?.value ?? id)
        + (comparesJobs ? "?jobs=\(id),\(other)" : "")
      let response = try await service.get(target)
      #expect(response.status == .ok, "\(route.operationID): \(response.text)")
      #expect(response.headers["content-type"] == route.formats[0].contentType)
      let head = try await service.send(.head, target)
      #expect(head.status == .ok)
    }
  }

  @Test func optionsAndWrongMethodsTellTheMethodsOfThePath() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    for (target, allow) in [
      ("/v1/jobs", "GET, HEAD, POST, OPTIONS"), (path, "GET, HEAD, PATCH, DELETE, OPTIONS"),
      (path + "/cancel", "POST, OPTIONS"), ("/healthz", "GET, HEAD, OPTIONS"),
    ] {
      let options = try await service.send(.options, target)
      #expect(options.status == .noContent)
      #expect(options.headers["allow"] == allow)
      let wrong = try await service.send(.put, target)
      #expect(wrong.status == .methodNotAllowed)
      #expect(wrong.headers["allow"] == allow)
      #expect(wrong.problem == "method_not_allowed")
    }
    let server = try await service.send(.options, "*")
    #expect(server.headers["allow"] == "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
  }

  @Test func unknownPathsNameANearOne() async throws {
    let service = try await TestService(workers: 0)
    let near = try await service.get("/v1/job")
    #expect(near.status == .notFound)
    #expect(try near.json["suggestion"]?.stringValue == "/v1/jobs")
    let id = "job_01h00000000000000000000000"
    let misspelt = try await service.get("/v1/jobs/\(id)/curvs")
    #expect(try misspelt.json["suggestion"]?.stringValue == "/v1/jobs/\(id)/curves")
    let far = try await service.get("/nothing/like/this/at/all")
    #expect(far.status == .notFound)
    #expect(try far.json["suggestion"] == nil)
    #expect(try far.json["instance"]?.stringValue == "/nothing/like/this/at/all")
  }

  /// Never the path itself, of which it was just said that nothing is there.
  @Test(arguments: [
    ("/v1/jobs/", "/v1/jobs"), ("/v1/jobs//", "/v1/jobs"), ("/v1/schemes/", "/v1/schemes"),
    ("/v1/jobs/x/", "/v1/jobs/x"), ("/v1/jobs/x/curves/", "/v1/jobs/x/curves"),
    ("/v1/jobs//curves", "/v1/jobs/{id}/curves"), ("/v1/job/", "/v1/jobs"),
    ("/healthz/", "/healthz"),
  ])
  func slashesTooManyAreSeen(path: String, suggestion: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.get(path)
    #expect(response.status == .notFound)
    #expect(try response.json["suggestion"]?.stringValue == suggestion)
  }

  /// Load balancers and browsers' extensions add parameters to probes; elsewhere one that means
  /// nothing is a mistake.
  @Test func probesPassOverTheirQuery() async throws {
    let service = try await TestService(workers: 0)
    for target in ["/healthz", "/readyz", "/metrics"] {
      #expect(try await service.get(target + "?verbose&t=1&t=2").status == .ok)
    }
    let others = RouteTable.routes.filter { !$0.ignoresQuery && $0.method == .get }
    #expect(others.count == RouteTable.routes.count { $0.method == .get } - 3)
  }

  @Test func queriesAreCheckedAgainstTheTable() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.get("/v1/jobs?sate=queued&limit=5&limit=6&foo=1")
    #expect(response.status == .badRequest)
    #expect(response.headers["content-type"] == "application/problem+json")
    let errors = try response.json["errors"]?.arrayValue ?? []
    #expect(
      errors.map { $0["code"]?.stringValue } == [
        "unknown_parameter", "repeated_parameter", "unknown_parameter",
      ])
    #expect(errors[0]["suggestion"]?.stringValue == "state")
    #expect(errors[1]["parameter"]?.stringValue == "limit")
    let none = try await service.get("/v1/schemes?x=1")
    #expect(none.problem == "invalid_query")
  }

  @Test func refusesBodiesBeforeTheyAreReadOnlyWhereNothingWantsThem() async throws {
    let service = try await TestService(workers: 0)
    func refusal(_ target: String) throws -> HTTPResponse? {
      let head = try HTTPRequest(method: .post, target: target, headers: ["Host": "localhost"])
      guard case .refused(let response) = service.api.receive(head) else { return nil }
      return response
    }
    #expect(try refusal("/v1/jbs")?.status == .notFound)
    #expect(try refusal("/healthz")?.status == .methodNotAllowed)
    #expect(try refusal("/v1/jobs") == nil)
  }
}
