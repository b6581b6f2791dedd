/// A request to be sent by a ``CurlClient``.
public struct CurlRequest: Sendable {
  /// The method, sent as it stands.
  public var method: String
  /// The path with its query, as it stands on the request line.
  public var target: String
  /// Fields beside those that curl adds itself; an empty value removes curl's own.
  public var headers: [(name: String, value: String)]
  /// The content; nil sends none.
  public var body: [UInt8]?
  /// From the start of the request to the end of the response.
  public var timeout: Duration

  /// A request, by default without content; it may take a minute.
  public init(
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
