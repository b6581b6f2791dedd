internal import HTTPCodec
internal import WebRouting

extension CrossOriginPolicy {
  /// The policy that an operator's text asks for: `*`, or origins separated by commas; nil where one
  /// is not written as browsers do, and so would never match.
  init?(setting text: String) {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).withoutOuterBlanks.lowercased()
    }
    if words == ["*"] {
      self = .everyOriginWithKeys
    } else if words.allSatisfy(Self.isOrigin) {
      self = .listed(Set(words))
    } else {
      return nil
    }
  }

  /// Whether `text` is an origin of pages: scheme, host and, unless it is the scheme's own, port
  /// (RFC 6454, section 6.2); in lower case.
  private static func isOrigin(_ text: String) -> Bool {
    let ownPorts = ["http://": 80, "https://": 443]
    guard let (scheme, ownPort) = ownPorts.first(where: { text.hasPrefix($0.key) }) else {
      return false
    }
    var host = text.dropFirst(scheme.count)
    if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
      guard let port = plainInteger(host[host.index(after: colon)...]), port != ownPort,
        (1...65535).contains(port)
      else { return false }
      host = host[..<colon]
    }
    if host.hasPrefix("[") {
      return ListeningHost(String(host)) != nil && host.contains(":")
    }
    return !host.isEmpty && host.utf8.count <= 255
      && host.utf8.allSatisfy { isHostOctet($0) }
  }

  /// Letters, digits, dots, hyphens and low lines; other letters come in Punycode.
  private static func isHostOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
