import Synchronization

/// What became of the last write, for whoever asks whether the service can do its work.
package final class StoreHealth: Sendable {
  private struct State {
    var trouble: StoreTrouble?
    var told: (code: String, at: ContinuousClock.Instant, untold: Int)?
  }

  private let state = Mutex(State())
  private let events: StoreEventSink

  /// The same fault is told once in this time: a full disk refuses thousands of requests.
  private static let interval = Duration.seconds(1)

  /// Tells of faults and of their ends.
  package init(events: @escaping StoreEventSink) {
    self.events = events
  }

  /// Why the last write failed; nil where it did not.
  package var trouble: StoreTrouble? { state.withLock { $0.trouble } }

  /// Something was written, and is on disk.
  ///
  /// That a full store has taken a deletion does not show that it has room, nor a commit that a
  /// damaged one is whole.
  package func wrote() {
    switch trouble?.error {
    case nil, .full, .corrupt: break
    default: recovered()
    }
  }

  /// Something was written that needs room as a job does.
  package func recovered() {
    let had = state.withLock { state in
      defer { state.trouble = nil }
      return state.trouble != nil
    }
    if had { events(.recovered) }
  }

  /// A write failed. What is the fault of its request alone is passed over.
  package func writeFailed(_ error: JobStoreError, cause: any Error) {
    guard error.isOfStore else { return }
    state.withLock { state in
      if state.trouble?.error.code != error.code {
        state.trouble = StoreTrouble(error: error, since: TimeSource.system.now())
      }
    }
    tell(error, cause)
  }

  /// A read failed. Damage that one has met is there for writes too.
  package func readFailed(_ error: JobStoreError, cause: any Error) {
    if case .corrupt = error {
      writeFailed(error, cause: cause)
    } else if error.isOfStore {
      tell(error, cause)
    }
  }

  /// Tells of something else.
  package func tell(_ event: StoreEvent) { events(event) }

  private func tell(_ error: JobStoreError, _ cause: any Error) {
    let now = ContinuousClock.now
    let untold = state.withLock { state -> Int? in
      if let told = state.told, told.code == error.code, now - told.at < Self.interval {
        state.told?.untold += 1
        return nil
      }
      defer { state.told = (error.code, now, 0) }
      return state.told?.untold ?? 0
    }
    if let untold { events(.failed(error, cause: "\(cause)", untold: untold)) }
  }
}

extension StoreTrouble {
  /// Whether another write may do: damage stays, whatever of the file can be written.
  package var canPass: Bool {
    if case .corrupt = error { false } else { true }
  }
}

extension JobStoreError {
  /// Whether it says something of the store, and not only of the request that met it.
  fileprivate var isOfStore: Bool {
    switch self {
    case .full, .unwritable, .corrupt, .replaced, .incomplete, .forbidden, .unavailable, .fault:
      true
    default: false
    }
  }
}
