/// Where the operator lets messages be sent.
package struct WebhookPolicy: Sendable, Equatable {
  /// Why a target is refused.
  package enum Refusal: String, Error, Sendable {
    /// Its host is none of those allowed.
    case host = "host_not_allowed"
    /// Its address is a private or reserved one.
    case address = "address_not_allowed"
  }

  /// The hosts that are allowed; empty where there are to be no webhooks.
  package var hosts: [WebhookHost]
  /// Whether this machine and networks of its operator may be sent to.
  package var allowsLocalAddresses: Bool

  /// A policy; default: nothing is allowed.
  package init(hosts: [WebhookHost] = [], allowsLocalAddresses: Bool = false) {
    self.hosts = hosts
    self.allowsLocalAddresses = allowsLocalAddresses
  }

  /// Throws where nothing may be sent to a target. A name's addresses are not known here; see
  /// `allows(_:)`, which is asked again when one is connected to.
  package func check(_ target: WebhookTarget) throws(Refusal) {
    guard hosts.contains(where: { $0.holds(target) }) else { throw .host }
    let numbers = target.host.hasPrefix("[") ? target.host.dropFirst().dropLast() : target.host[...]
    if let address = PeerAddress(String(numbers)), !allows(address) { throw .address }
  }

  /// Whether an address may be connected to.
  package func allows(_ address: PeerAddress) -> Bool {
    switch address.kind {
    case .global: true
    case .local: allowsLocalAddresses
    case .reserved: false
    }
  }
}

/// A host that messages may be sent to: `hooks.example`, `*.example` for all names below that, either
/// with a port, which is then the only one, or an address in numbers.
package struct WebhookHost: Sendable, Hashable {
  private let isSuffix: Bool
  private let place: HostAndPort

  /// Reads one; nil where it has another form.
  package init?(_ text: String) {
    isSuffix = text.hasPrefix("*.")
    guard let place = HostAndPort(isSuffix ? String(text.dropFirst(2)) : text) else { return nil }
    self.place = place
  }

  /// Whether a target is there.
  func holds(_ target: WebhookTarget) -> Bool {
    guard place.port.map({ $0 == target.port }) ?? true else { return false }
    return isSuffix ? target.host.hasSuffix("." + place.host) : target.host == place.host
  }
}
