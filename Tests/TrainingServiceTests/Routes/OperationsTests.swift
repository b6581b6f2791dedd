import HTTPCodec
import JobStoreConformance
import Jobs
import StrictJSON
import Testing
import TrainingService
import WebRouting

@Suite struct OperationsTests {
  @Test func healthIsAtHandAndCounts() async throws {
    let service = try await TestService(workers: 0)
    _ = try await service.submit()
    let cancelled = try await service.submit()
    _ = try await service.send(.post, cancelled + "/cancel")
    try await service.refreshGauge()
    let reads = service.store.reads
    guard case .ready(let response) = try service.answer(.get, "/healthz") else {
      Issue.record("health has to be at hand")
      return
    }
    #expect(service.store.reads == reads)
    let health = try response.json
    #expect(health["status"] == "ok")
    #expect(health["state"] == "ready")
    #expect(health["version"] == "1.2.3")
    #expect(health["kernels"] == "avx2")
    #expect(health["jobs"] == ["queued": 1, "running": 0])
    #expect(health["training_memory"]?["in_use_bytes"] == 0)
    #expect(health["training_memory"]?["budget_bytes"]?.int == .max)
    #expect(health["uptime_seconds"]?.double ?? -1 >= 0)
  }

  @Test func readinessFollowsThePhase() async throws {
    let service = try await TestService(workers: 0)
    #expect(try await service.get("/readyz").status == .ok)
    service.status.phase = .draining
    #expect(try await service.get("/readyz").status == .serviceUnavailable)
    let refused = try await service.send(.post, "/v1/jobs", body: Specs.xor)
    #expect(refused.status == .serviceUnavailable)
    #expect(try await service.get("/healthz").json["state"] == "draining")
  }

  @Test func theDocumentIsServedInBothForms() async throws {
    let service = try await TestService(workers: 0)
    let yaml = try await service.get("/openapi.yaml")
    #expect(yaml.text == TestService.document)
    let json = try await service.get("/openapi.json").json
    #expect(json["openapi"] == "3.1.0")
    #expect(json.at("/info/version") == "1.0")
    #expect(json["x-sample"] == [1, 2.5, true, nil, "7", nil, "text"])
    #expect(json.at("/paths/~1healthz/get/operationId") == "getHealth")
  }

  @Test(arguments: ["", "a: [1", "a: 1\na: 2"])
  func refusesDocuments(_ text: String) {
    #expect(throws: OpenAPIDocument.Unreadable.self) {
      try OpenAPIDocument(yaml: Array(text.utf8))
    }
  }

  @Test(arguments: [
    ("localhost", true), ("LOCALHOST:80", true), ("127.0.0.1:9", true), ("[::1]:8080", true),
    ("lab.example:1", true), ("evil.example", false), ("127.0.0.1.evil.example", false),
    ("localhost.evil.example:8080", false), ("[::2]:1", false),
  ])
  func loopbackAnswersToItsOwnNamesAlone(_ host: String, _ isAnswered: Bool) async throws {
    let service = try await TestService(workers: 0, hosts: .loopback(also: ["lab.example"]))
    let response = try await service.get("/healthz", ["Host": host])
    #expect(response.status == (isAnswered ? .ok : .misdirectedRequest))
  }

  @Test func metricsCountWhatWasAnswered() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    for _ in 0..<3 { _ = try await service.get(path) }
    _ = try await service.get("/nowhere")
    _ = service.api.response(to: HTTPFault(.bareLineFeed, ""), in: nil)
    let response = try await service.get("/metrics")
    #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let lines = response.text.split(separator: "\n").map(String.init)
    let requests = "symbreak_http_requests_total"
    #expect(
      lines.contains("\(requests){method=\"GET\",route=\"/v1/jobs/{id}\",status=\"200\"} 3"))
    #expect(lines.contains("\(requests){method=\"POST\",route=\"/v1/jobs\",status=\"200\"} 1"))
    #expect(lines.contains("\(requests){method=\"GET\",route=\"none\",status=\"404\"} 1"))
    #expect(
      lines.contains(
        "symbreak_http_request_duration_seconds_count{route=\"/v1/jobs/{id}\"} 3"))
    #expect(lines.contains("symbreak_http_refusals_total{code=\"bare_line_feed\"} 1"))
    #expect(lines.contains("symbreak_jobs{state=\"succeeded\"} 1"))
    #expect(lines.contains("symbreak_jobs{state=\"queued\"} 0"))
    #expect(lines.contains("symbreak_queue_depth 0"))
    // The job's answer was held until its end.
    let held = "symbreak_http_held_request_duration_seconds_count"
    #expect(lines.contains("\(held){route=\"/v1/jobs\"} 1"))
    #expect(lines.contains("symbreak_http_request_duration_seconds_count{route=\"/v1/jobs\"} 0"))
    #expect(!lines.contains { $0.hasPrefix("\(held){route=\"/v1/jobs/{id}\"}") })
    #expect(lines.contains("symbreak_queue_oldest_age_seconds 0"))
    #expect(lines.contains("symbreak_build_info{version=\"1.2.3\",kernels=\"avx2\"} 1"))
    #expect(lines.contains("symbreak_event_streams 0"))
    // No path of a job is a label.
    #expect(!response.text.contains("job_"))
  }

  /// While its store is away a service is watched more closely than before.
  @Test func metricsAreToldWithoutTheStoreToo() async throws {
    let service = try await TestService(workers: 0)
    func lines() async throws -> [Substring] {
      let response = try await service.get("/metrics")
      #expect(response.status == .ok)
      return response.text.split(separator: "\n")
    }
    #expect(try await lines().contains("symbreak_store_up 1"))
    service.store.fail(with: .unavailable(reason: "the server is away"))
    let without = try await lines()
    #expect(without.contains("symbreak_store_up 0"))
    #expect(without.contains("symbreak_event_streams 0"))
    #expect(without.contains { $0.hasPrefix("symbreak_http_requests_total{") })
    // No number stands for what nobody knows.
    #expect(!without.contains { $0.hasPrefix("symbreak_jobs{") })
    #expect(!without.contains { $0.hasPrefix("symbreak_queue_depth ") })
    service.store.fail(with: nil)
    #expect(try await lines().contains("symbreak_store_up 1"))
  }

  /// A question that needs no waiting is no long poll, and neither is one that is refused.
  @Test func onlyWhatWaitedIsHeld() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    for target in [path + "?wait=0", path, "/v1/jobs/job_00000000000000000000000000?wait=9"] {
      _ = try await service.get(target)
    }
    _ = try await service.get(path + "?wait=1")
    let lines = try await service.get("/metrics").text.split(separator: "\n").map(String.init)
    let label = "{route=\"/v1/jobs/{id}\"}"
    #expect(lines.contains("symbreak_http_request_duration_seconds_count\(label) 3"))
    #expect(lines.contains("symbreak_http_held_request_duration_seconds_count\(label) 1"))
    let age = lines.first { $0.hasPrefix("symbreak_queue_oldest_age_seconds ") }
    #expect(age != nil && age != "symbreak_queue_oldest_age_seconds 0")
  }

  @Test func openStreamsAreCounted() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let stream = try #require(try await service.get(path + "/events").stream)
    let reading = Task { try await stream(Ignoring()) }
    func count() async throws -> Substring? {
      try await service.get("/metrics").text.split(separator: "\n")
        .first { $0.hasPrefix("symbreak_event_streams ") }
    }
    for _ in 0..<500 where try await count() != "symbreak_event_streams 1" {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try await count() == "symbreak_event_streams 1")
    reading.cancel()
    try await reading.value
    #expect(try await count() == "symbreak_event_streams 0")
  }

  /// What another process does is seen, and what this one does at once when it was quiet before.
  @Test(.timeLimit(.minutes(1))) func theGaugeFollowsTheStore() async throws {
    let time = ManualTime()
    let store = try WatchedStore(now: { time.now })
    let queue = JobQueue(
      store: store, workers: WorkerConfiguration(workers: 0), time: time.source, random: { 1 },
      events: { _ in }, executor: { _ in })
    let gauge = QueueGauge()
    let following = Task { await gauge.follow(queue, time: time.source) }
    try await time.sleepers(atLeast: 1)
    #expect(gauge.load == QueueLoad())
    _ = try await store.create([Sample.job(1), Sample.job(2)])
    _ = try await store.claim(worker: Sample.worker, limit: 1, lease: .seconds(30))
    let expected = QueueLoad(queued: 1, running: 1, oldestQueued: ManualTime.start)
    while gauge.load != expected {
      #expect(time.elapsed <= .seconds(10))
      time.advance(by: .milliseconds(500))
      try await Task.sleep(for: .milliseconds(1))
    }
    // Past the shortest interval, which begins anew with each look.
    let looked = time.elapsed
    while time.elapsed < looked + .seconds(2) {
      time.advance(by: .milliseconds(500))
      try await Task.sleep(for: .milliseconds(1))
    }
    _ = try await store.requestCancel(Sample.id(2))
    gauge.notice()
    while gauge.load.queued != 0 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(time.elapsed < looked + .seconds(5))
    following.cancel()
    await following.value
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
    (1_709_251_200_001, "2024-03-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
  ])
  func timesAreRFC3339(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
  }
}

/// Takes what a stream writes, and keeps nothing.
private struct Ignoring: HTTPBodyWriter {
  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {}
}
