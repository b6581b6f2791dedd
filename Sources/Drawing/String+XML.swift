extension String {
  /// The text as content or in the quotes of an attribute of XML 1.0 (section 2.4), with U+FFFD for what
  /// is no character there (section 2.2) and for what reorders the text around it (UAX #9): names are
  /// others' to choose.
  package var asXMLText: String {
    var text = ""
    text.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\t", "\n", "\r": text += " "
      default: text.unicodeScalars.append(Self.isShown(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return text
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
    default: true
    }
  }

  /// How wide the text is in pixels at a font size: an estimate from above for sans-serif letters, as
  /// whoever shows the picture chooses the font.
  func width(atSize size: Double) -> Double {
    unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 0.6 : $1.value < 0x2E80 ? 0.7 : 1.05) } * size
  }

  /// The text, or as much of its beginning as is at most `width` pixels wide, with an ellipsis.
  func fitted(to width: Double, size: Double) -> String {
    guard self.width(atSize: size) > width else { return self }
    var kept = String.UnicodeScalarView()
    var used = "…".width(atSize: size)
    for scalar in unicodeScalars {
      used += String(scalar).width(atSize: size)
      if used > width { break }
      kept.append(scalar)
    }
    return String(kept) + "…"
  }
}
