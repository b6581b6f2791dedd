/// The query of a request target as names and values, percent-decoded and "+" read as a space
/// (`application/x-www-form-urlencoded`), in the order sent.
package struct HTTPQuery: Sendable {
  /// One `name=value`; a name without "=" has the empty value.
  package struct Item: Sendable, Hashable {
    /// The decoded name.
    package let name: String
    /// The decoded value.
    package let value: String

    /// The item `name=value`, both decoded.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Every item, in order.
  package let items: [Item]

  /// A query of `items`.
  package init(_ items: [Item] = []) { self.items = items }

  /// The value of the first item called `name`; nil where there is none.
  package subscript(name: String) -> String? { items.first { $0.name.hasOctets(of: name) }?.value }

  /// The values of all items called `name`.
  package func values(of name: String) -> [String] {
    items.filter { $0.name.hasOctets(of: name) }.map(\.value)
  }

  /// Whether the target had no query, or an empty one.
  package var isEmpty: Bool { items.isEmpty }

  /// Parameters that are read; more are refused, since each costs more than its few octets.
  static let most = 256

  /// Reads what follows the "?"; empty pieces (`a=1&&b=2`) are skipped.
  init(parsing octets: Span<UInt8>) throws(HTTPFault) {
    var items: [Item] = []
    var start = 0
    while start < octets.count {
      let rest = octets.extracting(start..<octets.count)
      let piece = rest.extracting(0..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count))
      start += piece.count + 1
      if piece.isEmpty { continue }
      guard items.count < HTTPQuery.most else {
        throw HTTPFault(
          .tooManyTargetParts, "Send at most \(HTTPQuery.most) parameters in the query.")
      }
      let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.count
      let value = piece.extracting(min(equals + 1, piece.count)..<piece.count)
      items.append(
        Item(
          name: try PercentEncoding.decode(piece.extracting(0..<equals), plusIsSpace: true),
          value: try PercentEncoding.decode(value, plusIsSpace: true)))
    }
    self.items = items
  }
}
