/// Where jobs stand, in brief and of one moment: what a process looks at that shares its store with
/// others, to learn what they have changed.
package struct JobRevisions: Sendable, Equatable {
  /// Where one job stands.
  package struct Standing: Sendable, Equatable {
    /// See `Job.revision`.
    package var revision: Int
    /// See `Job.state`.
    package var state: JobState

    package init(revision: Int, state: JobState) {
      self.revision = revision
      self.state = state
    }
  }

  /// By their ids; a job that is not there is gone.
  package var standings: [JobID: Standing]
  /// Whether more jobs than were asked for were handed in or ended, and these are not told.
  package var isCut: Bool
  /// The store's clock at that moment.
  package var asOf: Timestamp

  package init(
    standings: [JobID: Standing] = [:], isCut: Bool = false, asOf: Timestamp
  ) {
    self.standings = standings
    self.isCut = isCut
    self.asOf = asOf
  }
}
