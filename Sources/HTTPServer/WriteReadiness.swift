import Dispatch
import Glibc

/// Tells when a socket takes octets again, by a source on a duplicate of its descriptor.
///
/// A second source on the descriptor itself would share libdispatch's bookkeeping with the read
/// source, which is unsound on Linux (swift-corelibs-libdispatch issues 833 and 949).
struct WriteReadiness {
  private let source: any DispatchSourceWrite
  private var isWaiting = false

  /// Makes the duplicate; nil where no descriptor is left. `ready` and `closed` are called on
  /// `queue`.
  init?(
    of descriptor: Int32, on queue: DispatchQueue, ready: @escaping @Sendable () -> Void,
    closed: @escaping @Sendable () -> Void
  ) {
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { return nil }
    source = DispatchSource.makeWriteSource(fileDescriptor: duplicate, queue: queue)
    source.setEventHandler(handler: ready)
    source.setCancelHandler {
      close(duplicate)
      closed()
    }
  }

  /// Starts or stops listening for readiness.
  mutating func setWaiting(_ wanted: Bool) {
    guard wanted != isWaiting else { return }
    isWaiting = wanted
    if wanted { source.resume() } else { source.suspend() }
  }

  /// Ends it; `closed` is called when the duplicate is closed.
  mutating func cancel() {
    // A suspended source would never run its cancel handler.
    setWaiting(true)
    source.cancel()
  }
}
