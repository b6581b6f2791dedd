/// A field line: `field-name ":" OWS field-value OWS` (RFC 9112, section 5).
enum FieldLine {
  /// Where name and value lie in `line`, which has neither control octets nor its CRLF.
  static func parse(
    _ line: Span<UInt8>, isFirst: Bool
  ) throws(HTTPFault) -> (name: Range<Int>, value: Range<Int>) {
    if line[0].isBlank {
      throw isFirst
        ? HTTPFault(.blankBeforeFields, "Begin the first field line with the field's name.")
        : HTTPFault(.lineFolding, "Write every field on one line.")
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      throw HTTPFault(.missingColon, "Write fields as name, colon, value.")
    }
    let name = line.extracting(0..<colon)
    guard !name.isEmpty else {
      throw HTTPFault(.invalidFieldName, "Name the field before its colon.")
    }
    if line[colon - 1].isBlank {
      throw HTTPFault(.blankBeforeColon, "Put the colon directly after the field's name.")
    }
    guard name.allSatisfy(\.isTokenOctet) else {
      throw HTTPFault(.invalidFieldName, "Use letters, digits and !#$%&'*+-.^_`|~ in field names.")
    }
    return (0..<colon, line.trimmingBlanks((colon + 1)..<line.count))
  }
}
