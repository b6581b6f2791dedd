/// `uri-host [":" port]`, as in Host and in an absolute-form target (RFC 3986, section 3.2).
enum Authority {
  /// The text of `octets`, if they name a host.
  ///
  /// Refused are an empty host (RFC 9110, section 4.2.1), user information (section 4.2.4), and a
  /// comma: the grammar of names allows one, but it is what a repeated Host combined on the way
  /// looks like.
  static func parse(_ octets: Span<UInt8>, of place: String) throws(HTTPFault) -> String {
    guard let hostEnd = hostLength(octets), hostEnd > 0, isPort(octets, from: hostEnd) else {
      throw HTTPFault(.invalidHost, "Name one host, and a port if needed, in \(place).")
    }
    return octets.text
  }

  /// Where the host ends, or nil if it is malformed.
  private static func hostLength(_ octets: Span<UInt8>) -> Int? {
    guard !octets.isEmpty else { return nil }
    if octets[0] == UInt8(ascii: "[") {
      guard let close = octets.firstIndex(of: UInt8(ascii: "]")), close > 2 else { return nil }
      let literal = octets.extracting(1..<close)
      return isIPv6(literal) || isFutureAddress(literal) ? close + 1 : nil
    }
    var index = 0
    while index < octets.count, octets[index] != UInt8(ascii: ":") {
      let octet = octets[index]
      if octet == UInt8(ascii: "%") {
        guard index + 2 < octets.count,
          octets[index + 1].hexValue != nil, octets[index + 2].hexValue != nil
        else { return nil }
        index += 3
      } else {
        guard octet.isPlainURIOctet, octet != UInt8(ascii: ",") else { return nil }
        index += 1
      }
    }
    return index
  }

  /// Whether nothing, or ":" and a port of at most 65535, follows the host.
  private static func isPort(_ octets: Span<UInt8>, from start: Int) -> Bool {
    guard start < octets.count else { return true }
    guard octets[start] == UInt8(ascii: ":") else { return false }
    var port = 0
    for index in (start + 1)..<octets.count {
      guard octets[index].isDigit else { return false }
      port = port * 10 + Int(octets[index] - 0x30)
      guard port <= 65_535 else { return false }
    }
    return true
  }

  /// Whether `octets` have the shape of an IPv6 address: groups of one to four hexadecimal digits,
  /// at most one "::", and possibly a dotted quad at the end.
  private static func isIPv6(_ octets: Span<UInt8>) -> Bool {
    let groups = octets.text.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count >= 3, groups.count <= 9 else { return false }
    let quads = groups.last?.contains(".") == true ? 1 : 0
    guard quads == 0 || isDottedQuad(groups[groups.count - 1]) else { return false }
    var gaps = 0
    for (index, group) in groups.enumerated() where quads == 0 || index < groups.count - 1 {
      if group.isEmpty {
        // An empty group is the gap of "::", which at an end of the address is two empty groups.
        let atStart = index == 0 && groups[1].isEmpty
        let atEnd = index == groups.count - 1 && groups[index - 1].isEmpty
        if !atStart && !atEnd { gaps += 1 }
      } else if group.utf8.count > 4 || !group.utf8.allSatisfy({ $0.hexValue != nil }) {
        return false
      }
    }
    let written = groups.count { !$0.isEmpty } + quads
    return gaps == 0 ? written == 8 && !groups.contains("") : gaps == 1 && written < 8
  }

  private static func isDottedQuad(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit)
          && part.utf8.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
      }
  }

  /// IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
  private static func isFutureAddress(_ octets: Span<UInt8>) -> Bool {
    guard octets[0].lowercased == UInt8(ascii: "v"),
      let dot = octets.firstIndex(of: UInt8(ascii: ".")), dot > 1, dot + 1 < octets.count
    else { return false }
    return octets.extracting(1..<dot).allSatisfy { $0.hexValue != nil }
      && octets.extracting((dot + 1)..<octets.count)
        .allSatisfy { $0.isPlainURIOctet || $0 == UInt8(ascii: ":") }
  }
}
