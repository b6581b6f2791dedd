/// What the jobs of an owner, or of all owners, take of the store.
package struct StoredUsage: Hashable, Sendable {
  /// Jobs, whatever their state.
  package var jobs: Int
  /// Bytes kept of jobs and sweeps, packed: specs, results and what was measured. What deleting them
  /// would give back, but for the store's own bookkeeping.
  package var bytes: Int

  package init(jobs: Int = 0, bytes: Int = 0) {
    self.jobs = jobs
    self.bytes = bytes
  }
}

/// How long jobs that have ended are kept. Those that wait or run are never removed.
///
/// A sweep goes as a whole, once all its jobs have ended and none of them would be kept.
package struct JobRetention: Hashable, Sendable {
  /// The time after its end for which a job is kept; nil for no bound.
  package var age: Duration?
  /// The newest ended jobs of each owner that are kept, 1 or more; nil for no bound.
  package var count: Int?

  /// A rule of its parts; without arguments it keeps everything.
  package init(age: Duration? = nil, count: Int? = nil) {
    self.age = age
    self.count = count
  }

  /// Whether everything is kept.
  package var keepsAll: Bool { age == nil && count == nil }
}
