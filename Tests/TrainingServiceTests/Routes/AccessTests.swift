import AccessKeys
import HTTPCodec
import Jobs
import StrictJSON
import Synchronization
import Testing
import TrainingService
import WebRouting

/// Who may do what (RFC 6750 for the form of keys and refusals).
@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  @Test func withoutKeysNobodyIsAsked() async throws {
    let service = try await TestService(workers: 0)
    #expect(try await service.get("/v1/jobs").status == .ok)
    let answered = try await service.get("/v1/jobs", ["Authorization": "Bearer nonsense"])
    #expect(answered.status == .ok)
  }

  @Test func probesAndTheContractNeedNoKey() async throws {
    let keys = Keys()
    _ = keys.make("ada")
    let service = try await TestService(workers: 0, keys: keys.ring)
    for route in RouteTable.routes where route.access == .open {
      let target = route.pattern.description.replacing("{id}", with: "unauthorized")
      #expect(try await service.get(target).status == .ok)
    }
    let open = RouteTable.routes.filter { $0.access == .open }.map(\.pattern.description)
    #expect(
      open == [
        "/", "/problems", "/problems/{id}", "/healthz", "/readyz", "/openapi.yaml", "/openapi.json",
      ])
  }

  @Test func everyOtherRouteNeedsAKeyWithItsScope() async throws {
    let keys = Keys()
    let (reader, writer) = (keys.make("ada", [.read]), keys.make("ada", [.write]))
    let service = try await TestService(workers: 0, keys: keys.ring)
    for route in RouteTable.routes where route.access != .open {
      let target = route.pattern.description.replacing(
        "{id}", with: "job_00000000000000000000000000")
      let without = try await service.send(route.method, target)
      #expect(without.status == .unauthorized)
      #expect(without.problem == "unauthorized")
      #expect(without.headers["www-authenticate"] == #"Bearer realm="symbreak""#)
      let wrong = route.access == .read ? writer : reader
      let refused = try await service.send(route.method, target, wrong)
      #expect(refused.status == .forbidden)
      #expect(refused.problem == "insufficient_scope")
      #expect(refused.headers["www-authenticate"]?.contains("insufficient_scope") == true)
      let right = route.access == .read ? reader : writer
      let answered = try await service.send(route.method, target, right)
      #expect(answered.status != .unauthorized)
      // There may be another reason for 403 than the key: that there are no webhooks here.
      #expect(answered.status != .forbidden || answered.problem == "webhooks_disabled")
    }
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Basic YTpi", "bearer sbk_0000000000_0000", "Bearer a b",
    "Bearer sbk_0123456789_0123456789abcdefghjkmnpqrstvwxyz",
  ])
  func whatIsNoKeyIsRefused(field: String) async throws {
    let keys = Keys()
    _ = keys.make("ada")
    let service = try await TestService(workers: 0, keys: keys.ring)
    let response = try await service.get("/v1/jobs", ["Authorization": field])
    #expect(response.status == .unauthorized)
    #expect(response.headers["www-authenticate"]?.contains("error=") == true)
    #expect(!response.text.contains("0123456789abcdef"))
  }

  @Test func aKeyInAnyCaseOfItsSchemeButOnlyOnce() async throws {
    let keys = Keys()
    let key = keys.make("ada")
    let text = try #require(key["authorization"]).dropFirst("Bearer ".count)
    let service = try await TestService(workers: 0, keys: keys.ring)
    #expect(try await service.get("/v1/jobs", ["authorization": "bEARER  \(text)"]).status == .ok)
    var twice = key
    twice.append("Authorization", "Bearer \(text)")
    #expect(try await service.get("/v1/jobs", twice).status == .unauthorized)
  }

  @Test func expiredKeysAreRefused() async throws {
    let keys = Keys()
    let now = TimeSource.system.now().milliseconds
    let (old, new) = (
      keys.make("ada", expiresAt: now - 1), keys.make("ada", expiresAt: now + 100_000)
    )
    let service = try await TestService(workers: 0, keys: keys.ring)
    #expect(try await service.get("/v1/jobs", old).status == .unauthorized)
    #expect(try await service.get("/v1/jobs", new).status == .ok)
  }

  @Test func anothersJobsDoNotExist() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(workers: 1, keys: keys.ring)
    var headers = ada
    headers.append("Prefer", "wait=60")
    headers.append("Idempotency-Key", "k")
    let created = try await service.send(.post, "/v1/jobs", headers, body: Specs.xor)
    #expect(created.status == .ok)
    let path = try #require(created.headers["location"])
    // Ada's answers are kept now; they are not given to Bob.
    for route in RouteTable.routes where route.pattern.description.hasPrefix("/v1/jobs/{id}") {
      var target = path + route.pattern.description.dropFirst("/v1/jobs/{id}".count)
      if target.hasSuffix("matrix") { target += "?layer=1" }
      if route.method == .get { #expect(try await service.get(target, ada).status == .ok) }
      let foreign = try await service.send(route.method, target, bob)
      #expect(foreign.status == .notFound, "\(route.operationID)")
      #expect(foreign.problem == "job_not_found")
    }
    #expect(try await service.get("/v1/jobs", bob).json["items"]?.arrayValue?.isEmpty == true)
    #expect(try await service.get("/v1/jobs", ada).json["items"]?.arrayValue?.count == 1)
    // One Idempotency-Key of two owners is two keys.
    var other = bob
    other.append("Idempotency-Key", "k")
    let second = try await service.send(
      .post, "/v1/jobs", other, body: #"{"architecture": [2, 2, 1]}"#)
    #expect(second.status == .accepted)
    #expect(try await service.send(.delete, path, ada).status == .noContent)
  }

  @Test func requestsOfAKeyThatComeTooFastAreRefused() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let clock = Mutex(Duration.seconds(1000))
    let time = TimeSource(
      now: TimeSource.system.now, monotonic: { clock.withLock { $0 } },
      sleep: TimeSource.system.sleep)
    let service = try await TestService(
      workers: 0, keys: keys.ring, limits: CallerLimits(requestsPerSecond: 5), time: time)
    for _ in 0..<10 { #expect(try await service.get("/v1/schemes", ada).status == .ok) }
    let refused = try await service.get("/v1/schemes", ada)
    #expect(refused.status == .tooManyRequests)
    #expect(refused.problem == "rate_limited")
    #expect(refused.headers["retry-after"] == "1")
    // The others, and probes, are not affected.
    #expect(try await service.get("/v1/schemes", bob).status == .ok)
    #expect(try await service.get("/healthz").status == .ok)
    clock.withLock { $0 += .milliseconds(210) }
    #expect(try await service.get("/v1/schemes", ada).status == .ok)
    #expect(try await service.get("/v1/schemes", ada).status == .tooManyRequests)
  }

  @Test func queuedJobsOfAnOwnerAreBounded() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(
      workers: 0, keys: keys.ring,
      limits: CallerLimits(quota: JobQuota(queued: 2, cost: .infinity)))
    for _ in 0..<2 {
      #expect(try await service.send(.post, "/v1/jobs", ada, body: Specs.xor).status == .accepted)
    }
    let refused = try await service.send(.post, "/v1/jobs", ada, body: Specs.xor)
    #expect(refused.status == .tooManyRequests)
    #expect(refused.problem == "quota_exceeded")
    #expect(try refused.json["limit"] == "queued")
    #expect(refused.headers["retry-after"] == "10")
    #expect(try await service.send(.post, "/v1/jobs", bob, body: Specs.xor).status == .accepted)
  }

  @Test(arguments: [
    ("http://localhost:8080", true), ("https://localhost:8080", true),
    ("HTTP://LOCALHOST:8080", true), ("http://localhost:9090", false), ("null", false),
    ("http://evil.example", false), ("http://localhost:8080.evil.example", false), ("", false),
  ])
  func pagesOfOtherOriginsAreRefused(origin: String, isAnswered: Bool) async throws {
    let service = try await TestService(workers: 0, hosts: .loopback(also: []))
    let response = try await service.get("/healthz", ["Origin": origin])
    #expect(response.status == (isAnswered ? .ok : .forbidden))
    if !isAnswered { #expect(response.problem == "foreign_origin") }
  }

  /// Where others reach a service that has no keys, no page may use a name of its own for it.
  @Test(arguments: [
    ("localhost:8080", nil, 200), ("192.0.2.7:8080", nil, 200), ("[2001:db8::1]:80", nil, 200),
    ("lab.example", nil, 200), ("LAB.example:1", "http://LAB.EXAMPLE:1", 200),
    ("127.0.0.1:8080", "https://lab.example", 200), ("192.0.2.7", "http://192.0.2.7", 200),
    ("evil.example", nil, 421), ("evil.example", "http://evil.example", 421),
    ("192.0.2.7.evil.example", nil, 421), ("300.0.2.7", nil, 421), ("0x7f.1", nil, 421),
    ("192.0.2.07", nil, 421), ("symbreak", nil, 421), ("192.0.2.7", "http://evil.example", 403),
    ("192.0.2.7", "null", 403), ("192.0.2.7", "http://192.0.2.7:81", 403),
    ("192.0.2.7", "http://192.0.2.8", 403),
  ])
  func aReachableServiceWithoutKeysChecksHostAndOrigin(
    host: String, origin: String?, status: Int
  ) async throws {
    let policy = HostPolicy.reachable(also: ["lab.example"])
    var fields: HTTPFields = ["Host": host]
    if let origin { fields.append("Origin", origin) }
    let open = try await TestService(workers: 0, hosts: policy)
    for target in ["/healthz", "/v1/jobs"] {
      #expect(try await open.get(target, fields).status.code == status)
    }
    // Whoever has a key is no browser that a page has misled.
    let keys = Keys()
    let key = try #require(keys.make("ada")["authorization"])
    fields.append("Authorization", key)
    let keyed = try await TestService(workers: 0, hosts: policy, keys: keys.ring)
    #expect(try await keyed.get("/v1/jobs", fields).status == .ok)
  }

  @Test func contentWhereNoneIsMeantIsRefusedByItsHead() async throws {
    let service = try await TestService(workers: 0)
    for route in RouteTable.routes {
      let target = route.pattern.description.replacing(
        "{id}", with: "job_00000000000000000000000000")
      let head = try HTTPRequest(
        method: route.method, target: target, headers: ["Host": "localhost"])
      switch service.api.receive(head) {
      case .refused(let refusal):
        #expect(route.content == .none, "\(route.operationID)")
        #expect(refusal.status == .contentTooLarge)
        #expect(refusal.problem == "unexpected_content")
      case .wanted(let isStored, _):
        #expect(route.content != .none, "\(route.operationID)")
        #expect(isStored == (route.content == .file))
      }
    }
    for target in ["*", "/v1/jobs", "/healthz"] {
      let head = try HTTPRequest(method: .options, target: target, headers: ["Host": "localhost"])
      guard case .refused(let refusal) = service.api.receive(head) else {
        Issue.record("\(target) takes a content")
        continue
      }
      #expect(refusal.problem == "unexpected_content")
    }
  }

  /// A wait ends with the key that it was begun with, however that ends.
  @Test(arguments: [false, true])
  func aWaitEndsWithItsKey(isRevoked: Bool) async throws {
    let keys = Keys()
    let service = try await TestService(workers: 0, keys: keys.ring)
    let created = try await service.send(.post, "/v1/jobs", keys.make("ada"), body: Specs.xor)
    let path = try #require(created.headers["location"])
    let now = TimeSource.system.now().milliseconds
    let ada = isRevoked ? keys.make("ada") : keys.make("ada", expiresAt: now + 1500)
    var fields = ada
    fields.append("Prefer", "wait=60")
    let begun = ContinuousClock.now
    async let polled = service.get(path + "?wait=60", ada)
    async let preferred = service.send(.post, "/v1/jobs", fields, body: Specs.xor)
    if isRevoked {
      try await Task.sleep(for: .milliseconds(100))
      keys.revokeAll()
    }
    for response in [try await polled, try await preferred] {
      #expect(response.status == .unauthorized)
      #expect(response.headers["www-authenticate"]?.contains("invalid_token") == true)
    }
    #expect(ContinuousClock.now - begun < .seconds(30))
  }

  @Test func aStreamOfEventsEndsWithItsKey() async throws {
    let keys = Keys()
    let ada = keys.make("ada")
    let service = try await TestService(workers: 0, keys: keys.ring)
    let created = try await service.send(.post, "/v1/jobs", ada, body: Specs.xor)
    let path = try #require(created.headers["location"])
    let stream = try #require(try await service.get(path + "/events", ada).stream)
    let reading = Task { try await stream(Discarding()) }
    keys.revokeAll()
    try await reading.value
  }

  @Test func aStreamThatNeededNoKeyEndsWithTheFirst() async throws {
    let keys = Keys()
    let service = try await TestService(workers: 0, keys: keys.ring)
    let path = try await service.submit()
    let stream = try #require(try await service.get(path + "/events").stream)
    let reading = Task { try await stream(Discarding()) }
    _ = keys.make("ada")
    try await reading.value
  }

  @Test func everyAnswerHasTheFieldsOfSecurityAndItsID() async throws {
    let service = try await TestService(workers: 0)
    for target in ["/healthz", "/v1/schemes", "/nowhere", "/v1/jobs", "/openapi.yaml?x=1"] {
      let response = try await service.get(target, ["X-Request-Id": "mine.1"])
      #expect(response.headers["x-content-type-options"] == "nosniff")
      #expect(
        response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
      #expect(response.headers["referrer-policy"] == "no-referrer")
      #expect(response.headers["x-request-id"] == "mine.1")
      #expect(response.headers["access-control-allow-origin"] == nil)
    }
    let unfit = try await service.get("/healthz", ["X-Request-Id": "a b\"c"])
    let next = try await service.get("/healthz")
    let ids = [unfit, next].compactMap { $0.headers["x-request-id"] }
    #expect(Set(ids).count == 2)
    #expect(!ids.contains("a b\"c"))
  }

  @Test func observersLearnWhoAskedAndNoSecret() async throws {
    let keys = Keys()
    let key = keys.make("ada")
    let text = try #require(key["authorization"])
    let records = Mutex<[RequestRecord]>([])
    let service = try await TestService(
      workers: 0, keys: keys.ring, observer: { record in records.withLock { $0.append(record) } })
    _ = try await service.send(.post, "/v1/jobs?x=secret", key, body: Specs.xor)
    _ = try await service.get("/v1/schemes")
    let seen = records.withLock { $0 }
    #expect(seen.map(\.route) == ["/v1/jobs", "/v1/schemes"])
    #expect(seen.map(\.status) == [.badRequest, .unauthorized])
    #expect(seen.map(\.problem) == ["invalid_query", "unauthorized"])
    #expect(seen[0].owner == "ada")
    #expect(seen[0].key.map(text.contains) == true)
    #expect(seen[1].key == nil)
    let told = "\(seen)"
    #expect(!told.contains("secret"))
    #expect(!told.contains(try #require(text.split(separator: "_").last)))
  }
}

/// Takes what a stream writes, and keeps nothing.
private struct Discarding: HTTPBodyWriter {
  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {}
}
