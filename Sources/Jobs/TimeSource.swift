import Glibc

/// Where the queue takes its time from, so that tests can hold the hands of the clock.
///
/// Leases are not measured with it: their arithmetic is on the store's clock. It serves for ids
/// (the wall clock), for timers, and for a worker's own, earlier idea of when its lease ends.
package struct TimeSource: Sendable {
  /// The wall clock.
  package let now: @Sendable () -> Timestamp
  /// Time since some fixed moment, never going backwards; it stands while the machine sleeps.
  package let monotonic: @Sendable () -> Duration
  /// The same, going on while the machine sleeps: for leases, which do so too.
  package let uptime: @Sendable () -> Duration
  /// Returns after the duration; throws `CancellationError` at once when the task is cancelled.
  package let sleep: @Sendable (Duration) async throws -> Void

  /// A time source out of its functions; a machine that never sleeps needs no `uptime`.
  package init(
    now: @escaping @Sendable () -> Timestamp,
    monotonic: @escaping @Sendable () -> Duration,
    uptime: (@Sendable () -> Duration)? = nil,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.monotonic = monotonic
    self.uptime = uptime ?? monotonic
    self.sleep = sleep
  }

  /// The operating system's clocks.
  package static let system = TimeSource(
    now: {
      let time = read(CLOCK_REALTIME)
      return Timestamp(milliseconds: time.wholeMilliseconds)
    },
    monotonic: { read(CLOCK_MONOTONIC) },
    uptime: { read(awakeOrAsleep) },
    sleep: { try await Task.sleep(for: $0) })

  private static let awakeOrAsleep = CLOCK_BOOTTIME

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}

/// Runs `operation` for at most `limit`; nil when the time ran out first.
///
/// The operation is cancelled when the time runs out and must answer cancellation promptly: the
/// call returns only after it did. Cancellation of the caller reaches the operation too.
package func withTimeout<Value: Sendable>(
  _ limit: Duration,
  sleep: @escaping @Sendable (Duration) async throws -> Void,
  operation: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await operation() }
    group.addTask {
      try await sleep(limit)
      return nil
    }
    defer { group.cancelAll() }
    if let value = try await group.next() ?? nil { return value }
    // It may have ended at the same moment. What it gives then is not dropped: it may have taken a
    // signal that comes once.
    group.cancelAll()
    do {
      return try await group.next() ?? nil
    } catch is CancellationError {
      return nil
    }
  }
}
