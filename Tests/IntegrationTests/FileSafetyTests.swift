import CurlClient
import Foundation
import GRDB
import Testing

extension IntegrationTests {
  /// What others do to the database's files while the service runs, and what it says of that.
  @Suite struct FileSafetyTests {
    private func database(_ folder: URL) -> String { folder.appending(path: "jobs.sqlite").path }

    /// Runs `symbreak` on the database to its end.
    private func run(
      _ folder: URL, _ arguments: String...
    ) async throws -> (ending: ServiceProcess.Ending, output: String, errors: String) {
      let process = try ServiceProcess(
        arguments: arguments + ["--database", database(folder)], environment: [:],
        log: folder.appending(path: "command-\(UUID().uuidString).txt"))
      let ending = try await process.end(within: .seconds(60))
      return (ending, process.output, process.errors)
    }

    /// Asks for readiness until the answer is `wanted`, and answers its `reason`.
    private func readiness(_ service: Service, becomes wanted: Int) async throws -> JSON {
      for _ in 0..<300 {
        let answer = try await service.send("GET", "/readyz")
        if answer.status == wanted { return try answer.json["reason"] }
        try await Task.sleep(for: .milliseconds(50))
      }
      throw Failure("/readyz does not become \(wanted)")
    }

    private func post(_ service: Service) async throws -> CurlResponse {
      try await service.send(
        "POST", "/v1/jobs", headers: [("Content-Type", "application/json")],
        body: Array(#"{"architecture": [2, 2, 1]}"#.utf8))
    }

    @Test func aRenamedDatabaseIsNoticedAndTakesNoJobs() async throws {
      try await withTemporaryFolder { folder in
        try await withService(in: folder, .init(workers: 0)) { service in
          #expect(try await post(service).status == 202)
          let away = folder.appending(path: "away.sqlite").path
          try #require(rename(database(folder), away) == 0)
          let refused = try await post(service)
          #expect(refused.status == 503)
          #expect(try refused.json["detail"].string?.contains("removed or replaced") == true)
          #expect(try await readiness(service, becomes: 503) == "store_replaced")
          #expect(service.process.errors.contains("was removed, renamed or replaced"))
          try #require(rename(away, database(folder)) == 0)
          _ = try await readiness(service, becomes: 200)
          #expect(try await post(service).status == 202)
        }
        try await withService(in: folder, .init(workers: 0)) { service in
          let jobs = try await service.json("/v1/jobs")["items"].array
          #expect(jobs.count == 2)
        }
      }
    }

    /// No request comes, and it is seen all the same.
    @Test func anIdleServiceNoticesThatItsDatabaseIsGone() async throws {
      try await withTemporaryFolder { folder in
        try await withService(in: folder, .init(workers: 0)) { service in
          try FileManager.default.removeItem(atPath: database(folder))
          let reason = try await readiness(service, becomes: 503)
          #expect(reason == "store_replaced")
        }
      }
    }

    @Test func aServiceStopsWithinItsGraceUnderAForeignLock() async throws {
      try await withTemporaryFolder { folder in
        let options = Service.Options(workers: 1, arguments: ["--grace", "3"])
        try await withService(in: folder, options) { service in
          let id = try #require(try await service.submit(Spec.endless)["id"].string)
          _ = try await service.job(id, in: ["running"])
          var configuration = Configuration()
          configuration.allowsUnsafeTransactions = true
          let visitor = try DatabaseQueue(path: database(folder), configuration: configuration)
          try await visitor.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
          let refused = try await post(service)
          #expect(refused.status == 503)
          #expect(try await readiness(service, becomes: 503) == "store_unavailable")
          #expect(service.process.errors.contains("database is locked"))

          let began = ContinuousClock.now
          service.process.signal(SIGTERM)
          #expect(try await service.process.end(within: .seconds(60)) == .exit(0))
          // The grace, and what a loaded machine takes; it was the grace and three waits of 5 s.
          #expect(ContinuousClock.now - began < .seconds(6))
          #expect(!service.process.errors.contains("it is back in the queue"))
          #expect(service.process.errors.contains("operation=settle"))
          try await visitor.writeWithoutTransaction { try $0.rollback() }
        }
      }
    }

    @Test func oneFileIsOneServicesUnderEveryName() async throws {
      try await withTemporaryFolder { folder in
        try await withService(in: folder, .init(workers: 0)) { service in
          let (soft, hard) = (folder.path + "/soft.sqlite", folder.path + "/hard.sqlite")
          try #require(symlink(database(folder), soft) == 0)
          try #require(link(database(folder), hard) == 0)
          for name in [soft, hard] {
            let second = try ServiceProcess(
              arguments: ["serve", "--port", "0", "--database", name], environment: [:],
              log: folder.appending(path: "second.txt"))
            #expect(try await second.end(within: .seconds(30)) != .exit(0))
            #expect(second.errors.contains("process \(service.process.id)"), "\(second.errors)")
          }
          #expect(try await post(service).status == 202)
        }
      }
    }

    @Test func aBackupMadeBesideTheServiceIsRestored() async throws {
      try await withTemporaryFolder { folder in
        let backup = folder.appending(path: "backup.sqlite").path
        let finished = try await withService(in: folder, .init(workers: 1)) { service in
          let finished = try await service.trained(Spec.minimal)
          let made = try await run(folder, "backup", backup)
          #expect(made.ending == .exit(0), "\(made.errors)")
          #expect(made.output.contains("1 jobs"))
          #expect(try await run(folder, "backup", backup).ending != .exit(0))
          _ = try await service.trained(Spec.minimal.with("seed", 9))
          let refused = try await run(folder, "restore", backup, "--overwrite")
          #expect(refused.ending != .exit(0))
          #expect(refused.errors.contains("in use"))
          // With its log, which must not be played into the backup.
          try await service.crash()
          return finished
        }
        #expect(try await run(folder, "restore", backup).ending != .exit(0))
        let restored = try await run(folder, "restore", backup, "--overwrite")
        #expect(restored.ending == .exit(0), "\(restored.errors)")
        try await withService(in: folder, .init(workers: 0)) { service in
          let items = try await service.json("/v1/jobs")["items"].array
          #expect(items.map { $0["id"] } == [finished["id"]])
          let id = try #require(finished["id"].string)
          #expect(try await service.json("/v1/jobs/\(id)") == finished)
        }
      }
    }

    /// Whenever it is killed, the next start goes on.
    @Test func aFirstStartThatIsKilledIsTakenUp() async throws {
      for delay in stride(from: 0, through: 60, by: 4) {
        try await withTemporaryFolder { folder in
          let first = try ServiceProcess(
            arguments: ["serve", "--port", "0", "--database", database(folder)],
            environment: [:], log: folder.appending(path: "first.txt"))
          // From the moment that the file is there.
          while access(database(folder), F_OK) != 0, first.ending == nil {
            try await Task.sleep(for: .microseconds(100))
          }
          try await Task.sleep(for: .milliseconds(delay) / 4)
          first.signal(SIGKILL)
          _ = try await first.end(within: .seconds(30))
          try await withService(in: folder, .init(workers: 0)) { service in
            let answer = try await post(service)
            #expect(answer.status == 202)
          }
        }
      }
    }
  }
}
