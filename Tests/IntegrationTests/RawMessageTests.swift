import CurlClient
import HTTPCases
import HTTPCodec
import Testing

extension IntegrationTests {
  /// Messages that are refused as HTTP: answered with a problem, and the connection closed.
  @Suite struct RawMessageTests {
    /// The limits that the table of messages is written for.
    private static let limits: [String] = {
      let limits = HTTPParserLimits.forTests
      return [
        "--max-request-line-bytes", "\(limits.requestLineBytes)",
        "--max-header-bytes", "\(limits.headerBytes)",
        "--max-header-count", "\(limits.headerCount)",
        "--max-body-bytes", "\(limits.bodyBytes)",
        "--max-chunk-extension-bytes", "\(limits.chunkExtensionBytes)",
        "--allowed-hosts", "h",
      ]
    }()

    /// What the program refuses before its content comes, as the path is none of its own: the rest
    /// of such a message is nobody's.
    private static func isRefusedByItsHead(_ example: ParserCase) -> Bool {
      example.outcome.split(separator: " ").contains {
        $0.hasPrefix("POST:/") && !$0.hasPrefix("POST:/v1/jobs")
      }
    }

    @Test func everyMessageOfTheTableIsAnswered() async throws {
      let cases = ParserCase.all.filter { !Self.isRefusedByItsHead($0) }
      #expect(cases.count >= 200)
      try await withService(.init(workers: 0, arguments: Self.limits)) { service in
        for example in cases {
          let connection = try RawConnection(port: service.port)
          do {
            try connection.send(example.octets)
          } catch is Failure {
            // Answered and closed before the last octet.
          }
          connection.closeSending()
          for word in example.outcome.split(separator: " ") {
            if let code = word.fault {
              try expect(connection.finalResponse(), code, example.name)
            } else {
              let response = try connection.finalResponse(toHead: word.hasPrefix("HEAD"))
              #expect((200..<500).contains(response.status), "\(example.name)")
            }
          }
          #expect(try connection.isClosedByServer(), "\(example.name)")
        }
        // The others are not affected.
        #expect(try await service.send("GET", "/healthz").status == 200)
      }
    }

    @Test func headThatDoesNotEndInTimeIs408() async throws {
      try await withService(.init(workers: 0, arguments: ["--header-timeout", "1"])) { service in
        let connection = try RawConnection(port: service.port)
        try connection.send("GET /healthz HTTP/1.1\r\nHost: loc")
        try expect(connection.response(), .requestTimeout, "an unfinished head")
        #expect(try connection.isClosedByServer())
      }
    }

    private func expect(
      _ response: RawConnection.Response, _ code: HTTPFault.Code, _ name: String
    ) throws {
      let fault = HTTPFault(code, "")
      #expect(response.status == fault.status.code, "\(name)")
      #expect(response.headers["content-type"] == "application/problem+json", "\(name)")
      #expect(response.headers["connection"] == "close", "\(name)")
      let problem = try JSON(response.body)
      #expect(problem["status"] == .number(Double(fault.status.code)), "\(name)")
      #expect(problem["type"] == .string("/problems/\(code.rawValue)"), "\(name)")
      #expect(problem["section"] == .string(fault.section), "\(name)")
      #expect(problem["detail"].string?.isEmpty == false, "\(name)")
    }
  }
}

extension Substring {
  /// The fault that a word of a case's outcome stands for.
  fileprivate var fault: HTTPFault.Code? {
    self == "…" ? .incompleteMessage : hasPrefix("!") ? .init(rawValue: String(dropFirst())) : nil
  }
}
