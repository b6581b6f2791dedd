import Glibc

/// Socket addresses and their texts.
enum SocketAddress {
  /// The numeric host of `storage`, or an empty text for an address that is not of the internet.
  static func text(of storage: sockaddr_storage) -> String {
    withUnsafeBytes(of: storage) { bytes in
      let family = Int32(storage.ss_family)
      let offset: Int? =
        switch family {
        case AF_INET: MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
        case AF_INET6: MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
        default: nil
        }
      guard let offset, let base = bytes.baseAddress else { return "" }
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
        text in
        guard let start = text.baseAddress,
          inet_ntop(family, base + offset, start, socklen_t(INET6_ADDRSTRLEN)) != nil
        else { return "" }
        return String(cString: start)
      }
    }
  }

  /// The port that `descriptor` is bound to.
  static func boundPort(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    // The port stands at the same place in both families' addresses.
    return withUnsafeBytes(of: storage) {
      UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
    }
  }
}
