/// Why a message was refused: a code to match, the answer's status, and a text that tells a person
/// what to change.
package struct HTTPFault: Error, Sendable, Equatable {
  /// What was wrong.
  package let code: Code
  /// What to change, in a sentence.
  package let detail: String

  /// The fault `code`, explained by `detail`.
  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  /// The status to answer with.
  package var status: HTTPStatus { code.entry.status }
  /// The kind of fault in a few words, the same for every occurrence.
  package var title: String { code.entry.title }
  /// The document and section that the refusal rests on.
  package var section: String { code.entry.section }

  /// The kinds of fault; the raw value is stable and fit for machines.
  package enum Code: String, Sendable, CaseIterable {
    /// A line ended by LF without CR.
    case bareLineFeed = "bare_line_feed"
    /// A CR that no LF follows.
    case bareCarriageReturn = "bare_carriage_return"
    /// A control octet in the head of a message.
    case controlOctet = "control_octet"
    /// A request line that is not `method SP target SP version`.
    case malformedRequestLine = "malformed_request_line"
    /// A method that this server does not implement.
    case methodNotImplemented = "method_not_implemented"
    /// A request target with octets or of a form that may not stand there.
    case invalidTarget = "invalid_target"
    /// A "%" without two hexadecimal digits, or text that decodes to NUL or is not UTF-8.
    case invalidPercentEncoding = "invalid_percent_encoding"
    /// A version that is not `HTTP/digit.digit`.
    case malformedVersion = "malformed_version"
    /// A major version other than 1.
    case versionNotSupported = "version_not_supported"
    /// A request line beyond the limit.
    case requestLineTooLong = "request_line_too_long"
    /// A target of more path segments or query parameters than are read.
    case tooManyTargetParts = "too_many_target_parts"
    /// A header section of more octets than the limit.
    case headerSectionTooLarge = "header_section_too_large"
    /// More field lines than the limit.
    case tooManyFields = "too_many_fields"
    /// Blanks between the request line and the first field.
    case blankBeforeFields = "blank_before_fields"
    /// A field continued on the next line.
    case lineFolding = "line_folding"
    /// Blanks between a field's name and its colon.
    case blankBeforeColon = "blank_before_colon"
    /// A field line without a colon.
    case missingColon = "missing_colon"
    /// A field name that is not a token.
    case invalidFieldName = "invalid_field_name"
    /// An HTTP/1.1 request without Host.
    case missingHost = "missing_host"
    /// More than one Host.
    case repeatedHost = "repeated_host"
    /// A Host that names no host.
    case invalidHost = "invalid_host"
    /// A Connection field that is not a list of tokens.
    case invalidConnection = "invalid_connection"
    /// A Content-Length that is not a sequence of digits.
    case invalidContentLength = "invalid_content_length"
    /// More than one Content-Length.
    case repeatedContentLength = "repeated_content_length"
    /// Content beyond the limit.
    case contentTooLarge = "content_too_large"
    /// Content-Length and Transfer-Encoding together.
    case conflictingLengths = "conflicting_lengths"
    /// A Transfer-Encoding that does not end with a single `chunked`.
    case invalidTransferEncoding = "invalid_transfer_encoding"
    /// A transfer coding other than `chunked`.
    case transferCodingNotImplemented = "transfer_coding_not_implemented"
    /// Transfer-Encoding in an HTTP/1.0 request.
    case transferEncodingInOldVersion = "transfer_encoding_in_old_version"
    /// A chunk size that is not hexadecimal.
    case invalidChunkSize = "invalid_chunk_size"
    /// A chunk extension that is not `;name` or `;name=value`.
    case invalidChunkExtension = "invalid_chunk_extension"
    /// Chunk lines beyond the limit.
    case chunkExtensionsTooLong = "chunk_extensions_too_long"
    /// A chunk's data that no CRLF follows.
    case missingChunkEnd = "missing_chunk_end"
    /// Content in a TRACE request.
    case contentInTrace = "content_in_trace"
    /// An expectation other than `100-continue`.
    case expectationFailed = "expectation_failed"
    /// The connection ended inside a message.
    case incompleteMessage = "incomplete_message"
    /// The message did not arrive in time.
    case requestTimeout = "request_timeout"
    /// The server holds as many connections as it may.
    case tooManyConnections = "too_many_connections"
    /// The server holds as many octets of unfinished requests as it may.
    case tooManyBufferedBytes = "too_many_buffered_bytes"
    /// The server cannot keep the content in a file.
    case contentNotKept = "content_not_kept"
  }
}

extension HTTPFault.Code {
  typealias Entry = (status: HTTPStatus, title: String, section: String)

  /// The catalogue: status, title and source of every code.
  var entry: Entry {
    switch self {
    case .bareLineFeed: (.badRequest, "Line feed without carriage return", "RFC 9112, section 2.2")
    case .bareCarriageReturn: (.badRequest, "Bare carriage return", "RFC 9112, section 2.2")
    case .controlOctet: (.badRequest, "Control octet in the message head", "RFC 9110, section 5.5")
    case .malformedRequestLine: (.badRequest, "Malformed request line", "RFC 9112, section 3")
    case .methodNotImplemented: (.notImplemented, "Method not implemented", "RFC 9110, section 9.1")
    case .invalidTarget: (.badRequest, "Invalid request target", "RFC 9112, section 3.2")
    case .invalidPercentEncoding: (.badRequest, "Invalid percent-encoding", "RFC 3986, section 2.1")
    case .malformedVersion: (.badRequest, "Malformed HTTP version", "RFC 9112, section 2.3")
    case .versionNotSupported:
      (.httpVersionNotSupported, "HTTP version not supported", "RFC 9110, section 15.6.6")
    case .requestLineTooLong: (.uriTooLong, "Request line too long", "RFC 9110, section 15.5.15")
    case .tooManyTargetParts:
      (.uriTooLong, "Too many parts of the target", "RFC 9110, section 15.5.15")
    case .headerSectionTooLarge:
      (.requestHeaderFieldsTooLarge, "Header section too large", "RFC 6585, section 5")
    case .tooManyFields:
      (.requestHeaderFieldsTooLarge, "Too many header fields", "RFC 6585, section 5")
    case .blankBeforeFields:
      (.badRequest, "Whitespace before the first field", "RFC 9112, section 2.2")
    case .lineFolding: (.badRequest, "Folded field line", "RFC 9112, section 5.2")
    case .blankBeforeColon: (.badRequest, "Whitespace before the colon", "RFC 9112, section 5.1")
    case .missingColon: (.badRequest, "Field line without a colon", "RFC 9112, section 5")
    case .invalidFieldName: (.badRequest, "Invalid field name", "RFC 9110, section 5.1")
    case .missingHost: (.badRequest, "Host is missing", "RFC 9112, section 3.2")
    case .repeatedHost: (.badRequest, "Host is repeated", "RFC 9112, section 3.2")
    case .invalidHost: (.badRequest, "Invalid Host", "RFC 9112, section 3.2")
    case .invalidConnection: (.badRequest, "Invalid Connection", "RFC 9110, section 7.6.1")
    case .invalidContentLength: (.badRequest, "Invalid Content-Length", "RFC 9112, section 6.3")
    case .repeatedContentLength:
      (.badRequest, "Content-Length is repeated", "RFC 9110, section 8.6")
    case .contentTooLarge: (.contentTooLarge, "Content too large", "RFC 9110, section 15.5.14")
    case .conflictingLengths:
      (.badRequest, "Content-Length beside Transfer-Encoding", "RFC 9112, section 6.3")
    case .invalidTransferEncoding:
      (.badRequest, "Invalid Transfer-Encoding", "RFC 9112, section 6.3")
    case .transferCodingNotImplemented:
      (.notImplemented, "Transfer coding not implemented", "RFC 9112, section 6.1")
    case .transferEncodingInOldVersion:
      (.badRequest, "Transfer-Encoding in HTTP/1.0", "RFC 9112, section 6.1")
    case .invalidChunkSize: (.badRequest, "Invalid chunk size", "RFC 9112, section 7.1")
    case .invalidChunkExtension: (.badRequest, "Invalid chunk extension", "RFC 9112, section 7.1.1")
    case .chunkExtensionsTooLong:
      (.badRequest, "Chunk extensions too long", "RFC 9112, section 7.1.1")
    case .missingChunkEnd: (.badRequest, "Chunk without its end", "RFC 9112, section 7.1")
    case .contentInTrace: (.badRequest, "Content in a TRACE request", "RFC 9110, section 9.3.8")
    case .expectationFailed: (.expectationFailed, "Unknown expectation", "RFC 9110, section 10.1.1")
    case .incompleteMessage: (.badRequest, "Incomplete message", "RFC 9112, section 8")
    case .requestTimeout: (.requestTimeout, "Request timeout", "RFC 9110, section 15.5.9")
    case .tooManyConnections:
      (.serviceUnavailable, "Too many connections", "RFC 9110, section 15.6.4")
    case .tooManyBufferedBytes:
      (.serviceUnavailable, "Too many unfinished requests", "RFC 9110, section 15.6.4")
    case .contentNotKept:
      (.serviceUnavailable, "No room for the content", "RFC 9110, section 15.6.4")
    }
  }
}
