package import Jobs
package import Logging
internal import Synchronization

/// Logs what a store tells and what failed through it. Each kind of failure is told once; as long as failures go
/// on, how many there were is told at intervals that double; then that the store works again.
///
/// A store that is away fails every call of every loop, several times a second, and would fill the log with a
/// few lines.
package final class StoreFailureLog: Sendable {
  /// Failures are over when none has come for so long.
  private static let quiet = Duration.seconds(10)
  private static let firstInterval = Duration.seconds(10)
  private static let longestInterval = Duration.seconds(600)

  private struct State {
    /// Those that were told.
    var kinds: Set<String> = []
    var untold = 0
    var began = Duration.zero
    var last = Duration.zero
    var interval = StoreFailureLog.firstInterval
    var next = Duration.zero
    /// Since when it fails; nil where it has been told that it works again, though it may fail at once.
    var failsSince: Duration?
  }

  private let log: Logger
  private let time: TimeSource
  private let state = Mutex(State())

  /// A log on a clock.
  package init(_ log: Logger, time: TimeSource) {
    (self.log, self.time) = (log, time)
  }

  /// Logs what the queue tells.
  package func report(_ event: QueueEvent) {
    guard case .storeFailure(let operation, _, let error, true) = event else {
      return log.report(event)
    }
    failed("\(operation.rawValue) \(Self.code(of: error))") { log.report(event) }
  }

  /// Logs what the store tells.
  package func report(_ event: StoreEvent) {
    switch event {
    case .failed(let error, _, let untold):
      failed("store \(error.code)", and: untold) { log.report(event) }
    case .recovered:
      if let untold = recovered() { log.report(event, untold: untold) }
    case .rescued, .rescueFailed, .hintsUnheard: log.report(event)
    }
  }

  /// Logs that something else failed through the store, and is tried again.
  func warn(_ text: String, _ error: any Error) {
    failed("\(text) \(Self.code(of: error))") { log.warning("\(text): \(error)") }
  }

  private static func code(of error: any Error) -> String {
    (error as? JobStoreError)?.code ?? "\(type(of: error))"
  }

  private func failed(_ kind: String, and untold: Int = 0, _ tell: () -> Void) {
    let now = time.monotonic()
    let (isNew, summary) = state.withLock { state -> (Bool, (count: Int, time: Duration)?) in
      if state.kinds.isEmpty || now - state.last >= Self.quiet {
        state = State(began: now, next: now + Self.firstInterval)
      }
      state.last = now
      if state.failsSince == nil { state.failsSince = now }
      if state.kinds.insert(kind).inserted { return (true, nil) }
      state.untold += 1 + untold
      guard now >= state.next else { return (false, nil) }
      state.interval = min(state.interval * 2, Self.longestInterval)
      state.next = now + state.interval
      defer { state.untold = 0 }
      return (false, (state.untold, now - state.began))
    }
    if isNew { tell() }
    if let summary {
      log.error(
        "the job store still fails",
        metadata: ["untold": "\(summary.count)", "seconds": "\(summary.time / .seconds(1))"])
    }
  }

  /// How many failures have not been told; nil where nothing is to be told: no failure was, or the store
  /// fails now and works then.
  private func recovered() -> Int? {
    let now = time.monotonic()
    return state.withLock { state in
      guard let since = state.failsSince else { return nil }
      let isFirst = since == state.began
      guard isFirst || now - since >= Self.quiet else {
        state.failsSince = nil
        return nil
      }
      defer {
        // What lasted is over, and the next failure is news; what comes and goes is the same trouble.
        if now - since >= Self.quiet {
          state = State()
        } else {
          (state.failsSince, state.untold) = (nil, 0)
        }
      }
      return state.untold
    }
  }
}
