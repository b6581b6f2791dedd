/// What the fields say about where the message ends and what becomes of the connection.
///
/// Fed with every field as it is parsed; asked once, at the end of the header section.
struct FramingFields {
  /// How the content is delimited (RFC 9112, section 6.3).
  enum Framing {
    case sized(Int)
    case chunked
  }

  private var host: String?
  private var contentLength: Int?
  private var codings: [Coding] = []
  private var hasTransferEncoding = false
  private var saysClose = false
  private var saysKeepAlive = false
  private(set) var expectsContinue = false
  private let version: HTTPVersion
  private let bodyLimit: Int

  private enum Coding { case chunked, other }

  init(version: HTTPVersion, bodyLimit: Int) {
    self.version = version
    self.bodyLimit = bodyLimit
  }

  /// Takes note of a field, if it is one of those that matter here.
  mutating func note(name: Span<UInt8>, value: Span<UInt8>) throws(HTTPFault) {
    switch name.count {
    case 4 where name.equalsIgnoringCase("host"):
      guard host == nil else { throw HTTPFault(.repeatedHost, "Send Host once.") }
      host = try Authority.parse(value, of: "Host")
    case 6 where name.equalsIgnoringCase("expect"): try noteExpectation(value)
    case 10 where name.equalsIgnoringCase("connection"): try noteConnection(value)
    case 14 where name.equalsIgnoringCase("content-length"): try noteContentLength(value)
    case 17 where name.equalsIgnoringCase("transfer-encoding"): try noteTransferEncoding(value)
    default: break
    }
  }

  /// Completes `request` and says how its content is framed.
  func conclude(_ request: inout HTTPRequest) throws(HTTPFault) -> Framing {
    if let host {
      // The target's own authority takes precedence (RFC 9112, section 3.2.2).
      if request.authority.isEmpty { request.authority = host }
    } else if version == .http11 {
      throw HTTPFault(.missingHost, "Send a Host field.")
    }
    request.keepsAlive = !saysClose && (version == .http11 || saysKeepAlive)
    let framing = try framing()
    if request.method == .trace, case .sized(0) = framing { return framing }
    guard request.method != .trace else {
      throw HTTPFault(.contentInTrace, "Send TRACE without content.")
    }
    return framing
  }

  private func framing() throws(HTTPFault) -> Framing {
    guard hasTransferEncoding else {
      let length = contentLength ?? 0
      guard length <= bodyLimit else { throw HTTPFault.contentTooLarge(limit: bodyLimit) }
      return .sized(length)
    }
    guard version == .http11 else {
      throw HTTPFault(.transferEncodingInOldVersion, "Use HTTP/1.1 to send chunked content.")
    }
    guard contentLength == nil else {
      throw HTTPFault(.conflictingLengths, "Send Content-Length or Transfer-Encoding, not both.")
    }
    guard codings.last == .chunked, !codings.dropLast().contains(.chunked) else {
      throw HTTPFault(.invalidTransferEncoding, "Apply chunked once, as the last coding.")
    }
    guard codings.count == 1 else {
      throw HTTPFault(.transferCodingNotImplemented, "Use no transfer coding but chunked.")
    }
    return .chunked
  }

  private mutating func noteContentLength(_ value: Span<UInt8>) throws(HTTPFault) {
    guard contentLength == nil else {
      throw HTTPFault(.repeatedContentLength, "Send Content-Length once.")
    }
    guard !value.isEmpty, value.allSatisfy(\.isDigit) else {
      throw HTTPFault(.invalidContentLength, "Give Content-Length as digits only.")
    }
    var length = 0
    for index in 0..<value.count {
      // A length too large for an integer is certainly too large for the limit.
      let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(value[index] - 0x30))
      guard !overflow, !carry else { throw HTTPFault.contentTooLarge(limit: bodyLimit) }
      length = sum
    }
    contentLength = length
  }

  private mutating func noteTransferEncoding(_ value: Span<UInt8>) throws(HTTPFault) {
    hasTransferEncoding = true
    try FramingFields.eachElement(value) { element throws(HTTPFault) in
      guard let first = element.firstIndex(where: { !$0.isTokenOctet }) else {
        codings.append(element.equalsIgnoringCase("chunked") ? .chunked : .other)
        return
      }
      // A coding with parameters is some coding, but not chunked, which takes none (RFC 9112,
      // section 7.1).
      let name = element.extracting(0..<first)
      guard !name.isEmpty, element[first] == UInt8(ascii: ";") || element[first].isBlank,
        !name.equalsIgnoringCase("chunked")
      else {
        throw HTTPFault(.invalidTransferEncoding, "Send Transfer-Encoding: chunked.")
      }
      codings.append(.other)
    }
  }

  private mutating func noteConnection(_ value: Span<UInt8>) throws(HTTPFault) {
    try FramingFields.eachElement(value) { element throws(HTTPFault) in
      guard element.allSatisfy(\.isTokenOctet) else {
        throw HTTPFault(.invalidConnection, "Give Connection as a list of tokens.")
      }
      if element.equalsIgnoringCase("close") { saysClose = true }
      if element.equalsIgnoringCase("keep-alive") { saysKeepAlive = true }
    }
  }

  private mutating func noteExpectation(_ value: Span<UInt8>) throws(HTTPFault) {
    // An HTTP/1.0 client's expectation is ignored (RFC 9110, section 10.1.1).
    guard version == .http11 else { return }
    guard value.equalsIgnoringCase("100-continue") else {
      throw HTTPFault(.expectationFailed, "Expect nothing but 100-continue.")
    }
    expectsContinue = true
  }

  /// Calls `body` with every element of a comma-separated list; empty ones are skipped (RFC 9110,
  /// section 5.6.1.2).
  private static func eachElement(
    _ list: Span<UInt8>, _ body: (Span<UInt8>) throws(HTTPFault) -> Void
  ) throws(HTTPFault) {
    var start = 0
    while start <= list.count {
      let rest = list.extracting(start..<list.count)
      let length = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
      let element = rest.trimmingBlanks(0..<length)
      if !element.isEmpty { try body(rest.extracting(element)) }
      start += length + 1
    }
  }
}

extension HTTPFault {
  static func contentTooLarge(limit: Int) -> HTTPFault {
    HTTPFault(.contentTooLarge, "Send at most \(limit) bytes of content.")
  }
}
