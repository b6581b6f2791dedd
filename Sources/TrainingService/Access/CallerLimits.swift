package import Jobs

/// What the holders of keys may take of the service; nobody is counted where there are no keys.
package struct CallerLimits: Sendable, Equatable {
  /// Requests a second of one key, over time; twice as many may come at once.
  package var requestsPerSecond: Int
  /// What the jobs of one owner may come to.
  package var quota: JobQuota

  /// Limits; the defaults suit a team.
  package init(
    requestsPerSecond: Int = 100,
    quota: JobQuota = JobQuota(queued: 1000, cost: 6e15, bytes: 4 << 30)
  ) {
    self.requestsPerSecond = requestsPerSecond
    self.quota = quota
  }
}
