/// A response as it came: status, fields in their order, and content.
package struct CurlResponse: Sendable {
  /// Fields in the order of the message; names compare without regard to case.
  package struct Headers: Sendable, RandomAccessCollection {
    private var fields: [(name: String, value: String)] = []

    init() {}

    mutating func append(name: String, value: String) { fields.append((name, value)) }

    /// All values of a field, in order.
    package func values(of name: String) -> [String] {
      fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of a field that is there once, else nil.
    package subscript(name: String) -> String? {
      let values = values(of: name)
      return values.count == 1 ? values[0] : nil
    }

    package var startIndex: Int { fields.startIndex }
    package var endIndex: Int { fields.endIndex }
    package subscript(position: Int) -> (name: String, value: String) { fields[position] }
  }

  /// The status code of the final response.
  package let status: Int
  /// The fields of the final response.
  package let headers: Headers
  /// The content.
  package let body: [UInt8]
  /// The TCP connections that curl had to open for this request: 0 on a kept connection.
  package let connectionsOpened: Int
  /// Seconds from the start of the request to the end of the response.
  package let totalTime: Double

  /// The content as text.
  package var text: String { String(decoding: body, as: UTF8.self) }
}
