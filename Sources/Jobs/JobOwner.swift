/// Whose a job is.
package enum JobOwner {
  /// The owner of jobs that were handed in without a key, and of keys that name no other: whoever
  /// begins without keys and adds one later still has all jobs.
  package static let local = "local"
}

/// What the jobs of one owner may come to.
package struct JobQuota: Hashable, Sendable {
  /// Jobs that wait for a worker.
  package var queued: Int
  /// The cost of all jobs that wait or run together.
  package var cost: Double
  /// Bytes that the store keeps of all jobs and sweeps, whatever their state. It bounds what is taken
  /// in: jobs that are already waiting or running may pass it with their results.
  package var bytes: Int

  package init(queued: Int, cost: Double, bytes: Int = .max) {
    self.queued = queued
    self.cost = cost
    self.bytes = bytes
  }

  /// The part of a quota that a job would pass.
  package enum Part: String, Hashable, Sendable {
    /// `JobQuota.queued`.
    case queued
    /// `JobQuota.cost`.
    case cost
    /// `JobQuota.bytes`.
    case bytes = "stored_bytes"
  }
}
