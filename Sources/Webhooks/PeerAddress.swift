internal import Glibc

/// An IP address that a message would be sent to, and whether it may.
package struct PeerAddress: Hashable, Sendable {
  /// Whom an address belongs to.
  package enum Kind: Hashable, Sendable {
    /// Someone on the internet.
    case global
    /// This machine (loopback) or a network of its operator: RFC 1918, RFC 6598 and unique local
    /// addresses.
    case local
    /// Nobody that messages are for, whatever the operator allows: link-local addresses, those at
    /// which clouds tell a machine its secrets, multicast, and what is reserved.
    case reserved
  }

  /// 4 bytes of IPv4 or 16 of IPv6, in network order.
  package let bytes: [UInt8]

  /// An address of 4 or 16 bytes, else nil.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads an address in numbers, IPv6 without brackets; nil for anything else.
  package init?(_ text: String) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// Whom it belongs to (the registries of RFC 6890). IPv6 addresses that stand for one of IPv4 are
  /// what that is.
  package var kind: Kind { bytes.count == 4 ? kindOfFour(bytes[...]) : kindOfSixteen }

  private func kindOfFour(_ bytes: ArraySlice<UInt8>) -> Kind {
    func isIn(_ ranges: [Prefix]) -> Bool { ranges.contains { $0.holds(bytes) } }
    return isIn(Self.reservedFour) ? .reserved : isIn(Self.localFour) ? .local : .global
  }

  private var kindOfSixteen: Kind {
    // Of IPv4: mapped (RFC 4291, section 2.5.5.2) and translated (RFC 6052, section 2.1).
    for prefix in Self.embeddingFour where prefix.holds(bytes[...]) {
      return kindOfFour(bytes.suffix(4))
    }
    if Self.localSixteen.contains(where: { $0.holds(bytes[...]) }) {
      return Self.metadataSixteen == bytes ? .reserved : .local
    }
    guard Prefix([0x20], 3).holds(bytes[...]) else { return .reserved }
    return Self.reservedSixteen.contains { $0.holds(bytes[...]) } ? .reserved : .global
  }

  /// The first `bits` of addresses.
  private struct Prefix: Sendable {
    let bytes: [UInt8]
    let bits: Int

    /// What `bytes` leaves out is 0.
    init(_ bytes: [UInt8], _ bits: Int) {
      (self.bytes, self.bits) = (bytes, bits)
    }

    func holds(_ address: ArraySlice<UInt8>) -> Bool {
      zip(0..., address).prefix((bits + 7) / 8).allSatisfy { index, byte in
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(8, bits - 8 * index))
        return (byte ^ (index < bytes.count ? bytes[index] : 0)) & mask == 0
      }
    }
  }

  private static let localFour = [
    Prefix([10], 8), Prefix([100, 64], 10), Prefix([127], 8), Prefix([172, 16], 12),
    Prefix([192, 168], 16),
  ]

  private static let reservedFour = [
    Prefix([0], 8), Prefix([169, 254], 16), Prefix([192, 0, 0], 24), Prefix([192, 0, 2], 24),
    Prefix([192, 88, 99], 24), Prefix([198, 18], 15), Prefix([198, 51, 100], 24),
    Prefix([203, 0, 113], 24), Prefix([224], 3),
    // Of clouds, in ranges that are else ordinary: Azure's and Alibaba's.
    Prefix([168, 63, 129, 16], 32), Prefix([100, 100, 100, 200], 32),
  ]

  private static let embeddingFour = [
    Prefix([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96), Prefix([0, 0x64, 0xFF, 0x9B], 96),
  ]

  private static let localSixteen = [
    Prefix([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128), Prefix([0xFC], 7),
  ]

  /// fd00:ec2::254, Amazon's.
  private static let metadataSixteen: [UInt8] = [
    0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54,
  ]

  /// Of protocols (Teredo among them), of documents, and 6to4, which stands for any IPv4 address.
  private static let reservedSixteen = [
    Prefix([0x20, 0x01], 23), Prefix([0x20, 0x01, 0x0D, 0xB8], 32), Prefix([0x20, 0x02], 16),
    Prefix([0x3F, 0xFF], 20),
  ]
}
