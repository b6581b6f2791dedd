import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// What a browser is told of requests that pages of other origins make (Fetch standard, section 3.2).
@Suite(.timeLimit(.minutes(2))) struct CrossOriginTests {
  private static let page = "http://localhost:3000"

  private func service(
    _ origins: CrossOriginPolicy = .listed([page, "https://lab.example"]), keys: Keys = Keys(),
    workers: Int = 0
  ) async throws -> TestService {
    try await TestService(
      workers: workers, hosts: .loopback(also: []), origins: origins, keys: keys.ring)
  }

  private func isReadable(_ response: HTTPResponse, by origin: String) -> Bool {
    response.headers.values(of: "access-control-allow-origin") == [origin]
      && response.headers["access-control-expose-headers"]
        == "ETag, Link, Location, Retry-After, X-Request-Id"
      && variesByOrigin(response)
  }

  private func variesByOrigin(_ response: HTTPResponse) -> Bool {
    response.headers.values(of: "vary").contains("Origin")
  }

  @Test func pagesOfListedOriginsReadEveryAnswer() async throws {
    let service = try await service(workers: 1)
    let fields: HTTPFields = ["Origin": Self.page]
    let job = try await service.train(Specs.xor)
    // An answer that is kept is not given with the leave of whoever asked first.
    #expect(try await service.get(job).headers["access-control-allow-origin"] == nil)
    for (target, status) in [
      ("/healthz", 200), (job, 200), (job, 200), (job + "/events", 200), (job + "/curves", 200),
      ("/nowhere", 404), ("/v1/jobs?x=1", 400), ("/v1/schemes?format=xml", 400),
      ("/v1/jobs/job_00000000000000000000000000", 404),
    ] {
      let response = try await service.get(target, fields)
      #expect(response.status.code == status, "\(target)")
      #expect(isReadable(response, by: Self.page), "\(target)")
    }
    let tag = try #require(try await service.get(job, fields).headers["etag"])
    let unchanged = try await service.get(job, ["Origin": Self.page, "If-None-Match": tag])
    #expect(unchanged.status == .notModified)
    #expect(isReadable(unchanged, by: Self.page))
    let wrong = try await service.send(.delete, "/healthz", fields)
    #expect(wrong.status == .methodNotAllowed)
    #expect(isReadable(wrong, by: Self.page))
    let unfit = try await service.send(.post, "/v1/jobs", fields, body: #"{"architecture": 1}"#)
    #expect(unfit.status == .unprocessableContent)
    #expect(isReadable(unfit, by: Self.page))
  }

  @Test(arguments: [
    "http://localhost:3001", "https://localhost:3000", "http://localhost:3000/",
    "HTTP://LOCALHOST:3000", "http://localhost:3000.evil.example", "null", "",
  ])
  func pagesOfOtherOriginsGetNothing(origin: String) async throws {
    let service = try await service()
    for method in [HTTPMethod.get, .post, .options] {
      let response = try await service.send(
        method, "/v1/jobs",
        ["Origin": origin, "Access-Control-Request-Method": "POST"])
      #expect(response.problem == "foreign_origin")
      #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
      #expect(variesByOrigin(response))
    }
  }

  @Test func twoOriginsAreNone() async throws {
    let service = try await service()
    let response = try await service.get(
      "/healthz", ["Origin": Self.page, "Origin": "https://lab.example"])
    #expect(response.status == .forbidden)
  }

  @Test func whoIsNoPageSeesOnlyThatAnswersDiffer() async throws {
    let response = try await service().get("/healthz")
    #expect(response.status == .ok)
    #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
    #expect(variesByOrigin(response))
  }

  @Test func withoutTheOptionNothingIsSaid() async throws {
    let response = try await service(.none).get("/healthz")
    #expect(!response.headers.contains { $0.name.hasPrefix("Access-Control") })
    #expect(!variesByOrigin(response))
  }

  /// A browser refuses to send what a preflight was not answered well for, and tells the page nothing.
  @Test(arguments: ["/v1/jobs", "/v1/jobs/x/cancel", "/healthz", "/nowhere", "/"])
  func preflightsAreAnsweredWhereverTheyAsk(target: String) async throws {
    let keys = Keys()
    _ = keys.make("ada")
    for service in [try await service(), try await service(keys: keys)] {
      let response = try await service.send(
        .options, target,
        [
          "Origin": Self.page, "Access-Control-Request-Method": "DELETE",
          "Access-Control-Request-Headers": "authorization,content-type",
        ])
      #expect(response.status == .noContent)
      #expect(isReadable(response, by: Self.page))
      let fields = response.headers["access-control-allow-headers"]?.lowercased() ?? ""
      let allowed = Set(fields.split(separator: ",").map { $0.drop { $0 == " " } })
      #expect(
        allowed.isSuperset(of: [
          "authorization", "content-type", "content-encoding", "idempotency-key", "if-none-match",
          "last-event-id", "prefer", "x-request-id",
        ]))
      let methods = response.headers["access-control-allow-methods"] ?? ""
      let served = Set(RouteTable.routes.map(\.method.rawValue))
      #expect(served.isSubset(of: methods.split(separator: ",").map { $0.filter { $0 != " " } }))
    }
  }

  @Test func optionsWithoutAQuestionIsAnsweredAsBefore() async throws {
    let response = try await service().send(.options, "/v1/jobs", ["Origin": Self.page])
    #expect(response.headers["allow"] == "GET, HEAD, POST, OPTIONS")
    #expect(response.headers["access-control-allow-methods"] == nil)
    #expect(isReadable(response, by: Self.page))
  }

  @Test func everyOriginNeedsKeys() async throws {
    let keys = Keys()
    let service = try await service(.everyOriginWithKeys, keys: keys)
    let preflight: HTTPFields = [
      "Origin": "https://any.example", "Access-Control-Request-Method": "GET",
    ]
    #expect(try await service.get("/healthz", preflight).problem == "foreign_origin")
    #expect(try await service.send(.options, "/v1/jobs", preflight).problem == "foreign_origin")
    var fields = keys.make("ada")
    fields.append("Origin", "https://any.example")
    #expect(isReadable(try await service.get("/v1/jobs", fields), by: "*"))
    #expect(isReadable(try await service.send(.options, "/v1/jobs", preflight), by: "*"))
    // That the key is missing is told too.
    let without = try await service.get("/v1/jobs", ["Origin": "https://any.example"])
    #expect(without.status == .unauthorized)
    #expect(isReadable(without, by: "*"))
  }

  @Test func messagesThatBecomeNoRequestAreReadable() async throws {
    let service = try await service()
    let head = try HTTPRequest(
      method: .post, target: "/v1/jobs", headers: ["Host": "localhost", "Origin": Self.page])
    let fault = HTTPFault(.contentTooLarge, "Send less.")
    #expect(isReadable(service.api.response(to: fault, in: head), by: Self.page))
    let unread = service.api.response(to: fault, in: nil)
    #expect(unread.headers["access-control-allow-origin"] == nil)
    #expect(variesByOrigin(unread))
  }

  /// Refused on its head alone, before its content has come.
  @Test func refusalsOfHeadsAreReadable() async throws {
    let service = try await service()
    let head = try HTTPRequest(
      method: .post, target: "/nowhere", headers: ["Host": "localhost", "Origin": Self.page])
    guard case .refused(let refusal) = service.api.receive(head) else {
      Issue.record("/nowhere takes a content")
      return
    }
    #expect(isReadable(refusal, by: Self.page))
  }
}
