/// Whose a job is.
public enum JobOwner {
  /// The owner of jobs that were handed in without a key, and of keys that name no other: whoever
  /// begins without keys and adds one later still has all jobs.
  public static let local = "local"
}

/// What the jobs of one owner may come to.
public struct JobQuota: Hashable, Sendable {
  /// Jobs that wait for a worker.
  public var queued: Int
  /// The cost of all jobs that wait or run together.
  public var cost: Double
  /// Bytes that the store keeps of all jobs and sweeps, whatever their state. It bounds what is taken
  /// in: jobs that are already waiting or running may pass it with their results.
  public var bytes: Int

  /// A quota out of its parts.
  public init(queued: Int, cost: Double, bytes: Int = .max) {
    self.queued = queued
    self.cost = cost
    self.bytes = bytes
  }

  /// The part of a quota that a job would pass.
  public enum Part: String, Hashable, Sendable {
    /// `JobQuota.queued`.
    case queued
    /// `JobQuota.cost`.
    case cost
    /// `JobQuota.bytes`.
    case bytes = "stored_bytes"
  }
}
