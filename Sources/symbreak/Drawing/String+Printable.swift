extension String {
  /// The text with every character that could command a terminal or reorder what it shows replaced
  /// by its code, `\u{1B}` for an escape; line feeds and tabs stay.
  ///
  /// Files and answers hold names that others chose. The replaced ones are the controls of ISO 6429
  /// (C0, DEL, C1) and Unicode's bidirectional controls (UAX #9, section 2).
  package var printable: String {
    // ASCII text without controls, which is nearly all, stays as it is.
    if utf8.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x0A || $0 == 0x09 }) { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if Self.commands(scalar) {
        text.append(
          contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  private static func commands(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
