import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Who pays for a process that ends, and for one that was frozen.
  @Suite struct LostWorkerTests {
    /// A job whose process is killed whenever it trains fails in the end, and the long one beside it
    /// does not, whichever came first.
    @Test(arguments: [false, true]) func theInnocentSucceedsAndTheGuiltyFails(guiltyFirst: Bool)
      async throws
    {
      try await withTemporaryFolder { folder in
        var guilty = ""
        var innocent = ""
        var third = ""
        var kills = 0
        var isOver = false
        while !isOver, kills < 10 {
          try await withService(in: folder, .init(workers: 2)) { service in
            if guilty.isEmpty {
              // Whichever comes first is older, and goes on first.
              for isGuilty in [guiltyFirst, !guiltyFirst] {
                let job = try await service.submit(isGuilty ? Spec.endless : RestartTests.long)
                let id = try #require(job["id"].string)
                if isGuilty { guilty = id } else { innocent = id }
              }
              for id in [guilty, innocent] { _ = try await service.job(id, in: ["running"]) }
              third = try #require(try await service.submit(Spec.minimal)["id"].string)
            }
            let job = try await service.job(guilty, in: ["running", "failed"])
            if job["state"] == "failed" {
              #expect(job["error"]["code"] == "worker_lost")
              #expect(job["error"]["message"].string?.contains("and no other") == true)
              isOver = true
              return
            }
            if kills > 0 {
              // Suspected: nothing beside it, though others wait.
              let running = try await service.json("/v1/jobs?state=running")["items"].array
              #expect(running.map { $0["id"] } == [.string(guilty)])
            }
            kills += 1
            try await service.crash()
          }
        }
        // Once beside the other, and three times alone.
        #expect(isOver)
        #expect(kills == 4)
        try await withService(in: folder, .init(workers: 2)) { service in
          for id in [innocent, third] {
            let job = try await service.finished(id)
            #expect(job["state"] == "succeeded")
          }
        }
      }
    }

    /// Frozen for several leases, four times: the job stays with its worker and loses nothing.
    @Test func freezesAreNoLosses() async throws {
      try await withService(.init(workers: 2, arguments: ["--lease", "1"])) { service in
        let id = try #require(try await service.submit(Spec.endless)["id"].string)
        _ = try await service.job(id, in: ["running"])
        for _ in 1...4 {
          service.process.signal(SIGSTOP)
          try await Task.sleep(for: .seconds(3))
          service.process.signal(SIGCONT)
          let before = try await service.json("/v1/jobs/\(id)")["progress"]["step"].number ?? 0
          var step = before
          for _ in 0..<200 where step <= before {
            try await Task.sleep(for: .milliseconds(50))
            let job = try await service.json("/v1/jobs/\(id)")
            #expect(job["state"] == "running")
            step = job["progress"]["step"].number ?? 0
          }
          #expect(step > before)
        }
        let job = try await service.json("/v1/jobs/\(id)")
        #expect(job["state"] == "running")
        #expect(job["attempt"] == 1)
        #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status == 202)
        #expect(try await service.finished(id)["state"] == "cancelled")
      }
    }
  }
}
