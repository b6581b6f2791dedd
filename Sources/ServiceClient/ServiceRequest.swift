/// A request to a service.
package struct ServiceRequest: Sendable {
  package var method: String
  /// The path with its query.
  package var target: String
  /// Fields beside those of the connection.
  package var headers: [(name: String, value: String)]
  /// JSON, where there is a content.
  package var body: [UInt8]?
  /// From its start to the end of the answer.
  package var timeout: Duration

  /// By default without content; a service holds an answer for a minute at most.
  package init(
    _ method: String, _ target: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, timeout: Duration = .seconds(90)
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}

/// The answer to a request.
package struct ServiceAnswer: Sendable {
  package let status: Int
  package let body: [UInt8]
  /// Fields by their names in lower case.
  package let headers: [String: String]
}
