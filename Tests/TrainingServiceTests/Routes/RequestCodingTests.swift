import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// Bodies of JSON that come with a coding.
@Suite(.timeLimit(.minutes(2))) struct RequestCodingTests {
  private func send(
    _ service: TestService, _ body: [UInt8], _ coding: String?, to target: String = "/v1/jobs",
    _ method: HTTPMethod = .post
  ) async throws -> HTTPResponse {
    var headers: HTTPFields = ["Host": "localhost", "Content-Type": "application/json"]
    if let coding { headers.append("Content-Encoding", coding) }
    let request = try HTTPRequest(method: method, target: target, headers: headers, body: body)
    switch service.api.handle(request) {
    case .ready(let response): return response
    case .pending(let work): return await work()
    }
  }

  private static let spec = Array(#"{"architecture": [2, 2, 1], "seed": 5}"#.utf8)

  @Test(arguments: ["gzip", "x-gzip", "GZIP", "identity, gzip"])
  func gzippedSpecsAreTheSpecs(coding: String) async throws {
    let service = try await TestService(workers: 0)
    let plain = try await send(service, Self.spec, nil)
    let coded = try await send(service, try #require(Gzip.encode(Self.spec)), coding)
    #expect(coded.status == .accepted)
    #expect(try coded.json["spec_digest"] == plain.json["spec_digest"])
  }

  @Test func everyCallThatTakesJSONTakesItGzipped() async throws {
    let service = try await TestService(workers: 0)
    let body = try #require(Gzip.encode(Array("[".utf8)))
    for route in RouteTable.routes where route.content == .document {
      let target = route.pattern.description.replacing(
        "{id}", with: "job_00000000000000000000000000")
      let response = try await send(service, body, "gzip", to: target, route.method)
      // Each says that the JSON inside is broken, or that there is no such job.
      let expected =
        route.pattern.description.contains("{id}")
        ? ["job_not_found", "sweep_not_found"] : ["invalid_json", "webhooks_disabled"]
      #expect(expected.contains(response.problem ?? ""), "\(target): \(response.text)")
    }
  }

  /// What was never undone is not read as if it were JSON, even where it is.
  @Test(arguments: ["br", "deflate", "zstd", "gzip, gzip", "br, gzip", "gzip, br", "compress"])
  func otherCodingsAreRefused(coding: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await send(service, Self.spec, coding)
    #expect(response.status == .unsupportedMediaType)
    #expect(response.problem == "unsupported_media_type")
    #expect(response.headers["accept-encoding"] == "gzip")
    let head = try HTTPRequest(
      method: .post, target: "/v1/jobs", headers: ["Host": "x", "Content-Encoding": coding])
    guard case .refused(let early) = service.api.receive(head) else {
      Issue.record("the content is waited for")
      return
    }
    #expect(early.status == .unsupportedMediaType)
  }

  @Test func brokenCodingsAreRefused() async throws {
    let service = try await TestService(workers: 0)
    let coded = try #require(Gzip.encode(Self.spec))
    let broken: [[UInt8]] = [
      Self.spec, Array(coded.dropLast(3)), [0x1F],
      Array(coded.dropLast(8)) + [UInt8](repeating: 0, count: 8),
    ]
    for body in broken {
      let response = try await send(service, body, "gzip")
      #expect(response.status == .badRequest)
      #expect(response.problem == "invalid_coding")
    }
  }

  /// A few kilobytes that would be many megabytes.
  @Test func bombsAreRefused() async throws {
    let service = try await TestService(
      workers: 0, documentLimits: DocumentDecoder.Limits(single: 1 << 20))
    func blanks(_ count: Int) throws -> [UInt8] {
      try #require(Gzip.encode(Self.spec + [UInt8](repeating: 0x20, count: count)))
    }
    let bomb = try blanks(16 << 20)
    #expect(bomb.count < 20_000)
    let refused = try await send(service, bomb, "gzip")
    #expect(refused.status == .contentTooLarge)
    #expect(refused.problem == "content_too_large")
    #expect(refused.text.contains("1048576"))
    let largest = try await send(service, try blanks((1 << 20) - Self.spec.count), "gzip")
    #expect(largest.status == .accepted)
    let larger = try await send(service, try blanks((1 << 20) - Self.spec.count + 1), "gzip")
    #expect(larger.status == .contentTooLarge)
  }

  /// Many that are small on the wire and large in memory.
  @Test func allTogetherAreBounded() async throws {
    let service = try await TestService(
      workers: 0, documentLimits: DocumentDecoder.Limits(single: 1 << 20, together: 1000))
    let coded = try #require(Gzip.encode(Self.spec + [UInt8](repeating: 0x20, count: 600)))
    var fields: HTTPFields = ["Content-Encoding": "gzip", "Host": "localhost"]
    fields.append("Content-Type", "application/json")
    fields.append("Prefer", "wait=30")
    // Holds its content while it waits for a job that nobody trains.
    let request = try HTTPRequest(
      method: .post, target: "/v1/jobs", headers: fields, body: coded)
    guard case .pending(let work) = service.api.handle(request) else {
      Issue.record("a job is made by a task")
      return
    }
    let waiting = Task { await work() }
    defer { waiting.cancel() }
    var isHeld = false
    for _ in 0..<500 where !isHeld {
      let jobs = try await service.get("/v1/jobs").json["items"]?.arrayValue ?? []
      isHeld = !jobs.isEmpty
      if !isHeld { try await Task.sleep(for: .milliseconds(10)) }
    }
    #expect(isHeld)
    let refused = try await send(service, coded, "gzip")
    #expect(refused.status == .serviceUnavailable)
    #expect(refused.headers["retry-after"] == "2")
    // What came as it is, is counted where it came.
    #expect(try await send(service, Self.spec, nil).status == .accepted)
    waiting.cancel()
    _ = await waiting.value
    #expect(try await send(service, coded, "gzip").status == .accepted)
  }
}
