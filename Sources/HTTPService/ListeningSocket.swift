import Glibc

/// A bound, listening, non-blocking socket. Whoever makes it closes its descriptor.
struct ListeningSocket {
  let descriptor: Int32
  let port: UInt16

  /// Listens on `host` and `port`; throws what a person can act on.
  static func open(host: String, port: UInt16) throws(HTTPServerError) -> ListeningSocket {
    func failed(_ call: String) -> HTTPServerError {
      .failed(call, errno: errno, host: host, port: port)
    }
    guard let found = resolve(host, port: port) else { throw .invalidHost(host) }
    defer { freeaddrinfo(found) }
    let address = found.pointee
    let descriptor = socket(
      address.ai_family,
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw failed("socket") }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    var on: Int32 = 1
    // A restarted server takes its port although connections of the last one linger.
    guard
      setsockopt(
        descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
    else { throw failed("setsockopt") }
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { throw failed("bind") }
    guard listen(descriptor, 4_096) == 0 else { throw failed("listen") }
    guard let bound = SocketAddress.boundPort(of: descriptor) else { throw failed("getsockname") }
    isKept = true
    return ListeningSocket(descriptor: descriptor, port: bound)
  }

  /// The address that `host` writes out; names are not looked up. The result is to be freed.
  private static func resolve(_ host: String, port: UInt16) -> UnsafeMutablePointer<addrinfo>? {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var literal = host == "localhost" ? "127.0.0.1" : host
    if literal.hasPrefix("["), literal.hasSuffix("]") {
      literal = String(literal.dropFirst().dropLast())
      hints.ai_family = AF_INET6
    }
    // "127.1" and "0x7f000001" are addresses to the resolver, but surely not what anyone means.
    let isShort = !literal.contains(":") && literal.split(separator: ".").count != 4
    guard !literal.isEmpty, !isShort else { return nil }
    var found: UnsafeMutablePointer<addrinfo>?
    return getaddrinfo(literal, String(port), &hints, &found) == 0 ? found : nil
  }
}
