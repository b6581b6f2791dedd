/// Tells those who watch jobs in this process what other processes have changed that share its store.
///
/// The store is asked only while somebody watches, for all that is watched in one call: what `JobWatch`
/// is told of by the queue and its workers comes at once, this at the next look.
final class SharedStoreWatch: Sendable {
  /// From one look to the next.
  static let interval = Duration.milliseconds(250)
  /// The shortest time between two looks, however many hints come.
  static let shortest = Duration.milliseconds(25)

  private let store: any JobStore
  private let watch: JobWatch
  private let time: TimeSource
  private let events: QueueEventSink
  /// Given when another process has told that jobs have changed.
  private let hinted = AsyncSignal()

  init(
    store: any JobStore, watch: JobWatch, time: TimeSource, events: @escaping QueueEventSink
  ) {
    self.store = store
    self.watch = watch
    self.time = time
    self.events = events
  }

  /// What the last look has shown.
  private struct Known {
    var standings: [JobID: JobRevisions.Standing] = [:]
    /// Watched jobs that were not there.
    var missing: Set<JobID> = []
    /// From where on the next look asks for what has changed; nil while nobody watches all jobs.
    var mark: JobRevisions.Mark?
  }

  /// Looks until the task is cancelled.
  func run() async {
    store.hints?.follow { [hinted] in if $0 == .changed { hinted.signal() } }
    var known = Known()
    do {
      while true {
        let watched = watch.watched
        if watched.isEmpty {
          known = Known()
          try await watch.beginnings.wait()
          continue
        }
        do {
          // What is told at once needs no look, and many waits are over before the first one. A feed
          // needs to know from where on, in the store's order of commits.
          if watched.all, known.mark == nil { try await look(at: watched, &known) }
          try await untilTheNextLook()
          try await look(at: watch.watched, &known)
        } catch let error as JobStoreError {
          events(.storeFailure(.watch, nil, error, willRetry: true))
          try await time.sleep(.seconds(1))
        }
      }
    } catch {
      return
    }
  }

  /// Returns after the interval, or soon after a hint.
  private func untilTheNextLook() async throws {
    let (hinted, time) = (hinted, time)
    _ = try await withTimeout(Self.interval, sleep: time.sleep) {
      try await time.sleep(Self.shortest)
      try await hinted.wait()
    }
  }

  private func look(at watched: JobWatch.Watched, _ known: inout Known) async throws {
    if !watched.all { known.mark = nil }
    // At first there is nothing that was missed.
    let isFirst = watched.all && known.mark == nil
    let seen = try await store.revisions(
      of: watched.ids,
      following: watched.all ? known.mark.map(JobRevisions.Following.after) ?? .beginning : .none,
      limit: JobFeed.most)
    let ids = Set(watched.ids)
    for (id, standing) in seen.standings.sorted(by: { $0.key < $1.key })
    where known.standings[id] != standing {
      if ids.contains(id) { watch.publish(id, isProgress: !standing.state.isTerminal) }
      if !isFirst { watch.noteSeen(id) }
    }
    for (id, standing) in known.standings.sorted(by: { $0.key < $1.key })
    where seen.standings[id] == nil && standing.state == .running {
      // It went back to the queue, or is gone.
      watch.noteSeen(id)
    }
    let missing = ids.filter { seen.standings[$0] == nil }
    for id in missing.subtracting(known.missing) { watch.publish(id) }
    if seen.isCut { watch.noteTooMany() }
    known.standings = seen.standings
    known.missing = missing
    known.mark = watched.all ? seen.mark : nil
    if watched.all { watch.noteLook(settledUntil: seen.settledUntil) }
  }
}
