internal import Glibc
internal import HTTPService
internal import Synchronization

/// What is measured of the process and of its server, which is made after what asks for it.
final class ServerGauges: Sendable {
  private let server = Mutex<HTTPServer?>(nil)

  /// Measures `server` from now on.
  func follow(_ server: HTTPServer) { self.server.withLock { $0 = server } }

  /// Connections that are open.
  var connections: Int { server.withLock { $0 }?.connectionCount ?? 0 }

  /// Processor time of all threads, in the program and in the system.
  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
