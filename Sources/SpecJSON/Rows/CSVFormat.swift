internal import StrictJSON

/// How a text of separated values is written: `header`, `delimiter` and `decimal`.
struct CSVFormat: Equatable {
  /// What parts the fields of a line.
  enum Delimiter: String, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case bar = "|"
    case tab

    /// The octet itself.
    var byte: UInt8 {
      switch self {
      case .comma: UInt8(ascii: ",")
      case .semicolon: UInt8(ascii: ";")
      case .bar: UInt8(ascii: "|")
      case .tab: UInt8(ascii: "\t")
      }
    }

    /// The delimiter of a client's word: its name, or the character that a tab is.
    init?(word: String) {
      self.init(rawValue: word == "\t" ? Self.tab.rawValue : word)
    }
  }

  /// Whether the first line has the names of the columns; nil where the client does not say.
  var hasHeader: Bool?
  var delimiter = Delimiter.comma
  var decimal = DecimalText.Mark.point

  /// The members that say how a text is written and which of its columns are left out.
  static let names = ["header", "delimiter", "decimal", "drop"]

  /// What the members say; nil where one is wrong or two do not go together. Where fractions have a
  /// comma, fields are parted by a semicolon unless told: so do programs that write such numbers.
  static func read(_ fields: Fields) -> CSVFormat? {
    let header = fields["header"].map { $0.flag() }
    let decimal = fields["decimal"].map {
      $0.name("a decimal mark", among: DecimalText.Mark.allCases.map(\.rawValue))
        .flatMap(DecimalText.Mark.init(rawValue:))
    }
    let delimiter = fields["delimiter"].map { place in
      place.value.stringValue.flatMap(Delimiter.init(word:)) ?? refuse(place)
    }
    if case .some(nil) = header { return nil }
    if case .some(nil) = decimal { return nil }
    if case .some(nil) = delimiter { return nil }
    let mark = (decimal ?? nil) ?? .point
    let format = CSVFormat(
      hasHeader: header ?? nil,
      delimiter: (delimiter ?? nil) ?? (mark == .comma ? .semicolon : .comma), decimal: mark)
    guard format.delimiter.rawValue != format.decimal.rawValue else {
      fields["decimal"]?.fault(.mismatch, "A comma cannot part both fields and fractions.")
      return nil
    }
    return format
  }

  private static func refuse(_ place: Cursor) -> Delimiter? {
    place.name("a delimiter", among: Delimiter.allCases.map(\.rawValue))
      .flatMap(Delimiter.init(rawValue:))
  }

  /// The number that a field is; nil where it is none.
  func number(_ field: String) -> Double? { DecimalText.value(field, mark: decimal) }
}
