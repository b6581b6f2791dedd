/// Writes responses as octets (RFC 9112, sections 4 and 6).
package enum HTTPResponseSerializer {
  /// What a response says about its connection.
  package enum Persistence: Sendable {
    /// Says nothing: HTTP/1.1 connections persist.
    case implied
    /// Says `keep-alive`, for an HTTP/1.0 client that asked for it.
    case keepAlive
    /// Says `close`.
    case close
  }

  /// The interim response that asks for the content (RFC 9110, section 15.2.1).
  package static let continueOctets = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Whether the content follows the head in an answer to `method` (nil where the request was not
  /// understood).
  package static func sendsContent(of response: HTTPResponse, to method: HTTPMethod?) -> Bool {
    method != .head && !response.status.forbidsContent && !response.body.isEmpty
  }

  /// Whether the response's own fields ask to close the connection.
  package static func asksToClose(_ response: HTTPResponse) -> Bool {
    response.headers.written?.asksToClose == true
      || response.headers.fields.contains(where: asksToClose)
  }

  /// Appends status line and fields to `output`.
  ///
  /// `date` holds the octets of the Date field, unless the response brings its own. Fields that
  /// frame the message are this function's: what the response says about them is left out. A CR, LF
  /// or NUL inside a value becomes a space (RFC 9110, section 5.5).
  ///
  /// A streamed content whose length is not known is announced as chunked, or, where `isChunked` is
  /// false, ends with its connection (RFC 9112, section 6.3, rule 8).
  package static func appendHead(
    of response: HTTPResponse, persistence: Persistence, date: [UInt8], isChunked: Bool = true,
    to output: inout [UInt8]
  ) {
    output.append("HTTP/1.1 ")
    output.append(decimal: response.status.code)
    output.append(.space)
    output.append(response.status.reasonPhrase)
    var hasDate = false
    if let written = response.headers.written {
      output.append(contentsOf: written.lines)
      hasDate = written.hasDate
    }
    for field in response.headers.fields {
      appendLine(of: field, to: &output)
      hasDate = hasDate || isDate(field)
    }
    if !hasDate {
      output.append("\r\nDate: ")
      output.append(contentsOf: date)
    }
    if response.stream != nil, response.streamLength == nil {
      if isChunked { output.append("\r\nTransfer-Encoding: chunked") }
    } else if !response.status.forbidsContent {
      output.append("\r\nContent-Length: ")
      output.append(decimal: response.streamLength ?? response.body.count)
    }
    switch persistence {
    case .implied: break
    case .keepAlive: output.append("\r\nConnection: keep-alive")
    case .close: output.append("\r\nConnection: close")
    }
    output.append("\r\n\r\n")
  }

  /// The chunk that ends a chunked content, without trailers (RFC 9112, section 7.1).
  package static let lastChunk = Array("0\r\n\r\n".utf8)

  /// Appends `bytes` as one chunk; nothing for no bytes, since an empty chunk is the last one.
  package static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    output.append(contentsOf: String(bytes.count, radix: 16).utf8)
    output.append("\r\n")
    output.append(contentsOf: bytes)
    output.append("\r\n")
  }

  /// Appends CRLF and the line of `field`, unless the field frames the message.
  static func appendLine(of field: HTTPField, to output: inout [UInt8]) {
    if isFraming(field) { return }
    output.append("\r\n")
    output.append(contentsOf: field.name.utf8)
    output.append(": ")
    appendValue(field.value, to: &output)
  }

  static func isDate(_ field: HTTPField) -> Bool { field.isNamed("date") }

  /// Whether `field` is a Connection that lists `close`.
  static func asksToClose(_ field: HTTPField) -> Bool {
    field.isNamed("connection")
      && field.value.split(separator: ",").contains { Array($0.utf8).span.equalsTrimmed("close") }
  }

  private static func isFraming(_ field: HTTPField) -> Bool {
    field.isNamed("content-length") || field.isNamed("transfer-encoding")
      || field.isNamed("connection")
  }

  private static func appendValue(_ value: String, to output: inout [UInt8]) {
    let start = output.count
    output.append(contentsOf: value.utf8)
    for index in start..<output.count {
      let octet = output[index]
      if octet == 0 || octet == .carriageReturn || octet == .lineFeed { output[index] = .space }
    }
  }
}

extension Span<UInt8> {
  fileprivate func equalsTrimmed(_ word: StaticString) -> Bool {
    extracting(trimmingBlanks(0..<count)).equalsIgnoringCase(word)
  }
}
