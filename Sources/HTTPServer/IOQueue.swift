import Dispatch
import Glibc
import HTTPCodec

/// One of the serial queues that connections live on, with what they share there.
///
/// Unchecked `Sendable`: every `var`, and the memory of `readSpace`, is touched on `queue` alone,
/// which is serial; the constants are `Sendable` themselves or written before the first use.
final class IOQueue: @unchecked Sendable {
  let queue: DispatchQueue
  let handler: any HTTPHandler
  let settings: ConnectionSettings
  let events: HTTPServerEvents

  /// Whether the server is ending: answers say `Connection: close`.
  private(set) var isDraining = false
  /// The monotonic time at which the current event began.
  private(set) var now = MonotonicClock.now()
  /// Octets to send, gathered during one event of one connection; empty between events.
  var output: [UInt8] = []
  /// Where every connection of this queue reads into.
  let readSpace = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)

  private var connections: [Connection] = []
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var sweeper: (any DispatchSourceTimer)?
  private var dateSecond = 0
  private var dateOctets: [UInt8] = []

  init(
    index: Int, handler: any HTTPHandler, settings: ConnectionSettings,
    events: @escaping HTTPServerEvents
  ) {
    queue = DispatchQueue(label: "http.io.\(index)")
    self.handler = handler
    self.settings = settings
    self.events = events
  }

  deinit { readSpace.deallocate() }

  /// Starts looking for passed deadlines: one timer for all connections, not one a request.
  func start() {
    queue.async { [self] in
      let timer = DispatchSource.makeTimerSource(queue: queue)
      let interval = DispatchTimeInterval.nanoseconds(Int(settings.sweepInterval))
      timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(1))
      timer.setEventHandler { [weak self] in self?.sweep() }
      timer.resume()
      sweeper = timer
    }
  }

  /// Takes over a connected descriptor. Called from any queue.
  func adopt(_ descriptor: Int32, address: String, gate: ConnectionGate, isRefused: Bool) {
    queue.async { [self] in
      beginEvent()
      let connection = Connection(
        descriptor: descriptor, address: address, gate: gate, slot: connections.count, io: self)
      connections.append(connection)
      connection.open(isRefused: isRefused)
      if isDraining { connection.drain() }
    }
  }

  /// Ends the queue: answers what is in flight, closes the rest, and everything once `grace` has
  /// passed. Returns when the last descriptor is closed.
  func drain(grace: Duration) async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        isDraining = true
        waiters.append(continuation)
        for connection in connections {
          beginEvent()
          connection.drain()
        }
        resumeWaitersIfEmpty()
        let time = DispatchTime.now() + .nanoseconds(Int(grace.nanoseconds))
        queue.asyncAfter(deadline: time) { [weak self] in self?.closeByForce() }
      }
    }
  }

  // MARK: On the queue

  /// Notes the time; every entry into a connection begins with this.
  func beginEvent() {
    now = MonotonicClock.now()
  }

  /// The current Date, written anew once a second.
  func date() -> [UInt8] {
    let second = time(nil)
    if second != dateSecond {
      dateSecond = second
      dateOctets = HTTPDate.octets(secondsSince1970: second)
    }
    return dateOctets
  }

  /// Forgets a connection whose descriptors are closed.
  func remove(_ connection: Connection) {
    let slot = connection.slot
    let last = connections.removeLast()
    if last !== connection {
      connections[slot] = last
      last.slot = slot
    }
    resumeWaitersIfEmpty()
  }

  private func sweep() {
    beginEvent()
    // A copy: closing may remove connections from the list.
    for connection in connections { connection.sweep() }
  }

  private func closeByForce() {
    guard !connections.isEmpty else { return }
    events(.closedByForce(connections: connections.count))
    for connection in connections { connection.abort() }
  }

  private func resumeWaitersIfEmpty() {
    guard isDraining, connections.isEmpty else { return }
    sweeper?.cancel()
    sweeper = nil
    for waiter in waiters { waiter.resume() }
    waiters = []
  }
}
