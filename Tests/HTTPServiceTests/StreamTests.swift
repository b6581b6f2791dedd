import Foundation
import HTTPCodec
import HTTPService
import Synchronization
import Testing

/// Contents that are made while they are sent.
@Suite(.timeLimit(.minutes(2)))
struct StreamTests {
  /// Streams by path: `/three` pieces, `/endless` ones, `/beating` until its client has left,
  /// `/waiting` until it is released or cancelled; `/known` has a length, `/short` and `/long` have
  /// another one, and `/failing` throws.
  private final class Streams: HTTPHandler {
    let written = Mutex(0)
    let ended = Signal()
    let waiting = Signal()
    let release = Signal()

    static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)

    func handle(_ request: HTTPRequest) -> HTTPAnswer {
      switch request.path {
      case "/three":
        let pieces = ["one ", "", "two ", "three"]
        return .ready(
          HTTPResponse(status: .ok, headers: ["X": "y"]) { writer in
            for piece in pieces { try? await writer.write(Array(piece.utf8)) }
          })
      case "/known", "/short", "/long":
        let length = ["/known": 12, "/short": 13, "/long": 11][request.path]
        return .ready(
          HTTPResponse(status: .ok, headers: [:], streamLength: length) { writer in
            for piece in ["known ", "length"] { try await writer.write(Array(piece.utf8)) }
          })
      case "/failing":
        return .ready(
          HTTPResponse(status: .ok, headers: [:]) { writer in
            try await writer.write(Array("begin".utf8))
            throw HTTPStreamClosed()
          })
      case "/endless":
        return .pending { [self] in
          HTTPResponse(status: .ok, headers: [:]) { [self] writer in
            do throws(HTTPStreamClosed) {
              while !Task.isCancelled {
                try await writer.write(Self.piece)
                written.withLock { $0 += Self.piece.count }
              }
            } catch {}
            ended.happen()
          }
        }
      case "/waiting":
        return .ready(
          HTTPResponse(status: .ok, headers: [:]) { [self] writer in
            try? await writer.write(Array("begin".utf8))
            waiting.happen()
            await release.wait()
            try? await writer.write(Array(" end".utf8))
            ended.happen()
          })
      case "/beating":
        return .ready(
          HTTPResponse(status: .ok, headers: [:]) { [self] writer in
            do {
              while true {
                try await writer.write(Array("beat".utf8))
                try await Task.sleep(for: .milliseconds(10))
              }
            } catch {}
            ended.happen()
          })
      default:
        return .ready(HTTPResponse(status: .ok, body: Array(request.target.utf8)))
      }
    }

    func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse {
      HTTPResponse(status: fault.status)
    }
  }

  private func withStreams(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (UInt16, Streams, HTTPServer) async throws -> Void
  ) async throws {
    var configuration = HTTPServerConfiguration(port: 0, queueCount: 2)
    configure(&configuration)
    let handler = Streams()
    let server = HTTPServer(configuration: configuration, handler: handler)
    let port = try server.start()
    do {
      try await body(port, handler, server)
    } catch {
      await server.shutdown(grace: .zero)
      throw error
    }
    await server.shutdown(grace: .zero)
  }

  @Test func piecesAreChunksAndTheConnectionStays() async throws {
    try await withStreams { port, _, _ in
      try await blocking {
        let client = try Client(port: port)
        // The second request waits behind the stream.
        try client.send(Client.request("GET", "/three") + Client.request("GET", "/next"))
        let response = try client.response()
        #expect(response.fields["transfer-encoding"] == "chunked")
        #expect(response.fields["content-length"] == nil)
        #expect(response.fields["x"] == "y")
        #expect(try client.chunkedContent() == "one two three")
        #expect(try client.response().text == "/next")
      }
    }
  }

  @Test func aLengthThatIsKnownIsToldAndTheConnectionStays() async throws {
    try await withStreams { port, _, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(
          Client.request("GET", "/known") + Client.request("HEAD", "/known")
            + "GET /known HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
            + Client.request("GET", "/next"))
        for isHead in [false, true, false] {
          let response = try client.response(toHead: isHead)
          #expect(response.fields["content-length"] == "12")
          #expect(response.fields["transfer-encoding"] == nil)
          #expect(response.text == (isHead ? "" : "known length"))
        }
        #expect(try client.response().text == "/next")
      }
    }
  }

  /// A content that is not whole must not look so: no last chunk, and not the announced length.
  @Test(arguments: ["/failing", "/short", "/long"])
  func aContentThatBreaksOffIsNotTakenForWhole(path: String) async throws {
    try await withStreams { port, _, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", path))
        #expect(throws: (any Error).self) {
          if path == "/failing" {
            _ = try client.response()
            _ = try client.chunkedContent()
          } else {
            _ = try client.response()
          }
        }
        let next = try Client(port: port)
        try next.send(Client.request("GET", "/next"))
        #expect(try next.response().text == "/next")
      }
    }
  }

  @Test func headHasNoContent() async throws {
    try await withStreams { port, _, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("HEAD", "/three") + Client.request("GET", "/next"))
        #expect(try client.response(toHead: true).status == 200)
        #expect(try client.response().text == "/next")
      }
    }
  }

  @Test func anOldClientGetsAContentThatEndsWithTheConnection() async throws {
    try await withStreams { port, _, _ in
      try await blocking {
        let client = try Client(port: port)
        try client.send("GET /three HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let response = try client.response()
        #expect(response.fields["transfer-encoding"] == nil)
        #expect(response.fields["content-length"] == nil)
        #expect(response.fields["connection"] == "close")
        #expect(try client.contentUntilEnd() == "one two three")
      }
    }
  }

  @Test func aReaderThatDoesNotReadHoldsTheWriterBackAndIsDropped() async throws {
    try await withStreams {
      $0.writeDeadline = .seconds(1)
    } _: { port, handler, _ in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/endless"))
        return Held(client)
      }
      await handler.ended.wait()
      // The socket's two buffers fill, and then no more than one piece waits in the server.
      #expect(handler.written.withLock { $0 } < 64 << 20)
      withExtendedLifetime(client) {}
    }
  }

  @Test func aClientThatLeavesEndsItsStream() async throws {
    try await withStreams { port, handler, server in
      try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/beating"))
        #expect(try client.response().status == 200)
      }
      await handler.ended.wait()
      #expect(server.connectionCount <= 1)
    }
  }

  @Test func aClientThatClosesItsSendingSideAloneGetsItsStream() async throws {
    try await withStreams { port, handler, _ in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/waiting"))
        #expect(try client.response().status == 200)
        client.closeSending()
        return Held(client)
      }
      await handler.waiting.wait()
      // The server has time to see the end of what is sent, which must change nothing.
      try await Task.sleep(for: .milliseconds(100))
      handler.release.happen()
      let content = try await blocking { try client.client.chunkedContent() }
      #expect(content == "begin end")
    }
  }

  @Test func shutdownAsksStreamsToEnd() async throws {
    try await withStreams { port, handler, server in
      let client = try await blocking {
        let client = try Client(port: port)
        try client.send(Client.request("GET", "/waiting"))
        #expect(try client.response().status == 200)
        return Held(client)
      }
      await handler.waiting.wait()
      await server.shutdown(grace: .seconds(20))
      let (content, isAtEnd) = try await blocking {
        (try client.client.chunkedContent(), try client.client.isAtEnd())
      }
      #expect(content == "begin end")
      #expect(isAtEnd)
    }
  }
}

/// A client handed from one thread to the next, one at a time.
private final class Held: @unchecked Sendable {
  let client: Client
  init(_ client: Client) { self.client = client }
}
