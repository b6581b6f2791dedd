import HTTPCases
import HTTPCodec
import HTTPService
import Testing

/// The table of raw messages, sent to a port.
@Suite(.timeLimit(.minutes(2)))
struct RawCaseTests {
  /// Answers with what a request was, in the words of the table.
  private struct Echo: HTTPHandler {
    /// Whether contents are kept in files.
    let isStoring: Bool

    func receive(_ head: HTTPRequest) -> HTTPReception { .wanted(isStored: isStoring) }

    func handle(_ request: HTTPRequest) -> HTTPAnswer {
      let content = try? request.withContent { String(decoding: $0, as: UTF8.self) }
      let body = content.map { $0.isEmpty ? "" : ":" + $0 } ?? "!unreadable"
      let text = "\(request.method.rawValue):\(request.target)\(body)"
      return .ready(HTTPResponse(status: .ok, headers: ["X-Case": "1"], body: Array(text.utf8)))
    }

    func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse {
      HTTPResponse(status: fault.status, body: Array("!\(fault.code.rawValue)".utf8))
    }
  }

  @Test(arguments: [Int.max, 7], [false, true])
  func everyCaseIsAnsweredAsTheTableSays(pieceLength: Int, isStoring: Bool) async throws {
    #expect(ParserCase.all.count >= 200)
    let server = HTTPServer(
      configuration: HTTPServerConfiguration(port: 0, queueCount: 2, limits: .forTests),
      handler: Echo(isStoring: isStoring))
    let port = try server.start()
    try await blocking {
      for example in ParserCase.all {
        let answers = try Self.answers(to: example, port, pieceLength)
        #expect(answers == Self.expected(of: example), "\(example.name)")
      }
    }
    await server.shutdown(grace: .zero)
  }

  /// The answers that the table leads to: on a socket a message that does not end is refused when
  /// its sender closes.
  private static func expected(of example: ParserCase) -> String {
    example.outcome.replacing("…", with: "!incomplete_message")
  }

  /// Sends a case in pieces and reads what comes until the server closes.
  private static func answers(
    to example: ParserCase, _ port: UInt16, _ pieceLength: Int
  ) throws -> String {
    let client = try Client(port: port)
    var rest = example.octets[...]
    do {
      while !rest.isEmpty {
        try client.send(Array(rest.prefix(pieceLength)))
        rest = rest.dropFirst(pieceLength)
      }
    } catch is Client.Failure {
      // The server may have answered and closed before the last piece.
    }
    client.closeSending()
    var parts: [String] = []
    var methods = example.outcome.split(separator: " ").map { $0.prefix { $0 != ":" } }[...]
    while try !client.isAtEnd() {
      let isHead = methods.popFirst() == "HEAD"
      let response = try client.response(toHead: isHead)
      if response.status != 200 { #expect(response.fields["connection"] == "close") }
      parts.append(isHead ? "HEAD:/" : response.text)
    }
    return parts.joined(separator: " ")
  }
}
