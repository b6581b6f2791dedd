import Synchronization

/// Tells tasks of this process that a job changed, so that nobody has to poll the store.
///
/// It carries no state of the job, only "look again": changes that come faster than a watcher looks
/// melt into one, so a slow watcher costs no memory.
package final class JobWatch: Sendable {
  private struct Watcher {
    var signal: AsyncSignal
    /// Whether it waits for nothing but the job's end.
    var endsOnly: Bool
  }

  private struct State {
    var nextNumber: UInt64 = 0
    var watchers: [JobID: [UInt64: Watcher]] = [:]
    /// Those who watch all jobs.
    var feeds: [UInt64: JobFeed] = [:]
    /// Whether waits are over.
    var hasEnded = false
  }

  private let state = Mutex(State())
  /// Whether other processes change jobs too: then those who watch all jobs are told by
  /// `SharedStoreWatch` alone, of all changes once, and not of this process's a second time.
  private let isShared: Bool
  /// Given when somebody begins to watch.
  let beginnings = AsyncSignal()

  /// A watch with nobody watching.
  package init(isShared: Bool = false) {
    self.isShared = isShared
  }

  /// Wakes everyone who watches the job. Call it after the change is durable. O(watchers of it).
  ///
  /// - Parameter isProgress: whether the job has only begun or come further, and cannot have ended.
  package func publish(_ id: JobID, isProgress: Bool = false) {
    let (watchers, feeds) = state.withLock { state in
      (state.watchers[id].map { Array($0.values) } ?? [], Array(state.feeds.values))
    }
    if !isShared { for feed in feeds { feed.note(id) } }
    for watcher in watchers where !(isProgress && watcher.endsOnly) { watcher.signal.signal() }
  }

  /// Runs `body` with a subscription to the job's changes from this moment on.
  ///
  /// Read the job inside `body`: a change after the read then always ends the next `changed`.
  ///
  /// - Parameter endsOnly: whether changes are left out that cannot be the job's end.
  package func watching<Value: Sendable>(
    _ id: JobID, endsOnly: Bool = false, _ body: (Subscription) async throws -> Value
  ) async rethrows -> Value {
    let signal = AsyncSignal()
    let number = state.withLock { state in
      state.nextNumber += 1
      state.watchers[id, default: [:]][state.nextNumber] = Watcher(
        signal: signal, endsOnly: endsOnly)
      return state.nextNumber
    }
    beginnings.signal()
    defer {
      state.withLock { state in
        state.watchers[id]?[number] = nil
        if state.watchers[id]?.isEmpty == true { state.watchers[id] = nil }
      }
    }
    return try await body(Subscription(signal: signal))
  }

  /// Tells those who watch all jobs of new ones, which nobody can watch by their ids. Call it after they
  /// are durable.
  package func publish(created ids: [JobID]) {
    if isShared { return }
    let feeds = state.withLock { Array($0.feeds.values) }
    for feed in feeds { for id in ids { feed.note(id) } }
  }

  /// Runs `body` with the changes of all jobs from this moment on.
  package func watchingAll<Value: Sendable>(
    _ body: (JobFeed) async throws -> Value
  ) async rethrows -> Value {
    let feed = JobFeed(isShared: isShared)
    let number = state.withLock { state in
      state.nextNumber += 1
      state.feeds[state.nextNumber] = feed
      return state.nextNumber
    }
    beginnings.signal()
    defer { state.withLock { $0.feeds[number] = nil } }
    return try await body(feed)
  }

  /// Wakes everyone who watches a job, and lets nobody wait from now on: nothing more will be told.
  func endWaits() {
    let watchers = state.withLock { state in
      state.hasEnded = true
      return state.watchers.values.flatMap(\.values)
    }
    for watcher in watchers { watcher.signal.signal() }
  }

  /// Whether waits are over. Whoever sees that it is not, with a subscription already, is still woken.
  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// How many subscriptions there are, to all jobs together.
  package var watcherCount: Int {
    state.withLock { state in state.watchers.values.reduce(0) { $0 + $1.count } }
  }

  /// What is watched at one moment.
  struct Watched {
    /// Jobs that are watched by their ids.
    var ids: [JobID]
    /// Whether somebody watches all jobs.
    var all: Bool

    var isEmpty: Bool { ids.isEmpty && !all }
  }

  /// What is watched now.
  var watched: Watched {
    state.withLock { Watched(ids: Array($0.watchers.keys), all: !$0.feeds.isEmpty) }
  }

  /// Tells those who watch all jobs of a change that was seen in a store that others share.
  func noteSeen(_ id: JobID) {
    for feed in state.withLock({ Array($0.feeds.values) }) { feed.note(id) }
  }

  /// A look at a store that others share is over; see `JobFeed.noteLook`.
  func noteLook(settledUntil moment: Timestamp?) {
    for feed in state.withLock({ Array($0.feeds.values) }) { feed.noteLook(settledUntil: moment) }
  }

  /// Tells those who watch all jobs that more have changed than can be told.
  func noteTooMany() {
    for feed in state.withLock({ Array($0.feeds.values) }) { feed.noteTooMany() }
  }

  /// A view of one job's changes. One task at a time may await it.
  package struct Subscription: Sendable {
    fileprivate let signal: AsyncSignal

    /// Returns when the job changed since the last return; throws when the task is cancelled.
    package func changed() async throws(CancellationError) {
      try await signal.wait()
    }
  }
}
