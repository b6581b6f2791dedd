/// A request to be sent by a ``CurlClient``.
package struct CurlRequest: Sendable {
  /// The method, sent as it stands.
  package var method: String
  /// The path with its query, as it stands on the request line.
  package var target: String
  /// Fields beside those that curl adds itself; an empty value removes curl's own.
  package var headers: [(name: String, value: String)]
  /// The content; nil sends none.
  package var body: [UInt8]?
  /// From the start of the request to the end of the response.
  package var timeout: Duration

  /// A request, by default without content; it may take a minute.
  package init(
    _ method: String, _ target: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, timeout: Duration = .seconds(60)
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}
