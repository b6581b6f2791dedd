import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Jobs outlive the process, whether it is stopped or killed.
  @Suite struct RestartTests {
    /// Trains for some seconds: long enough to be interrupted after its progress has shown.
    static let long: JSON = [
      "architecture": [2, 24, 24, 1], "seed": 11, "dataset": "circles",
      "training": ["steps": 250_000, "optimizer": "adam", "batch_size": 64],
      "record": ["every": 1000],
    ]

    @Test func interruptedJobRunsAgainAndGivesTheSame() async throws {
      let undisturbed = try await withService(.init(workers: 1)) { service in
        try await service.trained(Self.long)["result"]["digest"]
      }
      for interruption in [Service.stop, Service.crash] {
        try await withTemporaryFolder { folder in
          let before = try await withService(in: folder, .init(workers: 1)) { service in
            let before = try await Before(service)
            try await interruption(service)()
            return before
          }
          try await withService(in: folder, .init(workers: 1)) { service in
            let again = try await service.finished(before.interrupted)
            #expect(again["state"] == "succeeded")
            #expect(again["attempt"] == 2)
            #expect(again["result"]["digest"] == undisturbed)
            try await before.expectRest(service)
          }
        }
      }
    }

    /// What a service had when it ended: a finished job, one in training and one in the queue.
    private struct Before {
      let finished: JSON
      let curves: [UInt8]
      let interrupted: String
      let queued: String

      init(_ service: Service) async throws {
        finished = try await service.trained(Spec.minimal)
        let path = "/v1/jobs/" + (try #require(finished["id"].string))
        curves = try await service.send("GET", path + "/curves").body
        interrupted = try #require(try await service.submit(RestartTests.long)["id"].string)
        queued = try #require(try await service.submit(Spec.minimal.with("seed", 5))["id"].string)
        try await service.reachesStep(1, of: interrupted)
      }

      /// What had finished is there to the byte, what waited is trained, and the order is the same.
      func expectRest(_ service: Service) async throws {
        let path = "/v1/jobs/" + (try #require(finished["id"].string))
        let after = try await service.json(path)
        #expect(after == finished)
        #expect(try await service.send("GET", path + "/curves").body == curves)
        #expect(try await service.finished(queued)["state"] == "succeeded")
        let list = try await service.json("/v1/jobs")["items"].array
        #expect(list.map { $0["id"] } == [.string(queued), .string(interrupted), finished["id"]])
      }
    }

    @Test func stoppingAnswersWaitingClients() async throws {
      try await withTemporaryFolder { folder in
        let id = try await withService(in: folder, .init(workers: 1)) { service in
          let id = try #require(try await service.submit(Spec.endless)["id"].string)
          _ = try await service.job(id, in: ["running"])
          // Both requests leave in one piece: the first one's answer shows that the second, which
          // waits, has arrived too.
          let connection = try RawConnection(port: service.port)
          let host = "Host: 127.0.0.1\r\n\r\n"
          try connection.send(
            "GET /healthz HTTP/1.1\r\n\(host)GET /v1/jobs/\(id)?wait=60 HTTP/1.1\r\n\(host)")
          #expect(try connection.response().status == 200)
          try await service.stop()
          #expect([200, 503].contains(try connection.response().status))
          return id
        }
        try await withService(in: folder, .init(workers: 0)) { service in
          let job = try await service.json("/v1/jobs/\(id)")
          #expect(job["state"] == "queued")
          #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status == 200)
        }
      }
    }

    /// What is stored is not left unanswered, whatever its state and whoever waits how.
    @Test func stoppingAnswersThoseWhoHandedIn() async throws {
      try await withService(.init(workers: 1)) { service in
        let waits = try await WaitsAtTheEnd(service, running: Spec.endless)
        try await service.stop()
        try waits.areAnswered()
      }
    }

    @Test func takenPortAndBadSettingsEndWithAMessage() async throws {
      try await withTemporaryFolder { folder in
        try await withService(in: folder, .init(workers: 0)) { service in
          for arguments in [
            ["--port", String(try service.port)], ["--port", "70000"], ["--workers", "many"],
            ["--kernels", "sse9"], ["--host", "no host"],
          ] {
            let process = try ServiceProcess(
              arguments: ["serve", "--database", folder.appending(path: "other.sqlite").path]
                + arguments,
              environment: [:], log: folder.appending(path: "bad-\(UUID().uuidString).txt"))
            let ending = try await process.end(within: .seconds(30))
            guard case .exit(let code) = ending else {
              Issue.record("\(arguments): \(ending)")
              continue
            }
            #expect(code != 0)
            #expect(process.errors.contains(arguments[1]), "\(process.errors)")
            #expect(!process.output.contains("listening"))
          }
        }
      }
    }

    @Test func stoppingEndsStreamsAndFreesThePortAtOnce() async throws {
      try await withTemporaryFolder { folder in
        let first = try await Service.start(in: folder, .init(workers: 0))
        let port = try first.port
        let job = try await first.submit(["architecture": [2, 2, 1]])
        let id = try #require(job["id"].string)
        let stream = try RawConnection(port: port)
        try stream.send("GET /v1/jobs/\(id)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try stream.headResponse().headers["transfer-encoding"] == "chunked")
        let began = ContinuousClock.now
        try await first.stop()
        #expect(ContinuousClock.now - began < .seconds(5))
        let rest = try stream.untilClosed()
        #expect(rest.contains("event: state"))
        #expect(rest.hasSuffix("\r\n0\r\n\r\n"))
        let again = Service.Options(workers: 0, arguments: ["--port", "\(port)"])
        try await withService(in: folder, again) { second in
          let listening = try second.port
          #expect(listening == port)
          let kept = try await second.json("/v1/jobs/\(id)")
          #expect(kept["state"] == "queued")
        }
      }
    }

    @Test func oneDatabaseServesOneProcess() async throws {
      try await withTemporaryFolder { folder in
        try await withService(in: folder, .init(workers: 0)) { service in
          let second = try ServiceProcess(
            arguments: [
              "serve", "--port", "0", "--database", folder.appending(path: "jobs.sqlite").path,
            ],
            environment: [:], log: folder.appending(path: "second.txt"))
          let ending = try await second.end(within: .seconds(30))
          #expect(ending != .exit(0))
          #expect(second.errors.contains("jobs.sqlite"), "\(second.errors)")
          #expect(try await service.send("GET", "/readyz").status == 200)
        }
      }
    }
  }
}

extension Service {
  /// Waits until the service shows that a job has trained `step` steps.
  fileprivate func reachesStep(_ step: Double, of id: String) async throws {
    for _ in 0..<600 {
      let job = try await json("/v1/jobs/\(id)")
      try #require(job["state"] == "queued" || job["state"] == "running")
      if try #require(job["progress"]["step"].number) >= step { return }
      // Progress is no change of state, so that there is nothing to wait for but the time.
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Failure("\(id) does not reach step \(step)")
  }
}
