import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Ends of jobs and sweeps told to a real receiver.
  @Suite struct WebhookTests {
    private static let options = Service.Options(
      workers: 1,
      arguments: [
        "--webhook-hosts", "127.0.0.1", "--webhook-private-addresses", "--webhook-retry", "1",
      ])

    @Test func eachEndIsToldOnceAndSigned() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 200)
        try await withService(in: folder, Self.options) { service in
          let hook = try await service.register(receiver)
          let long = try #require(try await service.submit(Spec.endless)["id"].string)
          let queued = try #require(try await service.submit(Spec.minimal)["id"].string)
          for id in [queued, long] {
            _ = try await service.send("POST", "/v1/jobs/\(id)/cancel")
            #expect(try await service.finished(id)["state"] == "cancelled")
          }
          let job = try await service.trained(
            Spec.minimal.with("name", "clones").with("labels", ["team": "a"]))
          let sweep = try await service.send(
            "POST", "/v1/sweeps",
            headers: [("Content-Type", "application/json"), ("Prefer", "wait=60")],
            body: try (["spec": Spec.minimal, "grid": ["seed": [1, 2]]] as JSON).bytes)
          #expect(sweep.status == 200)
          let settled = try await service.webhook(hook) { $0["delivered"] == 6 }
          #expect(settled["pending"] == 0)
          #expect(settled["last_try"]["status"] == 200)
          #expect(settled["secret"] == .missing)

          let messages = try receiver.messages()
          #expect(messages.count == 6)
          #expect(Set(messages.compactMap { $0["id"].string }).count == 6)
          #expect(messages.allSatisfy { $0["is_signed"] == true && $0["path"] == "/hook" })
          let contents = messages.map { $0["content"] }
          let types = Dictionary(grouping: contents) { $0["type"].string }.mapValues(\.count)
          #expect(types == ["job.cancelled": 2, "job.succeeded": 3, "sweep.finished": 1])
          let told = try #require(contents.first { $0["data"]["id"] == job["id"] })
          #expect(told["timestamp"] == job["finished_at"])
          for name in ["state", "name", "labels", "sweep", "error"] {
            #expect(told["data"][name] == job[name])
          }
          #expect(told["data"]["result"]["digest"] == job["result"]["digest"])
          #expect(told["data"]["result"]["final"] == job["result"]["final"])
          let finished = try #require(contents.first { $0["type"] == "sweep.finished" })
          #expect(try finished["data"] == sweep.json)
          let metrics = try await service.send("GET", "/metrics").text
          #expect(metrics.contains("symbreak_webhook_deliveries_total{outcome=\"delivered\"} 6\n"))
          #expect(metrics.contains("symbreak_webhook_messages_pending 0\n"))
        }
      }
    }

    @Test func failuresAreTriedAgainUnderTheSameNameAlsoAfterACrash() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 500, 503, 200)
        let (hook, job) = try await withService(in: folder, Self.options) { service in
          let hook = try await service.register(receiver)
          let job = try await service.trained(Spec.minimal)
          _ = try await service.webhook(hook) { ($0["failures"].number ?? 0) >= 1 }
          try await service.crash()
          return (hook, job)
        }
        try await withService(in: folder, Self.options) { service in
          let settled = try await service.webhook(hook) { $0["delivered"] == 1 }
          #expect(settled["failures"] == 0)
          #expect(settled["pending"] == 0)
          let messages = try receiver.messages()
          #expect(messages.count >= 3)
          #expect(Set(messages.map { $0["id"].string }).count == 1)
          #expect(messages.allSatisfy { $0["is_signed"] == true })
          #expect(messages.allSatisfy { $0["content"] == messages[0]["content"] })
          #expect(messages[0]["content"]["data"]["id"] == job["id"])
        }
      }
    }

    @Test func aReceiverThatDoesNotAnswerHoldsUpNoStop() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 0, 200)
        let hook = try await withService(in: folder, Self.options) { service in
          let hook = try await service.register(receiver)
          _ = try await service.trained(Spec.minimal)
          _ = try await receiver.messages(atLeast: 1)
          let began = ContinuousClock.now
          try await service.stop()
          #expect(ContinuousClock.now - began < .seconds(10))
          return hook
        }
        try await withService(in: folder, Self.options) { service in
          _ = try await service.webhook(hook) { $0["delivered"] == 1 }
          let ids = try receiver.messages().map { $0["id"].string }
          #expect(ids.count == 2 && ids[0] == ids[1])
        }
      }
    }

    @Test func privateAddressesAreRefusedAtTheConnection() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 200)
        let options = Service.Options(
          workers: 1, arguments: ["--webhook-hosts", "localhost,127.0.0.1,[::1]"])
        try await withService(in: folder, options) { service in
          for host in ["127.0.0.1", "[::1]"] {
            let refused = try await service.tryRegistering("http://\(host):\(receiver.port)/hook")
            let problem = try refused.problem(422, "invalid_webhook")
            #expect(problem["errors"][0]["pointer"] == "/url")
          }
          // A name may lead anywhere: what counts is the address that it has when it is used.
          let hook = try await service.register(receiver, host: "localhost")
          _ = try await service.trained(Spec.minimal)
          let failed = try await service.webhook(hook) { $0["failures"] == 1 }
          #expect(failed["last_try"]["fault"] == "address_not_allowed")
          #expect(failed["last_try"]["status"] == .null)
          #expect(try receiver.messages().isEmpty)
        }
      }
    }

    @Test func redirectsAreNotFollowed() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 302)
        try await withService(in: folder, Self.options) { service in
          let hook = try await service.register(receiver)
          _ = try await service.trained(Spec.minimal)
          let failed = try await service.webhook(hook) { ($0["failures"].number ?? 0) >= 2 }
          #expect(failed["last_try"]["status"] == 302)
          #expect(failed["pending"] == 1)
          #expect(try receiver.messages().allSatisfy { $0["path"] == "/hook" })
        }
      }
    }

    @Test func anAnswerWithoutEndIsBrokenOff() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 299)
        try await withService(in: folder, Self.options) { service in
          let hook = try await service.register(receiver)
          _ = try await service.trained(Spec.minimal)
          let settled = try await service.webhook(hook) { $0["delivered"] == 1 }
          #expect(settled["last_try"]["status"] == 299)
          #expect(try receiver.messages().count == 1)
        }
      }
    }

    @Test func deletedAndGoneWebhooksGetNothingMore() async throws {
      try await withTemporaryFolder { folder in
        let failing = try await WebhookReceiver(in: folder, answering: 500)
        let gone = try await WebhookReceiver(in: folder, answering: 410)
        let witness = try await WebhookReceiver(in: folder, answering: 200)
        try await withService(in: folder, Self.options) { service in
          let deleted = try await service.register(failing)
          let ended = try await service.register(gone)
          _ = try await service.register(witness)
          _ = try await service.trained(Spec.minimal)
          _ = try await failing.messages(atLeast: 1)
          #expect(try await service.send("DELETE", deleted).status == 204)
          #expect(try await service.send("GET", deleted).status == 404)
          let state = try await service.webhook(ended) { $0["state"] == "ended" }
          #expect(state["reason"] == "gone")
          #expect(state["pending"] == 0)
          // A try may have been under way when it was deleted.
          try await Task.sleep(for: .milliseconds(200))
          let before = try failing.messages().count
          _ = try await service.trained(Spec.minimal.with("seed", 7))
          // Longer than the time after which the deleted one's message would have come again.
          try await Task.sleep(for: .seconds(2))
          _ = try await witness.messages(atLeast: 2)
          #expect(try failing.messages().count == before)
          #expect(try gone.messages().count == 1)
        }
      }
    }

    @Test func withoutHostsThereAreNone() async throws {
      try await withService(.init(workers: 0)) { service in
        let refused = try await service.tryRegistering("https://hooks.example/")
        _ = try refused.problem(403, "webhooks_disabled")
        #expect(try await service.json("/v1/webhooks")["items"] == [])
        let missing = "/v1/webhooks/hook_00000000000000000000000000"
        _ = try await service.send("GET", missing).problem(404, "webhook_not_found")
        _ = try await service.send("DELETE", missing).problem(404, "webhook_not_found")
      }
    }

    @Test func registrationsAreCheckedAndBounded() async throws {
      let options = Service.Options(
        workers: 0, arguments: ["--webhook-hosts", "*.example", "--max-webhooks", "1"])
      try await withService(options) { service in
        let bodies: [JSON] = [
          [:], ["url": 1], ["url": "ftp://a.example/"], ["url": "https://other.test/"],
          ["url": "https://a.example/", "events": []],
          ["url": "https://a.example/", "events": ["job.ended"]],
          ["url": "https://a.example/", "secret": "x"], [],
        ]
        for body in bodies {
          let refused = try await service.send(
            "POST", "/v1/webhooks", headers: [("Content-Type", "application/json")],
            body: try body.bytes)
          let problem = try refused.problem(422, "invalid_webhook")
          #expect(problem["errors"].array.count == 1, "\(body)")
        }
        let created = try await service.tryRegistering("https://a.example")
        #expect(created.status == 201)
        #expect(try created.json["url"] == "https://a.example:443/")
        let more = try await service.tryRegistering("https://b.example")
        #expect(try more.problem(409, "webhook_quota")["limit"] == 1)
      }
    }
  }
}

extension Service {
  /// Asks for a webhook; `events` is left out.
  func tryRegistering(
    _ url: String, headers: [(name: String, value: String)] = []
  ) async throws -> CurlResponse {
    try await send(
      "POST", "/v1/webhooks", headers: [("Content-Type", "application/json")] + headers,
      body: try (["url": .string(url)] as JSON).bytes)
  }

  /// Registers a receiver, which then knows the secret; the webhook's path.
  func register(
    _ receiver: WebhookReceiver, host: String = "127.0.0.1",
    headers: [(name: String, value: String)] = []
  ) async throws -> String {
    let response = try await tryRegistering(
      "http://\(host):\(receiver.port)/hook", headers: headers)
    try #require(response.status == 201, "\(response.text)")
    try receiver.trust(try #require(try response.json["secret"].string))
    return try #require(response.headers["Location"])
  }

  /// The webhook at a path once `condition` holds, within a minute.
  func webhook(
    _ path: String, headers: [(name: String, value: String)] = [],
    _ condition: (JSON) -> Bool
  ) async throws -> JSON {
    var last = JSON.missing
    for _ in 0..<1200 {
      let response = try await send("GET", path, headers: headers)
      try #require(response.status == 200, "\(response.text)")
      last = try response.json
      if condition(last) { return last }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Failure("the webhook stays at \(last)")
  }
}
