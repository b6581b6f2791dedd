/// Where messages may be sent: an http or https URL in a form that every reader understands alike.
///
/// Who registers a URL is not trusted: what one reader takes for a path and another for a host would
/// lead past the list of allowed hosts. So hosts have letters, digits, dots and hyphens, or are IPv6
/// addresses in brackets, and there are no names of users, no fragments, no backslashes.
package struct WebhookTarget: Hashable, Sendable {
  /// `http` or `https`.
  package let scheme: String
  /// In lower case; an IPv6 address has its brackets.
  package let host: String
  /// As given, or the scheme's own.
  package let port: Int
  /// Path and query, beginning with a slash.
  package let path: String

  /// Characters of a URL at most.
  package static let longest = 2000

  /// Reads a URL; nil where it has another form. O(length).
  package init?(_ text: String) {
    guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !text.contains(where: { "#\\\"<>^`{|}".contains($0) }),
      let separator = text.firstRange(of: "://")
    else { return nil }
    scheme = text[..<separator.lowerBound].lowercased()
    guard let standard = ["http": 80, "https": 443][scheme] else { return nil }
    let rest = text[separator.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    guard let place = HostAndPort(String(rest[..<end])) else { return nil }
    host = place.host
    port = place.port ?? standard
    path = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
  }

  /// The URL, put together again of what was understood.
  package var url: String { "\(scheme)://\(host):\(port)\(path)" }
}

/// A host, and a port where one is given.
struct HostAndPort: Hashable, Sendable {
  let host: String
  let port: Int?

  /// Reads `host`, `host:port`, `[address]` or `[address]:port`; nil where it has another form.
  init?(_ text: String) {
    let end: String.Index
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else { return nil }
      end = text.index(after: bracket)
      guard PeerAddress(text[..<end].dropFirst().dropLast().description)?.bytes.count == 16 else {
        return nil
      }
    } else {
      end = text.firstIndex(of: ":") ?? text.endIndex
      guard Self.isName(text[..<end]) else { return nil }
    }
    host = text[..<end].lowercased()
    guard end < text.endIndex else {
      port = nil
      return
    }
    let digits = text[text.index(after: end)...]
    guard text[end] == ":", !digits.isEmpty, digits.utf8.count <= 5,
      digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let number = Int(digits), (1...65535).contains(number)
    else { return nil }
    port = number
  }

  private static func isName(_ text: Substring) -> Bool {
    (1...253).contains(text.utf8.count)
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }
}
