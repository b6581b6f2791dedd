/// Percent-decoding of URI components (RFC 3986, section 2.1).
enum PercentEncoding {
  /// The text of `octets`.
  ///
  /// Refused are a "%" without two hexadecimal digits, text that is not UTF-8, and an encoded NUL
  /// (RFC 3986, section 7.3), which ends strings early in code behind this one.
  static func decode(_ octets: Span<UInt8>, plusIsSpace: Bool) throws(HTTPFault) -> String {
    let percent = UInt8(ascii: "%")
    let plus = UInt8(ascii: "+")
    if octets.allSatisfy({ $0 != percent && !(plusIsSpace && $0 == plus) }) { return octets.text }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(octets.count)
    var index = 0
    while index < octets.count {
      let octet = octets[index]
      if octet == percent {
        guard index + 2 < octets.count,
          let high = octets[index + 1].hexValue, let low = octets[index + 2].hexValue
        else { throw HTTPFault(.invalidPercentEncoding, "Follow every % with two hex digits.") }
        guard high | low != 0 else {
          throw HTTPFault(.invalidPercentEncoding, "Remove %00: NUL is not allowed in a target.")
        }
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(plusIsSpace && octet == plus ? .space : octet)
        index += 1
      }
    }
    guard let text = decoded.span.validText else {
      throw HTTPFault(.invalidPercentEncoding, "Percent-encode text as UTF-8.")
    }
    return text
  }
}
