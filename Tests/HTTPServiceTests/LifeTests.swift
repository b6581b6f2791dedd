import Foundation
import HTTPCodec
import HTTPService
import Testing

/// Deadlines, limits on connections, and the end of the server.
@Suite struct LifeTests {
  @Test func slowRequestsAreAnswered408() async throws {
    try await withServer { configuration in
      configuration.headerDeadline = .milliseconds(500)
      configuration.bodyDeadline = .milliseconds(500)
    } _: { port, _ in
      try await blocking {
        for (part, answersBefore) in [
          ("G", 0), ("GET / HTTP/1.1\r\nHost: h\r\n", 0),
          (Client.request("POST", "/", ["Content-Length: 9"]), 0),
          (Client.request("POST", "/", ["Transfer-Encoding: chunked"]) + "5\r\nab", 0),
          (Client.request("GET", "/") + "GET", 1),
        ] {
          let client = try Client(port: port)
          try client.send(part)
          for _ in 0..<answersBefore { #expect(try client.response().status == 200) }
          let response = try client.response()
          #expect(response.status == 408)
          #expect(response.fields["connection"] == "close")
          #expect(try client.isAtEnd())
        }
      }
    }
  }

  @Test func aDeadlineIsNotPutOffByDrops() async throws {
    try await withServer { configuration in
      configuration.headerDeadline = .milliseconds(500)
    } _: { port, _ in
      try await blocking {
        let client = try Client(port: port)
        let began = ContinuousClock.now
        var sent = 0
        // One octet at a time, until the server has had enough.
        var poll = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
        while Foundation.poll(&poll, 1, 20) == 0, ContinuousClock.now - began < .seconds(8) {
          try client.send("a")
          sent += 1
        }
        #expect(sent > 2)
        #expect(try client.response().status == 408)
      }
    }
  }

  @Test func idleConnectionsEndWithoutAWord() async throws {
    try await withServer {
      $0.idleDeadline = .milliseconds(500)
    } _: { port, _ in
      try await blocking {
        let silent = try Client(port: port)
        let kept = try Client(port: port)
        #expect(try kept.get("/").status == 200)
        #expect(try silent.isAtEnd())
        #expect(try kept.isAtEnd())
      }
    }
  }

  @Test func aClientThatDoesNotReadIsDropped() async throws {
    let log = EventLog()
    try await withServer({ $0.writeDeadline = .milliseconds(200) }, log: log) { port, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(String(repeating: Client.request("GET", "/big"), count: 8))
        // Without reading, the reset shows as an error state of the socket.
        var poll = pollfd(fd: client.descriptor, events: 0, revents: 0)
        #expect(Foundation.poll(&poll, 1, 10_000) == 1)
        #expect(poll.revents & Int16(POLLERR | POLLHUP) != 0)
        #expect(try Client(port: port).get("/").status == 200)
      }
    }
    #expect(log.contains { if case .writeDeadlinePassed = $0 { true } else { false } })
  }

  @Test func aClientThatLeavesCancelsItsAnswer() async throws {
    let handler = TestHandler()
    try await withServer(handler: handler) { port, _ in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/hang"))
        return UncheckedClient(client)
      }
      await handler.started.wait()
      client.client.hangUp()
      await handler.cancelled.wait()
    }
  }

  @Test func aClientThatClosesItsSendingSideAloneGetsItsAnswer() async throws {
    let handler = TestHandler()
    try await withServer(handler: handler) { port, _ in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/slow"))
        client.closeSending()
        // Whether somebody listens is asked by an interim response, which comes soon.
        #expect(try client.response().status == 100)
        return UncheckedClient(client)
      }
      handler.release.happen()
      let (text, isAtEnd) = try await blocking {
        (try client.client.response().text, try client.client.isAtEnd())
      }
      #expect(text == "slow")
      #expect(isAtEnd)
    }
  }

  @Test func aClientOfHTTP10GetsItsAnswerAlone() async throws {
    let handler = TestHandler()
    try await withServer(handler: handler) { port, _ in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send("GET /slow HTTP/1.0\r\n\r\n")
        client.closeSending()
        return UncheckedClient(client)
      }
      await handler.started.wait()
      handler.release.happen()
      let (text, isAtEnd) = try await blocking {
        (try client.client.response().text, try client.client.isAtEnd())
      }
      #expect(text == "slow")
      #expect(isAtEnd)
    }
  }

  @Test func connectionsBeyondTheLimitAreRefusedWhileAllAreBusy() async throws {
    let log = EventLog()
    let handler = TestHandler()
    try await withServer(
      {
        $0.maxConnections = 2
        $0.maxConnectionsPerAddress = 2
      }, handler: handler, log: log
    ) { port, _ in
      try await blocking {
        let clients = [try Client(port: port), try Client(port: port)]
        for client in clients {
          // The second request waits behind the first, which no other can displace.
          try client.send(Client.request("GET", "/") + Client.request("GET", "/slow"))
          #expect(try client.response().status == 200)
        }
        for _ in 0..<3 {
          let refused = try Client(port: port)
          try refused.send(Client.request("GET", "/"))
          let response = try refused.response()
          #expect(response.status == 503)
          #expect(response.text == "too_many_connections")
          refused.closeSending()
          #expect(try refused.isAtEnd())
        }
        handler.release.happen()
        for client in clients { #expect(try client.response().text == "slow") }
        #expect(try Client(port: port).get("/").status == 200)
      }
    }
    #expect(log.contains { if case .refused = $0 { true } else { false } })
  }

  /// Connections that do nothing, or very little, shut nobody out.
  @Test(arguments: ["", "GET / HT"])
  func waitingConnectionsGiveWayToNewOnes(sent: String) async throws {
    let log = EventLog()
    try await withServer({ $0.maxConnections = 8 }, log: log) { port, server in
      try await blocking {
        var clients: [Client] = []
        for _ in 0..<40 {
          let client = try Client(port: port)
          try client.send(sent)
          clients.append(client)
        }
        // Which of them wait is known once they have been read: who comes before may be sent away,
        // and gets in a moment later.
        for _ in 0..<10 {
          var statuses: [Int] = []
          while statuses.count < 10, statuses.last != 200 {
            statuses.append(try Client(port: port).get("/").status)
          }
          #expect(statuses.last == 200)
        }
        // The first has waited longest.
        #expect(try clients[0].isClosed())
      }
      #expect(server.connectionCount <= 8)
    }
    #expect(log.contains { if case .displaced = $0 { true } else { false } })
  }

  @Test func betweenRequestsGoesBeforeTheMiddleOfAHead() async throws {
    try await withServer({
      $0.maxConnections = 2
      $0.maxConnectionsPerAddress = 2
      $0.queueCount = 1
    }) { port, _ in
      try await blocking {
        let unfinished = try Client(port: port)
        try unfinished.send("GET / HTTP/1.1\r\n")
        let idle = try Client(port: port)
        #expect(try idle.get("/").status == 200)
        #expect(try Client(port: port).get("/").status == 200)
        #expect(try idle.isAtEnd())
        try unfinished.send("Host: h\r\n\r\n")
        #expect(try unfinished.response().status == 200)
      }
    }
  }

  @Test func connectionsOfOneAddressAreLimited() async throws {
    let handler = TestHandler()
    try await withServer({ $0.maxConnectionsPerAddress = 1 }, handler: handler) { port, _ in
      try await blocking {
        let first = try Client(port: port)
        try first.send(Client.request("GET", "/") + Client.request("GET", "/slow"))
        #expect(try first.response().status == 200)
        #expect(try Client(port: port).response().status == 503)
        handler.release.happen()
        #expect(try first.response().text == "slow")
        #expect(try Client(port: port).get("/").status == 200)
      }
    }
  }

  @Test func shutdownAnswersWhatIsInFlight() async throws {
    let handler = TestHandler()
    // On one queue: once it has ended the idle connection it knows that it drains.
    try await withServer({ $0.queueCount = 1 }, handler: handler) { port, server in
      let idle = try await blocking { UncheckedClient(try Client(port: port)) }
      let busy = try await blocking { UncheckedClient(try Client(port: port)) }
      try await blocking {
        #expect(try idle.client.get("/").status == 200)
        try busy.client.send(Client.request("GET", "/slow"))
      }
      await handler.started.wait()
      async let end: Void = server.shutdown(grace: .seconds(30))
      try await blocking {
        // The idle connection ends at once, and with it the socket stops listening; the busy one
        // waits.
        #expect(try idle.client.isAtEnd())
        #expect(throws: Client.Failure.self) { _ = try Client(port: port) }
        handler.release.happen()
        let response = try busy.client.response()
        #expect(response.text == "slow")
        #expect(response.fields["connection"] == "close")
        busy.client.closeSending()
        #expect(try busy.client.isAtEnd())
      }
      await end
    }
  }

  @Test func shutdownEndsByForceAfterItsGrace() async throws {
    let handler = TestHandler()
    let log = EventLog()
    try await withServer(handler: handler, log: log) { port, server in
      let client = try await blocking { UncheckedClient(try Client(port: port)) }
      try await blocking { try client.client.send(Client.request("GET", "/hang")) }
      await handler.started.wait()
      await server.shutdown(grace: .milliseconds(50))
      await handler.cancelled.wait()
      let isClosed = try await blocking { try client.client.isClosed() }
      #expect(isClosed)
    }
    #expect(log.contains { if case .closedByForce(connections: 1) = $0 { true } else { false } })
  }

  @Test func aPortServesAgainAtOnce() async throws {
    var taken: UInt16 = 0
    try await withServer { port, _ in
      taken = port
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/", ["Connection: close"]))
        #expect(try client.response().status == 200)
      }
    }
    let again = taken
    try await withServer({ $0.port = again }) { port, _ in
      #expect(port == again)
      let status = try await blocking { try Client(port: port).get("/").status }
      #expect(status == 200)
    }
  }

  @Test func startTellsWhatIsWrong() async throws {
    func code(_ host: String, _ port: UInt16) -> HTTPServerError.Code? {
      let server = HTTPServer(
        configuration: HTTPServerConfiguration(host: host, port: port), handler: TestHandler())
      do throws(HTTPServerError) {
        _ = try server.start()
        return nil
      } catch {
        return error.code
      }
    }
    try await withServer { port, server in
      #expect(code("127.0.0.1", port) == .addressInUse)
      #expect(code("192.0.2.1", 0) == .addressNotAvailable)
      for host in ["", "example", "127.1", "[::1", "300.0.0.1", "a.b.c.d"] {
        #expect(code(host, 0) == .invalidHost, "\(host)")
      }
      #expect(throws: HTTPServerError.alreadyStarted) { _ = try server.start() }
    }
  }

  @Test(arguments: ["localhost", "127.0.0.1"])
  func hostsAreBound(_ host: String) async throws {
    try await withServer({ $0.host = host }) { port, _ in
      let status = try await blocking { try Client(port: port).get("/").status }
      #expect(status == 200)
    }
  }
}

/// A client that several threads use one after another.
///
/// Unchecked: each use is awaited before the next begins.
struct UncheckedClient: @unchecked Sendable {
  let client: Client

  init(_ client: Client) { self.client = client }
}
