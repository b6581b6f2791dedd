extension JSONWriter {
  /// Writes `null`.
  package mutating func null() { plain("null") }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) { plain(value ? "true" : "false") }

  /// Writes a string.
  package mutating func string(_ value: String) {
    prepareForValue()
    appendQuoted(value)
  }

  /// Writes an integer.
  package mutating func number(_ value: some FixedWidthInteger) { plain(String(value)) }

  /// Writes a number by its literal.
  package mutating func number(_ value: JSONNumber) { plain(value.literal) }

  /// Writes the shortest number that reads back as `value`; a whole number without fraction.
  ///
  /// - Precondition: `value` is finite.
  package mutating func number(_ value: Double) {
    prepareForValue()
    append(value)
  }

  /// Writes the shortest number that reads back as `value` in single precision.
  ///
  /// - Precondition: `value` is finite.
  package mutating func number(_ value: Float) {
    prepareForValue()
    append(value)
  }

  /// Writes a number, or `null` where `value` is not finite.
  package mutating func numberOrNull(_ value: Double) {
    value.isFinite ? number(value) : null()
  }

  /// Writes a number in single precision, or `null` where `value` is not finite.
  package mutating func numberOrNull(_ value: Float) {
    value.isFinite ? number(value) : null()
  }

  /// Writes any value.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .array(let elements):
      array { for element in elements { $0.value(element) } }
    case .object(let object):
      self.object { for (key, value) in object { $0.member(key, value) } }
    }
  }

  /// Writes a member of the current object.
  package mutating func member(_ key: String, _ value: JSONValue) {
    name(key)
    self.value(value)
  }

  private mutating func plain(_ text: String) {
    prepareForValue()
    bytes.append(contentsOf: text.utf8)
  }
}

// MARK: - Arrays of numbers

extension JSONWriter {
  /// Writes an array of numbers on one line. Complexity: O(n).
  ///
  /// - Precondition: all are finite.
  package mutating func numbers(_ values: some Sequence<Double>) {
    list(values) { $0.append($1) }
  }

  /// Writes an array of numbers in single precision on one line. Complexity: O(n).
  ///
  /// - Precondition: all are finite.
  package mutating func numbers(_ values: some Sequence<Float>) {
    list(values) { $0.append($1) }
  }

  /// Writes an array of integers on one line. Complexity: O(n).
  package mutating func numbers<Integer: FixedWidthInteger>(_ values: some Sequence<Integer>) {
    list(values) { $0.bytes.append(contentsOf: String($1).utf8) }
  }

  // The two long arrays of this service have forms of their own: a generic one is not specialised
  // for the modules above, and takes twice the time.

  /// Writes an array of integers on one line. Complexity: O(n).
  package mutating func numbers(_ values: [Int]) {
    list(values) { $0.bytes.append(contentsOf: String($1).utf8) }
  }

  /// Writes an array of numbers on one line, with `null` for those that are not finite.
  package mutating func numbersOrNulls(_ values: [Double]) {
    list(values) { $1.isFinite ? $0.append($1) : $0.bytes.append(contentsOf: "null".utf8) }
  }

  /// Writes an array of numbers on one line, with `null` for those that are not finite.
  package mutating func numbersOrNulls(_ values: some Sequence<Double>) {
    list(values) { $1.isFinite ? $0.append($1) : $0.bytes.append(contentsOf: "null".utf8) }
  }

  /// Writes an array of numbers in single precision on one line, with `null` for those that are not
  /// finite.
  package mutating func numbersOrNulls(_ values: some Sequence<Float>) {
    list(values) { $1.isFinite ? $0.append($1) : $0.bytes.append(contentsOf: "null".utf8) }
  }

  /// Writes an array without going through the writer's state for every element.
  private mutating func list<Element>(
    _ values: some Sequence<Element>, _ append: (inout JSONWriter, Element) -> Void
  ) {
    prepareForValue()
    bytes.append(UInt8(ascii: "["))
    var isFirst = true
    for value in values {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(&self, value)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func append(_ value: Double) {
    precondition(value.isFinite, "JSON has no NaN and no infinity; write null where one may occur")
    appendDropping0(value.description)
  }

  private mutating func append(_ value: Float) {
    precondition(value.isFinite, "JSON has no NaN and no infinity; write null where one may occur")
    appendDropping0(value.description)
  }

  /// Appends the standard library's shortest description, without the ".0" of a whole number.
  private mutating func appendDropping0(_ description: String) {
    bytes.append(contentsOf: description.utf8)
    if bytes.last == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") {
      bytes.removeLast(2)
    }
  }
}

// MARK: - Text

extension JSONWriter {
  /// Appends a string in quotes; only what RFC 8259, section 7, demands is escaped.
  mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var runStart = 0
      for (offset, byte) in utf8.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: utf8[runStart..<offset])
        appendEscape(of: byte)
        runStart = offset + 1
      }
      bytes.append(contentsOf: utf8[runStart...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u00".utf8)
      bytes.append(contentsOf: String(byte, radix: 16).utf8)
    }
  }
}
