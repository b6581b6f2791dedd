package import HTTPCodec

/// Which `Host` and `Origin` a request may name.
///
/// A web page can let its own name point to an address of this service and then talk to it as to its
/// own origin (DNS rebinding), with the rights of whoever looks at the page. Such requests carry the
/// page's name. So wherever a request needs no key, only names are answered to that no page can have
/// taken: those of the loopback interface, those that the operator allows and, on other addresses,
/// addresses written out, which no name server is asked for.
package enum HostPolicy: Sendable {
  /// Any name: for tests and callers without a network.
  case any
  /// On the loopback interface: its own names and these, lower case and without a port, whether there
  /// are keys or not.
  case loopback(also: Set<String>)
  /// On an address that others reach: while there are no keys, localhost, every address and these
  /// names, lower case and without a port; any name once there are keys, which no browser adds by
  /// itself.
  case reachable(also: Set<String>)

  private static let loopbackNames = ["localhost", "127.0.0.1", "[::1]"]

  /// Refuses a request for another host, and one that a page of another origin makes, unless
  /// `origins` lets it: a browser sends it in its user's name.
  ///
  /// - Complexity: O(octets of the two fields).
  package func check(
    _ request: HTTPRequest, hasKeys: Bool, origins: CrossOriginPolicy
  ) throws(Problem) {
    let allowed: Set<String>
    switch self {
    case .any: return
    case .loopback(let also): allowed = also
    case .reachable(let also):
      if hasKeys { return }
      allowed = also
    }
    let authority = request.authority.asciiLowercased
    guard answers(to: Self.host(of: authority), allowed) else {
      let names = allowed.union(Self.loopbackNames).sorted().joined(separator: ", ")
      throw Problem(
        .misdirectedRequest,
        "This service answers to \(names)\(addressPhrase). Use one of these names, or start the"
          + " service with --allowed-hosts and the name you need.")
    }
    guard let origin = request.headers["origin"], !origins.allows(request, hasKeys: hasKeys) else {
      return
    }
    guard request.headers.values(of: "origin").count == 1,
      Self.isOwn(origin.asciiLowercased, authority, allowed)
    else {
      throw Problem(
        .foreignOrigin,
        "Pages of this origin may not call this service. Start the service with --cors-origins and"
          + " the page's origin, or call it from outside a browser.")
    }
  }

  private func answers(to host: Substring, _ allowed: Set<String>) -> Bool {
    if Self.loopbackNames.contains(where: { $0 == host }) { return true }
    if case .reachable = self, Self.isAddress(host) { return true }
    // No name is longer (RFC 1035, section 2.3.4).
    return host.utf8.count <= 255 && allowed.contains(String(host))
  }

  private var addressPhrase: String {
    if case .reachable = self { ", and to its addresses as numbers" } else { "" }
  }

  /// Whether `origin` is that of the host asked for, or of a name that the operator allows: in front
  /// of the service there may be a proxy that names another.
  private static func isOwn(
    _ origin: String, _ authority: String, _ allowed: Set<String>
  ) -> Bool {
    for scheme in ["http://", "https://"] where origin.utf8.starts(with: scheme.utf8) {
      let place = Substring(origin.utf8.dropFirst(scheme.utf8.count))
      return place.hasOctets(of: authority)
        || (place.utf8.count <= 255 + 6 && allowed.contains(String(host(of: String(place)))))
    }
    return false
  }

  /// An authority without its port.
  private static func host(of authority: String) -> Substring {
    let octets = authority.utf8
    if octets.first == UInt8(ascii: "["), let end = octets.firstIndex(of: UInt8(ascii: "]")) {
      return authority[...end]
    }
    return authority[..<(octets.firstIndex(of: UInt8(ascii: ":")) ?? octets.endIndex)]
  }

  /// Whether `host` is an IPv6 address in brackets, whose form the parser has checked, or an IPv4
  /// address in its one full form, to which browsers bring all others.
  private static func isAddress(_ host: Substring) -> Bool {
    if host.utf8.first == UInt8(ascii: "[") { return host.utf8.last == UInt8(ascii: "]") }
    guard host.utf8.count <= 15 else { return false }
    let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { plainInteger(Substring($0)) ?? 256 < 256 }
  }
}
