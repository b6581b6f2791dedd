/// A store that several processes share and that carries what jobs in training have recorded, from the
/// process that trains a job to those at which somebody follows it.
///
/// Nobody rests on what it carries: a job records the same points again where they are lost, and all of
/// them stand in its result. While nobody follows a job, nothing of it is carried.
package protocol LivePointStore: Sendable {
  /// As `JobStore.renew`, with what is wanted of the jobs that somebody follows.
  func renewTelling(_ leases: [JobLease], lease: Duration) async throws -> TellingRenewal

  /// Adds points of a running job. Where the store has other ones than those before them, or the lease
  /// is gone, it adds none. What is added is a visible change of the job.
  func add(_ points: LivePoints, under lease: JobLease) async throws

  /// Says that somebody follows a running job until `duration` from now; what there is of its points from
  /// number `index` on, counted from 0, in their order. The first may begin before that number. Nothing
  /// for a job that does not run.
  func follow(_ id: JobID, from index: Int, for duration: Duration) async throws -> [LivePoints]
}

extension JobStore {
  /// A store that one process holds has nobody to carry them to.
  package var livePoints: (any LivePointStore)? { nil }
}

/// Points of a job in a row, as its executor writes them down.
package struct LivePoints: Sendable, Hashable {
  /// The number of the first, counted from 0.
  package var first: Int
  /// At least one.
  package var count: Int
  package var body: [UInt8]

  package init(first: Int, count: Int, body: [UInt8]) {
    self.first = first
    self.count = count
    self.body = body
  }
}

/// What a renewal came to.
package struct TellingRenewal: Sendable {
  package var answers: [JobID: RenewalAnswer]
  /// The jobs that somebody follows, with the number of points that the store has of each.
  package var followed: [JobID: Int]

  package init(answers: [JobID: RenewalAnswer] = [:], followed: [JobID: Int] = [:]) {
    self.answers = answers
    self.followed = followed
  }
}

/// Who knows what jobs in training have recorded, in the process that trains them.
package protocol LivePointSource: Sendable {
  /// The points of a job from number `index` on, counted from 0, though not more than fit one call; nil
  /// where there are none.
  func livePoints(of id: JobID, from index: Int) async throws -> LivePoints?
}
