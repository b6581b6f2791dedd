import CurlClient
import Testing

extension IntegrationTests {
  /// Messages that are refused as HTTP: answered with a problem, and the connection closed.
  @Suite struct RawMessageTests {
    /// A message and what it is refused with.
    struct Case: Sendable, CustomTestStringConvertible {
      var message: String
      var status: Int
      var code: String

      init(_ message: String, _ status: Int, _ code: String) {
        (self.message, self.status, self.code) = (message, status, code)
      }

      var testDescription: String { code }
    }

    static let cases = [
      Case("nonsense\r\n\r\n", 400, "malformed-request-line"),
      Case("GET /healthz HTTP/1.1\r\n\r\n", 400, "missing-host"),
      Case("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "repeated-host"),
      Case("GET /healthz HTTP/1.1\nHost: localhost\n\n", 400, "bare-line-feed"),
      Case("GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "blank-before-colon"),
      Case("GET /healthz HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n", 400, "line-folding"),
      Case("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "invalid-percent-encoding"),
      Case(
        "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nhello", 400,
        "invalid-content-length"),
      Case(
        "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "conflicting-lengths"),
      Case(
        "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "invalid-chunk-size"),
      Case("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", 400, "control-octet"),
      Case(
        "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: localhost\r\n\r\n", 414,
        "request-line-too-long"),
      Case(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "a", count: 40_000))"
          + "\r\n\r\n", 431, "header-section-too-large"),
      Case(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "X: 1\r\n", count: 120))"
          + "\r\n", 431, "too-many-fields"),
      Case("BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n", 501, "method-not-implemented"),
      Case(
        "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        501, "transfer-coding-not-implemented"),
      Case("GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "version-not-supported"),
      Case(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\n\r\n", 417,
        "expectation-failed"),
    ]

    @Test(arguments: cases)
    func refusedMessage(_ refused: Case) async throws {
      try await withService(.init(workers: 0)) { service in
        let connection = try RawConnection(port: service.port)
        try connection.send(refused.message)
        try expect(connection.response(), refused.status, refused.code)
        #expect(try connection.isClosedByServer())
        // The others are not affected.
        #expect(try await service.send("GET", "/healthz").status == 200)
      }
    }

    @Test func headThatDoesNotEndInTimeIs408() async throws {
      try await withService(.init(workers: 0)) { service in
        let connection = try RawConnection(port: service.port)
        try connection.send("GET /healthz HTTP/1.1\r\nHost: loc")
        try expect(connection.response(), 408, "request-timeout")
        #expect(try connection.isClosedByServer())
      }
    }

    private func expect(
      _ response: RawConnection.Response, _ status: Int, _ code: String
    ) throws {
      #expect(response.status == status)
      #expect(response.headers["content-type"] == "application/problem+json")
      #expect(response.headers["connection"] == "close")
      let problem = try JSON(response.body)
      #expect(problem["status"] == .number(Double(status)))
      #expect(problem["type"] == .string("urn:symbreak:problem:\(code)"))
      #expect(problem["detail"].string?.isEmpty == false)
    }
  }
}
