/// One field line of a header section: a name and its value.
package struct HTTPField: Sendable {
  /// The name as it was spelt; names compare without regard to case.
  package let name: String
  /// The value without surrounding blanks.
  package let value: String

  /// Whether `other` is the name. Most unequal names differ in their lengths, which costs nothing to
  /// see.
  func isNamed(_ other: String) -> Bool {
    name.utf8.count == other.utf8.count
      && name.utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
  }
}

/// An ordered multimap of header fields with case-insensitive names (RFC 9110, section 5).
///
/// Look-ups are linear in the number of fields, which is small and bounded by `HTTPParserLimits`.
package struct HTTPFields: Sendable, ExpressibleByDictionaryLiteral {
  /// The first fields, where they are shared with other messages.
  private(set) var written: WrittenFields?
  /// The fields after those.
  private(set) var fields: [HTTPField] = []

  /// No fields.
  package init() {}

  /// The fields of a literal, in its order; a name may occur more than once.
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }

  /// The same fields for many answers: copies that only append share one copy of the lines that
  /// these are sent as.
  package func shared() -> HTTPFields {
    var shared = HTTPFields()
    shared.written = WrittenFields(Array(self))
    return shared
  }

  /// The first value of `name`; setting replaces every value of that name, or with nil removes
  /// them.
  package subscript(name: String) -> String? {
    get {
      for field in self where field.isNamed(name) { return field.value }
      return nil
    }
    set {
      if let first = written?.fields, first.contains(where: { $0.isNamed(name) }) {
        (written, fields) = (nil, first + fields)
      }
      fields.removeAll { $0.isNamed(name) }
      if let newValue { append(name, newValue) }
    }
  }

  /// Every value of `name`, in order.
  package func values(of name: String) -> [String] {
    filter { $0.isNamed(name) }.map(\.value)
  }

  /// Adds a field after the others.
  ///
  /// `name` must be a token (RFC 9110, section 5.1): anything else is a mistake in the program and
  /// stops it. A value may hold anything; what could end the line early is written as a space (RFC
  /// 9110, section 5.5).
  package mutating func append(_ name: String, _ value: String) {
    precondition(
      !name.isEmpty && name.utf8.allSatisfy(\.isTokenOctet), "a field name must be a token")
    fields.append(HTTPField(name: name, value: value))
  }

  /// Adds a field whose name the parser has checked.
  mutating func append(parsed field: HTTPField) {
    // One growth serves almost every request.
    if fields.isEmpty { fields.reserveCapacity(8) }
    fields.append(field)
  }
}

extension HTTPFields: RandomAccessCollection {
  /// The position of the first field.
  package var startIndex: Int { 0 }
  /// The position after the last field.
  package var endIndex: Int { (written?.fields.count ?? 0) + fields.count }
  /// The field at `position`.
  package subscript(position: Int) -> HTTPField {
    guard let first = written?.fields else { return fields[position] }
    return position < first.count ? first[position] : fields[position - first.count]
  }
}
