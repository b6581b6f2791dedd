import Dispatch
import Foundation
import HTTPCodec
import HTTPService
import Synchronization
import Testing

/// What unfinished requests of all connections may hold together.
@Suite(.timeLimit(.minutes(2)))
struct BudgetTests {
  /// Answers with the length of each content; those of `/file` are kept in files.
  private struct Lengths: HTTPHandler {
    let release = Signal()

    func handle(_ request: HTTPRequest) -> HTTPAnswer {
      let count = (try? request.withContent(\.count)) ?? -1
      let response = HTTPResponse(status: .ok, body: Array("\(count)".utf8))
      guard request.path == "/slow" else { return .ready(response) }
      return .pending { [release] in
        await release.wait()
        return response
      }
    }

    func receive(_ head: HTTPRequest) -> HTTPReception {
      .wanted(isStored: head.path == "/file")
    }

    func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse {
      HTTPResponse(status: fault.status, body: Array(fault.code.rawValue.utf8))
    }
  }

  private func withLengths(
    _ configure: (inout HTTPServerConfiguration) -> Void, _ log: EventLog = EventLog(),
    _ body: (UInt16, Lengths) async throws -> Void
  ) async throws {
    var configuration = HTTPServerConfiguration(port: 0, queueCount: 2)
    configure(&configuration)
    let handler = Lengths()
    let server = HTTPServer(configuration: configuration, handler: handler, events: log.receive)
    let port = try server.start()
    do {
      try await body(port, handler)
    } catch {
      await server.shutdown(grace: .zero)
      throw error
    }
    await server.shutdown(grace: .zero)
  }

  private static func post(_ path: String, announcing length: Int) -> String {
    Client.request("POST", path, ["Content-Length: \(length)"])
  }

  @Test func unfinishedContentsOfAllConnectionsAreBounded() async throws {
    try await withLengths({ $0.maxBufferedBytes = 1 << 20 }) { port, _ in
      try await blocking {
        var held: [Client] = []
        var refusals = 0
        for _ in 0..<30 {
          let client = try Client(port: port)
          try client.send(Self.post("/", announcing: 200_000))
          try? client.send([UInt8](repeating: 0x61, count: 100_000))
          // A small request on another connection shows that this one's octets have been read.
          #expect(try Client(port: port).get("/").text == "0")
          held.append(client)
        }
        for client in held where try Self.isAnswered(client) {
          let response = try client.response()
          #expect(response.status == 503)
          #expect(response.text == "too_many_buffered_bytes")
          #expect(response.fields["connection"] == "close")
          refusals += 1
        }
        #expect(refusals >= 19)
        // With those gone there is room again.
        held = []
        try Self.eventually {
          let client = try Client(port: port)
          try client.send(Self.post("/", announcing: 900_000))
          try? client.send([UInt8](repeating: 0x61, count: 900_000))
          return try client.response().text == "900000"
        }
      }
    }
  }

  @Test func aContentThatCannotFitIsRefusedAtOnce() async throws {
    try await withLengths({ $0.maxBufferedBytes = 1 << 20 }) { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Self.post("/", announcing: 2 << 20))
        #expect(try client.response().text == "too_many_buffered_bytes")
      }
    }
  }

  @Test func unfinishedHeadsAreBoundedToo() async throws {
    try await withLengths({
      $0.maxBufferedBytes = 200_000
      $0.maxConnections = 100
    }) { port, _ in
      try await blocking {
        var held: [Client] = []
        for _ in 0..<20 {
          let client = try Client(port: port)
          try client.send("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 30_000))
          #expect(try Client(port: port).get("/").text == "0")
          held.append(client)
        }
        #expect(try held.count { try Self.isAnswered($0) } >= 13)
      }
    }
  }

  @Test func whatIsBeingAnsweredCountsUntilItsAnswer() async throws {
    try await withLengths({ $0.maxBufferedBytes = 1 << 20 }) { port, handler in
      try await blocking {
        let slow = try Client(port: port)
        try slow.send(Self.post("/slow", announcing: 900_000))
        try slow.send([UInt8](repeating: 0x61, count: 900_000))
        try Self.eventually {
          let client = try Client(port: port)
          try client.send(Self.post("/", announcing: 300_000))
          return try Self.isAnswered(client) && client.response().status == 503
        }
        handler.release.happen()
        #expect(try slow.response().text == "900000")
        let next = try Client(port: port)
        try next.send(Self.post("/", announcing: 300_000))
        try next.send([UInt8](repeating: 0x61, count: 300_000))
        #expect(try next.response().text == "300000")
      }
    }
  }

  @Test func storedContentsTakeFilesAndNotMemory() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await withLengths({
      $0.maxBufferedBytes = 1 << 20
      $0.maxStoredBytes = 6 << 20
      $0.contentFolder = folder.path
    }) { port, _ in
      try await blocking {
        let length = 4 << 20
        let content = [UInt8](repeating: 0x61, count: length)
        let whole = try Client(port: port)
        try whole.send(Self.post("/file", announcing: length))
        try whole.send(content)
        #expect(try whole.response().text == "\(length)")
        // In chunks, and the connection goes on after it.
        try whole.send(Client.request("POST", "/file", ["Transfer-Encoding: chunked"]))
        for _ in 0..<4 {
          try whole.send("100000\r\n")
          try whole.send([UInt8](repeating: 0x62, count: 1 << 20))
          try whole.send("\r\n")
        }
        try whole.send("0\r\n\r\n" + Client.request("GET", "/"))
        #expect(try whole.response().text == "\(length)")
        #expect(try whole.response().text == "0")

        let first = try Client(port: port)
        try first.send(Self.post("/file", announcing: length))
        try first.send(Array(content.dropLast(10)))
        // Once all of that is in its file there is no room for a second one.
        try Self.eventually {
          let second = try Client(port: port)
          try second.send(Self.post("/file", announcing: (2 << 20) + 11))
          return try Self.isAnswered(second) && second.response().text == "too_many_buffered_bytes"
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        try first.send(Array(content.prefix(10)))
        #expect(try first.response().text == "\(length)")
      }
    }
  }

  @Test func ofTwoThatAskAtOnceOneGetsTheRoom() {
    let budget = ByteBudget(limit: 10)
    for _ in 0..<20_000 {
      let taken = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        if budget.take(6) { taken.withLock { $0 += 1 } }
      }
      #expect(taken.withLock(\.self) == 1)
      budget.giveBack(budget.held)
    }
  }

  @Test func aContentThatCannotBeStoredIsRefused() async throws {
    let log = EventLog()
    try await withLengths({ $0.contentFolder = "/nowhere" }, log) { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Self.post("/file", announcing: 5) + "abcde")
        let response = try client.response()
        #expect(response.status == 503)
        #expect(response.text == "content_not_kept")
      }
    }
    #expect(log.contains { if case .contentNotStored = $0 { true } else { false } })
  }

  /// Whether something came from the server, within some time.
  private static func isAnswered(_ client: Client) throws -> Bool {
    var poll = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
    return Foundation.poll(&poll, 1, 200) == 1
  }

  /// Tries until `condition` holds; fails when it does not within ten seconds.
  private static func eventually(_ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end { if try condition() { return } }
    Issue.record("it did not come to that")
  }
}
