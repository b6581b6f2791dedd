/// A string compared and hashed by its UTF-8 bytes.
///
/// `String` compares by canonical equivalence: "é" as one scalar equals "e" followed by a combining
/// accent. RFC 8259, section 8.3, compares names code unit by code unit; to it they are two names.
struct ExactString: Hashable {
  let text: String

  static func == (left: Self, right: Self) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// Whether both strings have the same UTF-8 bytes. Complexity: O(length).
  func hasSameBytes(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
