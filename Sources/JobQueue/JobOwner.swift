/// Whose a job is.
public enum JobOwner {
  /// The owner of jobs that were handed in without a key, and of keys that name no other: whoever
  /// begins without keys and adds one later still has all jobs.
  public static let local = "local"
}

/// What the unfinished jobs of one owner may come to.
public struct JobQuota: Hashable, Sendable {
  /// Jobs that wait for a worker.
  public var queued: Int
  /// The cost of all jobs that wait or run together.
  public var cost: Double

  /// A quota out of its parts.
  public init(queued: Int, cost: Double) {
    self.queued = queued
    self.cost = cost
  }

  /// The part of a quota that a job would pass.
  public enum Part: String, Hashable, Sendable {
    /// `JobQuota.queued`.
    case queued
    /// `JobQuota.cost`.
    case cost
  }
}
