internal import HTTPCodec

/// Which `Host` a request may name.
///
/// A web page can let its own name point to 127.0.0.1 and then talk to a service there as to its
/// own origin (DNS rebinding). Such requests carry the page's name, so a service on the loopback
/// interface answers only to names of that interface.
public enum HostPolicy: Sendable {
  /// Any name: for services behind a proxy or on a public address.
  case any
  /// The loopback interface's names and these, lower case and without a port.
  case loopback(also: Set<String>)

  private static let loopbackNames = ["localhost", "127.0.0.1", "[::1]"]

  /// Refuses a request for another host; `authority` is a host with or without a port.
  func check(_ authority: String) throws(Problem) {
    guard case .loopback(let others) = self else { return }
    let host = Self.host(of: authority.lowercased())
    guard Self.loopbackNames.contains(host) || others.contains(host) else {
      let names = others.union(Self.loopbackNames).sorted().joined(separator: ", ")
      throw Problem(
        .misdirectedRequest,
        "This service answers to \(names). Use one of these names, or start the service with the"
          + " host name you need.")
    }
  }

  private static func host(of authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return String(authority[...end])
    }
    guard let colon = authority.utf8.firstIndex(of: UInt8(ascii: ":")) else { return authority }
    return String(authority[..<colon])
  }
}
