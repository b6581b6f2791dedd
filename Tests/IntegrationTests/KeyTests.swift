import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Keys made by the command, and what the running service makes of them.
  @Suite struct KeyTests {
    /// Runs `symbreak` to its end; what it wrote to standard output.
    private func run(_ folder: URL, _ arguments: String...) async throws -> String {
      let process = try ServiceProcess(
        arguments: arguments + ["--database", folder.appending(path: "jobs.sqlite").path],
        environment: [:], log: folder.appending(path: "command-\(UUID().uuidString).txt"))
      let ending = try await process.end(within: .seconds(30))
      try #require(ending == .exit(0), "\(process.errors)")
      return process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func status(_ service: Service, _ target: String, _ key: String?) async throws -> Int {
      let headers = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
      return try await service.send("GET", target, headers: headers).status
    }

    /// Asks until the answer is `wanted`: a running service follows within two seconds.
    private func becomes(
      _ wanted: Int, _ service: Service, _ target: String, _ key: String?
    ) async throws -> Bool {
      for _ in 0..<100 {
        if try await status(service, target, key) == wanted { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }

    @Test func keysOpenAndRevokedOnesDoNot() async throws {
      try await withTemporaryFolder { folder in
        let options = Service.Options(
          workers: 0, arguments: ["--log-format", "json", "--log-level", "debug"])
        let ada = try await run(folder, "key", "create", "--owner", "ada", "--create-database")
        #expect(ada.hasPrefix("sbk_"))
        try await withService(in: folder, options) { service in
          #expect(try await status(service, "/healthz", nil) == 200)
          #expect(try await status(service, "/v1/jobs", nil) == 401)
          #expect(try await status(service, "/v1/jobs", ada) == 200)

          // Made and revoked beside the running service.
          let bob = try await run(folder, "key", "create", "--owner", "bob", "--scope", "read")
          #expect(try await becomes(200, service, "/v1/jobs", bob))
          let created = try await service.send(
            "POST", "/v1/jobs",
            headers: [
              ("Authorization", "Bearer \(ada)"), ("Content-Type", "application/json"),
              ("X-Request-Id", "request-of-ada"),
            ], body: Array(#"{"architecture": [2, 2, 1]}"#.utf8))
          #expect(created.status == 202)
          #expect(created.headers["x-request-id"] == "request-of-ada")
          let job = try #require(created.headers["location"])
          #expect(try await status(service, job, ada) == 200)
          #expect(try await status(service, job, bob) == 404)
          #expect(try await status(service, job, nil) == 401)

          let id = String(ada.split(separator: "_")[1])
          let list = try await run(folder, "key", "list")
          #expect(list.contains(id))
          #expect(!list.contains(try #require(ada.split(separator: "_").last)))
          _ = try await run(folder, "key", "revoke", id)
          #expect(try await becomes(401, service, "/v1/jobs", ada))
          #expect(try await status(service, "/v1/jobs", bob) == 200)
          #expect(try await run(folder, "key", "list").contains("revoked"))

          // The log is JSON, one object a line; it tells who did what, and no secret.
          let log = service.process.errors
          let lines = try log.split(separator: "\n").map { try JSON(Array($0.utf8)) }
          let audit = lines.first { $0["request"] == "request-of-ada" }
          #expect(audit?["level"] == "info")
          #expect(audit?["owner"] == "ada")
          #expect(audit?["key"] == .string(id))
          #expect(audit?["route"] == "/v1/jobs")
          #expect(audit?["status"] == "202")
          for token in [ada, bob] {
            #expect(!log.contains(try #require(token.split(separator: "_").last)))
          }
        }
      }
    }

    @Test func aStreamOfEventsEndsWithItsKey() async throws {
      try await withTemporaryFolder { folder in
        let ada = try await run(folder, "key", "create", "--owner", "ada", "--create-database")
        try await withService(in: folder, .init(workers: 0)) { service in
          let created = try await service.send(
            "POST", "/v1/jobs",
            headers: [("Authorization", "Bearer \(ada)"), ("Content-Type", "application/json")],
            body: Array(#"{"architecture": [2, 2, 1]}"#.utf8))
          let job = try #require(created.headers["location"])
          let stream = try RawConnection(port: service.port)
          try stream.send(
            "GET \(job)/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(ada)\r\n"
              + "Connection: close\r\n\r\n")
          _ = try await run(folder, "key", "revoke", String(ada.split(separator: "_")[1]))
          let text = try stream.untilClosed()
          #expect(text.contains("event: state"))
          #expect(text.hasSuffix("0\r\n\r\n"))
        }
      }
    }

    @Test func noDatabaseIsMadeUnasked() async throws {
      try await withTemporaryFolder { folder in
        for command in [["create"], ["list"], ["revoke", "id"]] {
          let process = try ServiceProcess(
            arguments: ["key"] + command + ["--database", folder.appending(path: "a.sqlite").path],
            environment: [:], log: folder.appending(path: "command.txt"))
          #expect(try await process.end(within: .seconds(30)) != .exit(0))
          #expect(process.output.isEmpty)
          #expect(process.errors.contains("There is no database"), "\(process.errors)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left == ["command.txt"])
      }
    }

    @Test func anAddressForOthersNeedsAKeyOrAClearWord() async throws {
      try await withTemporaryFolder { folder in
        func serve(_ further: String...) throws -> ServiceProcess {
          try ServiceProcess(
            arguments: [
              "serve", "--host", "0.0.0.0", "--port", "0", "--workers", "0", "--database",
              folder.appending(path: "jobs.sqlite").path,
            ] + further, environment: [:],
            log: folder.appending(path: "serve-\(UUID().uuidString).txt"))
        }
        let refused = try serve()
        #expect(try await refused.end(within: .seconds(30)) != .exit(0))
        #expect(refused.errors.contains("symbreak key create"))
        #expect(refused.output.isEmpty)

        let insecure = try serve("--insecure")
        _ = try await insecure.line(after: "listening on ", within: .seconds(30))
        insecure.signal(SIGTERM)
        #expect(try await insecure.end(within: .seconds(30)) == .exit(0))
        #expect(insecure.errors.contains("insecure"))

        _ = try await run(folder, "key", "create")
        let keyed = try serve()
        _ = try await keyed.line(after: "listening on ", within: .seconds(30))
        keyed.signal(SIGTERM)
        #expect(try await keyed.end(within: .seconds(30)) == .exit(0))
      }
    }
  }
}
