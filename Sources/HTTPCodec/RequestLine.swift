/// The request line: `method SP request-target SP HTTP-version` (RFC 9112, section 3).
enum RequestLine {
  /// The request that `line` (without CRLF) begins; it has no fields yet.
  static func parse(_ line: Span<UInt8>) throws(HTTPFault) -> HTTPRequest {
    guard let first = line.firstIndex(of: .space) else { throw malformed }
    let afterMethod = line.extracting((first + 1)..<line.count)
    guard let second = afterMethod.firstIndex(of: .space) else { throw malformed }
    let method = line.extracting(0..<first)
    let target = afterMethod.extracting(0..<second)
    let version = try version(afterMethod.extracting((second + 1)..<afterMethod.count))
    guard !method.isEmpty, method.allSatisfy(\.isTokenOctet), !target.isEmpty else {
      throw malformed
    }
    guard let known = HTTPMethod(method) else {
      throw HTTPFault(
        .methodNotImplemented,
        "Use one of \(HTTPMethod.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let parts = try RequestTarget(parsing: target, method: known)
    // A target without a query is its path, and of the same length only then.
    let text = parts.path.utf8.count == target.count ? parts.path : target.text
    return HTTPRequest(method: known, target: text, parts: parts, version: version)
  }

  /// HTTP-version = "HTTP" "/" DIGIT "." DIGIT, in capitals (RFC 9112, section 2.3).
  private static func version(_ octets: Span<UInt8>) throws(HTTPFault) -> HTTPVersion {
    guard octets.count == 8, octets[0] == 0x48, octets[1] == 0x54, octets[2] == 0x54,
      octets[3] == 0x50, octets[4] == 0x2F, octets[5].isDigit, octets[6] == 0x2E, octets[7].isDigit
    else {
      throw HTTPFault(.malformedVersion, "End the request line with HTTP/1.1 and nothing after it.")
    }
    guard octets[5] == UInt8(ascii: "1") else {
      throw HTTPFault(.versionNotSupported, "Use HTTP/1.1.")
    }
    return octets[7] == UInt8(ascii: "0") ? .http10 : .http11
  }

  private static var malformed: HTTPFault {
    HTTPFault(.malformedRequestLine, "Send method, target and version, one space between them.")
  }
}
