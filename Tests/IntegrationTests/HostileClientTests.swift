import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Clients that take what they can, without a key.
  @Suite(.timeLimit(.minutes(5))) struct HostileClientTests {
    private static func head(_ method: String, _ target: String, _ fields: String...) -> String {
      (["\(method) \(target) HTTP/1.1", "Host: localhost"] + fields + ["", ""])
        .joined(separator: "\r\n")
    }

    private static let json = "Content-Type: application/json"

    @Test func contentWhereNoneIsMeantIsRefusedUnread() async throws {
      try await withService(.init(workers: 0)) { service in
        let port = try service.port
        for (method, target) in [
          ("GET", "/healthz"), ("OPTIONS", "/v1/jobs"), ("OPTIONS", "*"), ("GET", "/v1/jobs"),
          ("DELETE", "/v1/jobs/job_00000000000000000000000000"), ("GET", "/openapi.json"),
        ] {
          for framing in ["Content-Length: 8000000", "Transfer-Encoding: chunked"] {
            let connection = try RawConnection(port: port)
            try connection.send(Self.head(method, target, framing))
            let response = try connection.response()
            #expect(response.status == 413)
            #expect(try JSON(response.body)["type"] == "/problems/unexpected_content")
            #expect(response.headers["connection"] == "close")
          }
        }
      }
    }

    /// Thirty clients send most of 4 MB each and stop; what they may hold together is 16 MB.
    @Test func unfinishedBodiesTakeBoundedMemory() async throws {
      let options = Service.Options(
        workers: 0, arguments: ["--max-buffered-bytes", "\(16 << 20)"])
      try await withService(options) { service in
        let port = try service.port
        _ = try await service.send("GET", "/healthz")
        let before = try Self.peakBytes(service)
        var held: [RawConnection] = []
        var refused = 0
        for _ in 0..<30 {
          let connection = try RawConnection(port: port)
          try connection.send(
            Self.head("POST", "/v1/jobs", Self.json, "Content-Length: \(4 << 20)"))
          do {
            try connection.send([UInt8](repeating: 0x20, count: (4 << 20) - 10))
          } catch {
            // Refused, and closed meanwhile.
          }
          held.append(connection)
          #expect(
            try await service.anotherClient().send(CurlRequest("GET", "/healthz")).status == 200)
        }
        let growth = try Self.peakBytes(service) - before
        // Arrays that grow are copied; 120 MB were sent.
        #expect(growth < 70 << 20, "grew by \(growth) bytes")
        for connection in held.suffix(5) {
          guard let response = try? connection.response() else { continue }
          #expect(response.status == 503)
          #expect(response.headers["retry-after"] != nil)
          refused += 1
        }
        #expect(refused > 0)
        held = []
        // Their room is free again.
        let end = ContinuousClock.now + .seconds(20)
        var status = 503
        while status == 503, ContinuousClock.now < end {
          status = try await service.post(Spec.minimal).status
        }
        #expect(status == 202)
      }
    }

    @Test func uploadsAreKeptInFilesWhileTheyCome() async throws {
      try await withTemporaryFolder { folder in
        let uploads = folder.appending(path: "uploads")
        try FileManager.default.createDirectory(at: uploads, withIntermediateDirectories: true)
        let options = Service.Options(
          workers: 0,
          arguments: [
            "--temporary-folder", uploads.path, "--max-stored-upload-bytes", "\(150 << 20)",
          ])
        try await withService(in: folder, options) { service in
          let port = try service.port
          _ = try await service.send("GET", "/healthz")
          let before = try Self.peakBytes(service)
          var held: [RawConnection] = []
          for _ in 0..<4 {
            let connection = try RawConnection(port: port)
            try connection.send(
              Self.head(
                "POST", "/v1/datasets", "Content-Type: text/csv", "Content-Length: \(60 << 20)"))
            do {
              try connection.send([UInt8](repeating: 0x30, count: (60 << 20) - 10))
            } catch {
              // The last two find no room.
            }
            held.append(connection)
          }
          #expect(
            try await service.anotherClient().send(CurlRequest("GET", "/healthz")).status == 200)
          #expect(try Self.peakBytes(service) - before < 24 << 20)
          #expect(try FileManager.default.contentsOfDirectory(atPath: uploads.path).isEmpty)
          #expect(try held[3].response().status == 503)
        }
      }
    }

    @Test(arguments: ["", "GET /healthz HTTP/1.1\r\nX: "])
    func connectionsThatWaitShutNobodyOut(sent: String) async throws {
      let options = Service.Options(
        workers: 0, arguments: ["--max-connections", "50", "--log-level", "debug"])
      try await withService(options) { service in
        let port = try service.port
        var held: [RawConnection] = []
        for _ in 0..<200 {
          let connection = try RawConnection(port: port)
          try? connection.send(sent)
          held.append(connection)
        }
        for _ in 0..<10 {
          // While those that are to make room are on their way out, it is "retry later".
          var status = 503
          for _ in 0..<50 where status == 503 {
            let connection = try RawConnection(port: port)
            try connection.send(Self.head("GET", "/healthz"))
            status = try connection.response().status
          }
          #expect(status == 200)
        }
        withExtendedLifetime(held) {}
      }
    }

    @Test func aClientThatClosesItsSendingSideGetsItsFinishedJob() async throws {
      try await withService(.init(workers: 1)) { service in
        let connection = try RawConnection(port: service.port)
        let spec = try Spec.minimal.with("training", ["steps": 400_000]).bytes
        try connection.send(
          Self.head(
            "POST", "/v1/jobs", Self.json, "Prefer: wait=60", "Content-Length: \(spec.count)"))
        try connection.send(spec)
        connection.closeSending()
        let response = try connection.finalResponse()
        #expect(response.status == 200)
        #expect(try JSON(response.body)["state"] == "succeeded")
        #expect(try connection.isClosedByServer())
      }
    }

    @Test func aReachableServiceWithoutKeysAnswersNoForeignName() async throws {
      let options = Service.Options(
        workers: 0,
        arguments: ["--host", "0.0.0.0", "--insecure", "--allowed-hosts", "lab.example"])
      try await withService(options) { service in
        let port = try service.port
        for (host, origin, status) in [
          ("127.0.0.1", nil, 200), ("192.0.2.1:8080", nil, 200), ("lab.example", nil, 200),
          ("evil.example", nil, 421), ("127.0.0.1", "http://evil.example", 403),
        ] as [(String, String?, Int)] {
          let connection = try RawConnection(port: port)
          let origins = origin.map { "Origin: \($0)\r\n" } ?? ""
          try connection.send("GET /healthz HTTP/1.1\r\nHost: \(host)\r\n\(origins)\r\n")
          #expect(try connection.response().status == status, "\(host)")
        }
      }
    }

    @Test func refusalsOfClientsWithoutAKeyDoNotFillTheLog() async throws {
      try await withTemporaryFolder { folder in
        let key = try ServiceProcess(
          arguments: [
            "key", "create", "--create-database", "--database",
            folder.appending(path: "jobs.sqlite").path,
          ], environment: [:], log: folder.appending(path: "key.txt"))
        #expect(try await key.end(within: .seconds(30)) == .exit(0))
        try await withService(in: folder, .init(workers: 0, arguments: ["--log-format", "json"])) {
          service in
          let connection = try RawConnection(port: service.port)
          for _ in 0..<500 {
            try connection.send(Self.head("GET", "/v1/jobs"))
            #expect(try connection.response().status == 401)
          }
          func lines(_ text: String) throws -> [JSON] {
            try service.process.errors.split(separator: "\n").filter { $0.contains(text) }
              .map { try JSON(Array($0.utf8)) }
          }
          let summary = "more requests were refused than are logged one by one"
          let end = ContinuousClock.now + .seconds(60)
          while try lines(summary).isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(200))
          }
          let told = try lines("GET /v1/jobs 401").count
          let counted = try lines(summary).compactMap { $0["count"].string.flatMap { Int($0) } }
          #expect(told < 100)
          // A machine that is slow spreads them over two periods, each with its own number.
          #expect(counted.reduce(told, +) <= 500)
          #expect(counted.first ?? 0 > 0)
        }
      }
    }

    /// The most memory that the service has had in use (VmHWM of proc(5)).
    private static func peakBytes(_ service: Service) throws -> Int {
      let text = try String(contentsOfFile: "/proc/\(service.process.id)/status", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      let words = line.split(whereSeparator: \.isWhitespace)
      return 1024 * (try #require(words.count > 1 ? Int(words[1]) : nil))
    }
  }
}
