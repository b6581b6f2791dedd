import CPlatform
import Glibc

/// The readiness of many descriptors under one: an epoll instance (epoll(7)).
///
/// What is relied on, from the manual pages epoll(7), epoll_ctl(2) and epoll_wait(2):
/// - The instance's own descriptor is readable while a descriptor in it is ready, so that one
///   Dispatch source watches them all. A source for each would cost a wake-up of Dispatch's manager
///   thread and one of a worker for every request.
/// - Without EPOLLET readiness is a level: what was not taken up is reported again.
/// - EPOLLERR and EPOLLHUP are reported whether asked for or not: a connection that wants nothing
///   must still take note of them, or they come for ever.
/// - A registration belongs to the open file description, which lives on after `close` where another
///   process holds a copy: take out before closing.
/// - Events that were fetched with one call may tell of a descriptor that the handling of an earlier
///   one closed: they carry a token of the caller's, not the descriptor, which the system reuses.
///
/// Belongs to one serial queue; only `descriptor` is read elsewhere.
package final class Poller {
  /// What is asked for, and what is the case.
  package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ event: EPOLL_EVENTS) { rawValue = event.rawValue }

    /// There are octets to read, or the client has closed its sending side.
    package static let readable = Readiness(EPOLLIN)
    /// The socket takes octets.
    package static let writable = Readiness(EPOLLOUT)
    /// The connection failed, or is closed in both directions. Not to be asked for.
    package static let broken: Readiness = [Readiness(EPOLLERR), Readiness(EPOLLHUP)]
  }

  package let descriptor: Int32
  private let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: batch)
  private var isOpen = true

  /// Events fetched with one call.
  private static let batch = 64

  /// Nil where no descriptor or no memory is left; `errno` tells.
  package init?() {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    close()
    events.deallocate()
  }

  /// Watches `descriptor`; its events carry `token`. Zero, or why it failed.
  package func add(_ descriptor: Int32, _ interest: Readiness, token: UInt64) -> Int32 {
    control(EPOLL_CTL_ADD, descriptor, interest, token)
  }

  /// Watches for `interest` from now on.
  package func modify(_ descriptor: Int32, _ interest: Readiness, token: UInt64) {
    // It fails only for a descriptor that is not watched.
    let failure = control(EPOLL_CTL_MOD, descriptor, interest, token)
    assert(failure == 0, "a descriptor that is not watched")
  }

  /// Watches `descriptor` no more.
  package func remove(_ descriptor: Int32) {
    _ = control(EPOLL_CTL_DEL, descriptor, [], 0)
  }

  /// Tells `body` of what is ready now, without waiting; how many events there were.
  package func poll(_ body: (_ token: UInt64, _ readiness: Readiness) -> Void) -> Int {
    // EINTR cannot come without waiting; any other error is a mistake of the program.
    let count = Int(max(epoll_wait(descriptor, events.baseAddress, Int32(Poller.batch), 0), 0))
    for index in 0..<count {
      body(events[index].data.u64, Readiness(rawValue: events[index].events))
    }
    return count
  }

  /// Closes the instance; descriptors in it stay open.
  package func close() {
    guard isOpen, descriptor >= 0 else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  private func control(
    _ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64
  ) -> Int32 {
    var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
    return epoll_ctl(self.descriptor, operation, descriptor, &event) == 0 ? 0 : errno
  }
}
