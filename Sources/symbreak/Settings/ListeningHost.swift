internal import Glibc

/// An address of this machine to listen on.
package struct ListeningHost: Sendable, Equatable {
  /// An IPv4 or IPv6 address without brackets, or `localhost`.
  package let name: String

  /// The host that `text` names; nil where it is no address. Names are not looked up: which of a
  /// name's addresses would be open to whom is nothing to guess at.
  package init?(_ text: String) {
    var name = text
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    guard name == "localhost" || Self.isAddress(name, AF_INET) || Self.isAddress(name, AF_INET6)
    else { return nil }
    self.name = name
  }

  /// The loopback interface's own address.
  package static let loopback = ListeningHost(unchecked: "127.0.0.1")

  private init(unchecked name: String) {
    self.name = name
  }

  /// Whether only programs of this machine reach it.
  package var isLoopback: Bool {
    name == "localhost" || name == "::1"
      || (name.hasPrefix("127.") && Self.isAddress(name, AF_INET))
  }

  /// The address as a URL holds it (RFC 3986, section 3.2.2).
  package var inURL: String { name.contains(":") ? "[\(name)]" : name }

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    // Room for the longer of the two families' binary addresses.
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 4) {
      inet_pton(family, text, $0.baseAddress) == 1
    }
  }
}
