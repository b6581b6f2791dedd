internal import HTTPCodec
internal import Jobs
internal import Logging
internal import Synchronization
internal import WebRouting

/// Logs answered requests, but of those that were refused only some: whoever is refused can ask
/// again as fast as they like, and a log that they fill hides what others did.
///
/// In every period each key, and all clients without one together, have ``linesInAPeriod`` lines for
/// their refusals. Those beyond are counted, and the number is logged when the period is over. What
/// succeeded, what changed something and what the service is at fault for is always logged.
final class RefusalLog: Sendable {
  static let period = Duration.seconds(10)
  static let linesInAPeriod = 20

  private struct State {
    /// By key; those without one under the empty text.
    var counts: [String: Int] = [:]
    var isCounting = false
  }

  private let log: Logger
  private let time: TimeSource
  private let state = Mutex(State())

  init(_ log: Logger, time: TimeSource) {
    self.log = log
    self.time = time
  }

  /// Logs `record`, or counts it.
  func report(_ record: RequestRecord) {
    if (400..<500).contains(record.status.code) {
      let key = record.key ?? ""
      let (isLogged, begins) = state.withLock { state in
        state.counts[key, default: 0] += 1
        defer { state.isCounting = true }
        return (state.counts[key]! <= Self.linesInAPeriod, !state.isCounting)
      }
      if begins { endPeriodLater() }
      guard isLogged else { return }
    }
    log.report(record)
  }

  private func endPeriodLater() {
    Task { [self] in
      try? await time.sleep(Self.period)
      let counts = state.withLock { state in
        defer { state = State() }
        return state.counts
      }
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.linesInAPeriod {
        log.notice(
          "more requests were refused than are logged one by one",
          metadata: ["key": "\(key)", "count": "\(count - Self.linesInAPeriod)"])
      }
    }
  }
}
