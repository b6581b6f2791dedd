/// A request as libcurl is to send it.
package struct TransportRequest: Sendable {
  package var method: String
  package var url: String
  package var fields: [(name: String, value: String)]
  /// The content; nil for none.
  package var body: [UInt8]?
  /// From the start to the end of the answer.
  package var timeout: Duration
  /// To connect, names found and TLS agreed on included.
  package var connectTimeout = Duration.seconds(10)
  /// Whether the answer may come compressed.
  package var takesGzip = false
  /// The longest content of an answer; what is longer ends the transfer.
  package var mostBytes = Int.max
  /// A file of certificates, by which the server's is judged; nil for the system's.
  package var authorities: String?
  /// Asked several times a second: whether the transfer is to go on.
  package var goesOn: (@Sendable () -> Bool)?

  package init(
    _ method: String, _ url: String, fields: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, timeout: Duration
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.timeout = timeout
  }
}

/// The answer to a request.
package struct TransportAnswer: Sendable {
  package let status: Int
  package let body: [UInt8]
  /// Fields by their names in lower case.
  package let fields: [String: String]
}

/// Why no answer came.
package struct TransportFault: Error, Sendable, CustomStringConvertible {
  /// In words, of libcurl; nothing of the request is in it but its host.
  package let description: String
}
