/// Writes an SVG document (SVG 1.1, of which every viewer has what is used here), element by element.
///
/// Its bytes follow from what is written alone, so that equal pictures are equal bytes. Text is escaped;
/// names of elements and attributes are the program's own.
struct SVGWriter {
  /// A value of an attribute.
  enum Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral
  {
    case text(String)
    /// A length in pixels or a share, written to the hundredth.
    case number(Double)

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
  }

  typealias Attributes = KeyValuePairs<String, Value>

  private(set) var bytes: [UInt8] = []

  /// An element without content.
  mutating func element(_ name: String, _ attributes: Attributes) {
    start(name, attributes)
    bytes += Array("/>\n".utf8)
  }

  /// An element around what `content` writes.
  mutating func element(
    _ name: String, _ attributes: Attributes, _ content: (inout SVGWriter) -> Void
  ) {
    start(name, attributes)
    bytes += Array(">\n".utf8)
    content(&self)
    bytes += Array("</\(name)>\n".utf8)
  }

  /// An element around a text.
  mutating func element(_ name: String, _ attributes: Attributes = [:], text: String) {
    start(name, attributes)
    bytes.append(UInt8(ascii: ">"))
    bytes += Array(text.asXMLText.utf8)
    bytes += Array("</\(name)>\n".utf8)
  }

  private mutating func start(_ name: String, _ attributes: Attributes) {
    bytes += Array("<\(name)".utf8)
    for (name, value) in attributes {
      let text =
        switch value {
        case .text(let text): text.asXMLText
        case .number(let number): number.asSVG
        }
      bytes += Array(" \(name)=\"\(text)\"".utf8)
    }
  }
}

extension Double {
  /// The number to the hundredth, without what it does not need: `12`, `-0.5`, `3.07`.
  var asSVG: String {
    guard isFinite, abs(self) < 1e15 else { return "0" }
    let hundredths = Int((self * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
