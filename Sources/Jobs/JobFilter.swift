/// Which jobs a list shows, and in which order; every condition given must hold.
package struct JobFilter: Sendable, Equatable {
  /// Only jobs in one of these states; nil for all. An empty set matches nothing.
  package var states: Set<JobState>?
  /// Only jobs that carry all of these labels.
  package var labels: [String: String]
  /// Only jobs of this scheme.
  package var scheme: String?
  /// Only jobs with exactly this name.
  package var name: String?
  /// Only jobs of this owner.
  package var owner: String?
  /// Only jobs of this sweep.
  package var sweep: SweepID?
  /// Whether those come first that were handed in first, rather than last.
  package var isOldestFirst = false

  /// A filter; without arguments it matches every job.
  package init(
    states: Set<JobState>? = nil, labels: [String: String] = [:], scheme: String? = nil,
    name: String? = nil, owner: String? = nil, sweep: SweepID? = nil
  ) {
    self.states = states
    self.labels = labels
    self.scheme = scheme
    self.name = name
    self.owner = owner
    self.sweep = sweep
  }
}

/// One page of a list, in the order that its filter asks for.
package struct JobPage: Sendable {
  /// Bytes of specs and results that a page holds, unless its first job alone has more.
  package static let byteBudget = 2 << 20

  /// The jobs.
  package var items: [Job]
  /// Where the next page begins; nil at the end.
  package var next: JobCursor?

  package init(items: [Job], next: JobCursor?) {
    self.items = items
    self.next = next
  }
}
