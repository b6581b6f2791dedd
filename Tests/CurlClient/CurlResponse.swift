/// A response as it came: status, fields in their order, and content.
public struct CurlResponse: Sendable {
  /// Fields in the order of the message; names compare without regard to case.
  public struct Headers: Sendable, RandomAccessCollection {
    private var fields: [(name: String, value: String)] = []

    init() {}

    mutating func append(name: String, value: String) { fields.append((name, value)) }

    /// All values of a field, in order.
    public func values(of name: String) -> [String] {
      fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of a field that is there once, else nil.
    public subscript(name: String) -> String? {
      let values = values(of: name)
      return values.count == 1 ? values[0] : nil
    }

    public var startIndex: Int { fields.startIndex }
    public var endIndex: Int { fields.endIndex }
    public subscript(position: Int) -> (name: String, value: String) { fields[position] }
  }

  /// The status code of the final response.
  public let status: Int
  /// The fields of the final response.
  public let headers: Headers
  /// The content.
  public let body: [UInt8]
  /// The TCP connections that curl had to open for this request: 0 on a kept connection.
  public let connectionsOpened: Int
  /// Seconds from the start of the request to the end of the response.
  public let totalTime: Double

  /// The content as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
