/// A JSON value (RFC 8259, section 3).
package enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, whose literal is kept.
  case number(JSONNumber)
  /// A string of Unicode scalars.
  case string(String)
  /// An ordered list of values.
  case array([JSONValue])
  /// Members with unique names.
  case object(JSONObject)

  /// Reads one JSON text in UTF-8, strictly.
  ///
  /// Beyond the grammar of RFC 8259 it refuses what the RFC leaves open and what readers understand
  /// differently: duplicate names, lone surrogates, byte order marks, and nesting past the limit.
  ///
  /// - Throws: the first fault, with its place.
  /// - Complexity: O(length).
  package static func parse(
    _ bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes, limits: limits)
    return try parser.parseDocument()
  }

  /// Reads one JSON text, as `parse(_:limits:)` of its UTF-8 does.
  package static func parse(
    _ text: String, limits: JSONLimits = .standard
  ) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), limits: limits)
  }

  /// What kind of value this is, for messages: "a number", "an object", "null".
  package var kindDescription: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether this is `null`.
  package var isNull: Bool { if case .null = self { true } else { false } }
  /// The boolean, or `nil` where this is none.
  package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The number, or `nil` where this is none.
  package var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }
  /// The string, or `nil` where this is none.
  package var stringValue: String? { if case .string(let value) = self { value } else { nil } }
  /// The elements, or `nil` where this is no array.
  package var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The object, or `nil` where this is none.
  package var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The member `key` of an object, or `nil` where this is no object or has no such member.
  package subscript(key: String) -> JSONValue? { objectValue?[key] }
}

extension JSONValue: Equatable {
  /// Whether both are the same value: numbers by value, strings by their bytes, objects in whatever
  /// order of members.
  package static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `null`.
  package init(nilLiteral: ()) { self = .null }
  /// A boolean.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// A number; a literal past `Double`'s range is a programming error.
  package init(floatLiteral value: Double) {
    guard let number = JSONNumber(value) else { preconditionFailure("JSON has no infinity") }
    self = .number(number)
  }
  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object.
  ///
  /// - Precondition: no name occurs twice.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(unique: elements))
  }
}
