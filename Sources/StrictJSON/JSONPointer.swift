/// The place of a value in a JSON document, as RFC 6901 writes it: `/layers/0/units`.
///
/// The empty pointer names the whole document. In a token `~` is written `~0` and `/` is `~1`.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The pointer as RFC 6901 writes it.
  package let description: String

  /// The pointer to the whole document.
  package static let root = JSONPointer(escaped: "")

  private init(escaped: String) {
    description = escaped
  }

  /// Reads a pointer, or is `nil` where `text` is not one: it must be empty or begin with `/`, and
  /// every `~` must be followed by `0` or `1` (RFC 6901, section 3).
  package init?(_ text: String) {
    guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
    var afterTilde = false
    for byte in text.utf8 {
      if afterTilde && byte != UInt8(ascii: "0") && byte != UInt8(ascii: "1") { return nil }
      afterTilde = byte == UInt8(ascii: "~")
    }
    if afterTilde { return nil }
    self.init(escaped: text)
  }

  /// The pointer to the member `key` of the object that this pointer names.
  package func appending(_ key: String) -> JSONPointer {
    JSONPointer(escaped: description + "/" + Self.escape(key))
  }

  /// The pointer to the element `index` of the array that this pointer names.
  package func appending(_ index: Int) -> JSONPointer {
    JSONPointer(escaped: description + "/" + String(index))
  }

  /// The pointer to what `other` names inside the value that this pointer names.
  package func appending(_ other: JSONPointer) -> JSONPointer {
    JSONPointer(escaped: description + other.description)
  }

  /// The unescaped tokens from the document's root. Complexity: O(length).
  package var tokens: [String] {
    description.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .dropFirst().map { Self.unescape(String(decoding: $0, as: UTF8.self)) }
  }

  /// A token with `~` and `/` escaped (RFC 6901, section 3).
  package static func escape(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
    else { return token }
    var escaped: [UInt8] = []
    for byte in token.utf8 {
      switch byte {
      case UInt8(ascii: "~"): escaped += "~0".utf8
      case UInt8(ascii: "/"): escaped += "~1".utf8
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }

  private static func unescape(_ token: String) -> String {
    guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
    var plain: [UInt8] = []
    var afterTilde = false
    for byte in token.utf8 {
      if afterTilde {
        plain.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        afterTilde = false
      } else if byte == UInt8(ascii: "~") {
        afterTilde = true
      } else {
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Whether both pointers have the same bytes.
  package static func == (left: Self, right: Self) -> Bool {
    left.description.hasSameBytes(as: right.description)
  }

  /// Hashes the pointer's bytes.
  package func hash(into hasher: inout Hasher) {
    ExactString(text: description).hash(into: &hasher)
  }
}

extension JSONValue {
  /// The value that `pointer` names, or `nil` where there is none (RFC 6901, section 4).
  ///
  /// An array index is written without leading zeros; `-`, the element past the end, names nothing.
  package subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      switch value {
      case .object(let object):
        guard let member = object[token] else { return nil }
        value = member
      case .array(let elements):
        guard let index = Int(token), String(index).hasSameBytes(as: token),
          elements.indices.contains(index)
        else { return nil }
        value = elements[index]
      case .null, .bool, .number, .string:
        return nil
      }
    }
    return value
  }
}
