import Foundation
import Testing

extension IntegrationTests {
  /// Very many connections that do nothing.
  @Suite struct IdleConnectionTests {
    /// As many as are asked for; fewer only where the machine allows this process fewer.
    private static let wanted = 10_000

    @Test func tenThousandIdleConnectionsLeaveTheServiceQuickAndThenNothingBehind() async throws {
      let hardLimit = try Descriptors.hardLimit()
      // The service inherits a low limit, as from a shell, and has to raise it by itself.
      try Descriptors.setLimit(min(256, hardLimit))
      try await withService(
        .init(
          workers: 0,
          arguments: [
            "--max-connections", "20000", "--max-connections-per-address", "20000",
            "--idle-timeout", "600", "--header-timeout", "600",
          ])
      ) { service in
        try Descriptors.setLimit(hardLimit)
        let process = ProcessFigures(id: service.process.id)
        #expect(try process.descriptorLimit() == hardLimit)
        // The tests and the service need some descriptors for other things.
        let count = min(Self.wanted, hardLimit - 200)
        try #require(count >= 500)

        // The first wave brings the memory that the process keeps for the next ones.
        let port = try service.port
        try Self.holdingIdleConnections(count, to: port) {}
        let before = (try process.descriptors(settlingAt: 60), try process.residentBytes())
        #expect(before.0 <= 60)
        try Self.holdingIdleConnections(count, to: port) {
          #expect(try process.descriptors() >= count)
          for _ in 0..<10 {
            let began = ContinuousClock.now
            let connection = try RawConnection(port: port)
            try connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try connection.response().status == 200)
            #expect(ContinuousClock.now - began < .seconds(1))
          }
        }
        let after = (
          try process.descriptors(settlingAt: before.0), try process.residentBytes()
        )
        #expect(after.0 <= before.0)
        // Some for the allocator; each connection took about 700 bytes while it was open.
        #expect(after.1 <= before.1 + 400 * count)
      }
    }

    /// Runs `body` while `count` connections wait that have each been answered once, then closes
    /// them.
    private static func holdingIdleConnections(
      _ count: Int, to port: UInt16, _ body: () throws -> Void
    ) throws {
      var connections: [RawConnection] = []
      for _ in 0..<count {
        let connection = try RawConnection(port: port)
        try connection.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try connection.headResponse().status == 200)
        connections.append(connection)
      }
      try body()
    }
  }
}

/// This process's own limit on descriptors, which its children inherit.
private enum Descriptors {
  private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  static func hardLimit() throws -> Int {
    var limit = rlimit()
    try #require(getrlimit(kind, &limit) == 0)
    return Int(clamping: limit.rlim_max)
  }

  static func setLimit(_ count: Int) throws {
    var limit = rlimit()
    try #require(getrlimit(kind, &limit) == 0)
    limit.rlim_cur = rlim_t(count)
    try #require(setrlimit(kind, &limit) == 0)
  }
}

/// What the system tells of a process (proc(5)).
private struct ProcessFigures {
  let id: Int32

  /// Descriptors that it holds.
  func descriptors() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count
  }

  /// Descriptors that it holds once they are at most `count`, or after ten seconds: it notices that
  /// a client has closed in its own time.
  func descriptors(settlingAt count: Int) throws -> Int {
    let end = ContinuousClock.now + .seconds(10)
    while try descriptors() > count, ContinuousClock.now < end { usleep(10_000) }
    return try descriptors()
  }

  /// Memory that it has in use (VmRSS).
  func residentBytes() throws -> Int {
    try 1024 * figure("VmRSS:", at: 1, in: "status")
  }

  /// The descriptors that it may hold (its soft limit).
  func descriptorLimit() throws -> Int {
    try figure("Max open files", at: 3, in: "limits")
  }

  /// The word at `index` of the line that begins with `start`.
  private func figure(_ start: String, at index: Int, in file: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(id)/\(file)", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(start) })
    let words = line.split(whereSeparator: \.isWhitespace)
    return try #require(index < words.count ? Int(words[index]) : nil)
  }
}
