extension JSONValue {
  /// This value as JSON text in UTF-8, numbers by their literals, members in their order.
  package func serialized(pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(layout: pretty ? .pretty : .compact)
    writer.value(self)
    return writer.bytes
  }

  /// The one JSON text of this value, so that a digest of it names the value.
  ///
  /// Members are sorted by the bytes of their names, there is no white space, strings have only the
  /// escapes they need, and numbers are `JSONNumber.canonicalLiteral`. It is RFC 8785 but for two
  /// things: integers of 64 bits are exact where RFC 8785 rounds them to a `Double`, and names are
  /// ordered by UTF-8, not UTF-16.
  package func canonical() -> [UInt8] {
    var writer = JSONWriter()
    writer.canonicalValue(self)
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func canonicalValue(_ value: JSONValue) {
    switch value {
    case .number(let number):
      self.number(JSONNumber(trusted: number.canonicalLiteral))
    case .array(let elements):
      array { for element in elements { $0.canonicalValue(element) } }
    case .object(let object):
      let sorted = object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      self.object {
        for (key, value) in sorted {
          $0.name(key)
          $0.canonicalValue(value)
        }
      }
    case .null, .bool, .string:
      self.value(value)
    }
  }
}
