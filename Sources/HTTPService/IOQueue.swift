import Dispatch
import Glibc
import HTTPCodec

/// What the queues of one server share.
struct SharedResources: Sendable {
  let memory: ByteBudget
  let files: ByteBudget
  let storing = DispatchQueue(label: "http.content")

  init(_ settings: ConnectionSettings) {
    memory = ByteBudget(limit: settings.maxBufferedBytes)
    files = ByteBudget(limit: settings.maxStoredBytes)
  }
}

/// One of the serial queues that connections live on, with what they share there.
///
/// Unchecked `Sendable`: every `var`, and the memory of `readSpace`, is touched on `queue` alone,
/// which is serial; the constants are `Sendable` themselves or written before the first use.
final class IOQueue: @unchecked Sendable {
  let queue: DispatchQueue
  let poller: Poller
  let handler: any HTTPHandler
  let settings: ConnectionSettings
  let events: HTTPServerEvents
  /// What unfinished requests of all queues hold in memory.
  let memory: ByteBudget
  /// What contents of all queues take in files.
  let files: ByteBudget
  /// Writes contents to files, which may block.
  let storing: DispatchQueue

  /// Whether the server is ending: answers say `Connection: close`.
  private(set) var isDraining = false
  /// The monotonic time at which the current event began.
  private(set) var now = MonotonicClock.now()
  /// Octets to send, gathered during one event of one connection; empty between events.
  var output: [UInt8] = []
  /// Where every connection of this queue reads into.
  let readSpace = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)

  private var connections = ConnectionTable()
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var isStopped = false
  private var sweeper: (any DispatchSourceTimer)?
  private var source: (any DispatchSourceRead)?
  private var dateSecond = 0
  private var dateOctets: [UInt8] = []

  /// Nanoseconds after which the queue turns to what else waits on it, such as answers that tasks
  /// have made. A source costs two changes of threads to come back, a look for more events one call.
  private static let longestTurn: UInt64 = 1_000_000

  init(
    index: Int, poller: Poller, handler: any HTTPHandler, settings: ConnectionSettings,
    shared: SharedResources, events: @escaping HTTPServerEvents
  ) {
    queue = DispatchQueue(label: "http.io.\(index)")
    self.poller = poller
    self.handler = handler
    self.settings = settings
    self.events = events
    memory = shared.memory
    files = shared.files
    storing = shared.storing
  }

  deinit { readSpace.deallocate() }

  /// Starts watching the connections, and looking for passed deadlines: one source and one timer
  /// for all connections, not one each.
  func start() {
    queue.async { [self] in
      let source = DispatchSource.makeReadSource(fileDescriptor: poller.descriptor, queue: queue)
      source.setEventHandler { [self] in handleEvents() }
      source.setCancelHandler { [self] in
        poller.close()
        isStopped = true
        for waiter in waiters { waiter.resume() }
        waiters = []
      }
      source.resume()
      self.source = source
      let timer = DispatchSource.makeTimerSource(queue: queue)
      let interval = DispatchTimeInterval.nanoseconds(Int(settings.sweepInterval))
      timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(1))
      timer.setEventHandler { [weak self] in self?.sweep() }
      timer.resume()
      sweeper = timer
    }
  }

  /// Takes over a newcomer, for whom the gate was `entry`. Called from any queue.
  ///
  /// Where the gate is full, a connection that waits for its client ends in the newcomer's favour, on
  /// this queue or one of `others`; where none does, the newcomer is told to come later.
  func adopt(_ newcomer: Newcomer, _ entry: ConnectionGate.Entry, others: ArraySlice<IOQueue>) {
    queue.async { [self] in
      beginEvent()
      var entry = entry
      if entry != .entered, displace(entry == .fullForAddress ? newcomer.address : nil) {
        entry = newcomer.gate.enter(newcomer.address)
      }
      if entry != .entered, let next = others.first {
        return next.adopt(newcomer, entry, others: others.dropFirst())
      }
      let gate = entry == .entered ? newcomer.gate : newcomer.refusals
      guard entry == .entered || gate.enter(newcomer.address) == .entered else {
        close(newcomer.descriptor)
        return
      }
      let connection = connections.insert { token in
        Connection(
          descriptor: newcomer.descriptor, address: newcomer.address, gate: gate, token: token,
          io: self)
      }
      connection.open(isRefused: entry != .entered)
      if isDraining { connection.drain() }
    }
  }

  /// Ends the connection, of `address` unless that is nil, that has waited longest for its client:
  /// one between requests, which its client has to expect (RFC 9112, section 9.5), or else one in the
  /// middle of a head. False where there is none among those looked at.
  private func displace(_ address: String?) -> Bool {
    var longest: (connection: Connection, dispensability: UInt64)?
    connections.look { connection in
      guard let dispensability = connection.dispensability,
        longest.map({ $0.dispensability < dispensability }) ?? true,
        address == nil || connection.address == address
      else { return }
      longest = (connection, dispensability)
    }
    guard let longest = longest?.connection else { return false }
    events(.displaced(remoteAddress: longest.address))
    longest.giveWay()
    return longest.phase == .closed
  }

  /// Ends the queue: answers what is in flight, closes the rest, and everything once `grace` has
  /// passed. Returns when the last descriptor is closed.
  func drain(grace: Duration) async {
    await withCheckedContinuation { continuation in
      queue.async { [self] in
        if isStopped { return continuation.resume() }
        isDraining = true
        waiters.append(continuation)
        beginEvent()
        for connection in connections.all { connection.drain() }
        stopIfEmpty()
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

  /// Forgets a connection whose descriptor is closed.
  func remove(_ connection: Connection) {
    connections.remove(connection)
    stopIfEmpty()
  }

  /// Handles what is ready, and what becomes ready meanwhile.
  private func handleEvents() {
    let end = MonotonicClock.now() + IOQueue.longestTurn
    repeat {
      beginEvent()
      let count = poller.poll { token, readiness in connections[token]?.handle(readiness) }
      if count == 0 { return }
    } while now < end
  }

  private func sweep() {
    beginEvent()
    for connection in connections.all { connection.sweep() }
  }

  private func closeByForce() {
    guard connections.count > 0 else { return }
    events(.closedByForce(connections: connections.count))
    for connection in connections.all { connection.abort() }
  }

  /// Ends a draining queue with its last connection; the source's cancel handler does the rest.
  private func stopIfEmpty() {
    guard isDraining, connections.count == 0 else { return }
    sweeper?.cancel()
    sweeper = nil
    source?.cancel()
    source = nil
  }
}
