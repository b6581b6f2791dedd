import CPlatform
import Glibc

/// System calls on sockets, repeated where a signal interrupted them; failures are values, not
/// errors.
enum SocketCalls {
  /// What a transfer came to.
  enum Transfer: Equatable {
    case bytes(Int)
    case wouldBlock
    case failed(Int32)
  }

  /// What accepting came to.
  enum Acceptance {
    case descriptor(Int32, address: String)
    case wouldBlock
    case failed(Int32)
  }

  /// Reads into `space`; zero bytes is the end of the stream.
  static func receive(_ descriptor: Int32, into space: UnsafeMutableRawBufferPointer) -> Transfer {
    transfer { recv(descriptor, space.baseAddress, space.count, 0) }
  }

  /// Sends `bytes`, without SIGPIPE; `more` says that further bytes follow at once.
  static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, more: Bool) -> Transfer {
    let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
    return transfer { Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags) }
  }

  /// Takes the next connection: non-blocking, closed on exec, without Nagle's delay.
  static func accept(_ listener: Int32) -> Acceptance {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    while true {
      let descriptor = withUnsafeMutablePointer(to: &storage) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          accept4(
            listener, $0, &length,
            Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
        }
      }
      if descriptor >= 0 {
        var on: Int32 = 1
        // Where it fails, the connection is gone already, and the first read tells.
        _ = setsockopt(
          descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return .descriptor(descriptor, address: SocketAddress.text(of: storage))
      }
      switch errno {
      // Connections that ended before they were taken, and errors of the network that Linux reports
      // here.
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
        EOPNOTSUPP, ENETUNREACH, EPERM:
        continue
      case EAGAIN, EWOULDBLOCK: return .wouldBlock
      case let code: return .failed(code)
      }
    }
  }

  private static func transfer(_ call: () -> Int) -> Transfer {
    while true {
      let count = call()
      if count >= 0 { return .bytes(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .wouldBlock
      case let code: return .failed(code)
      }
    }
  }
}
