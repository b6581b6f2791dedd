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

  /// Up to where a store had told its changes, for the next look; only the store that made it can read it.
  package struct Mark: Sendable, Equatable {
    package let text: String

    package init(_ text: String) { self.text = text }
  }

  /// What is told beside the jobs that are named.
  package enum Following: Sendable, Equatable {
    /// Nothing.
    case none
    /// All that run: a beginning.
    case beginning
    /// All that run, and every job that was handed in, ended, went back to the queue or was given another
    /// name in what the store has committed since the answer with this mark; none of that is ever left
    /// out, however long its commit took. What came before may be told again.
    case after(Mark)
  }

  /// By their ids; a job that is not there is gone.
  package var standings: [JobID: Standing]
  /// Whether more jobs than were asked for have changed, and these are not told.
  package var isCut: Bool
  /// The store's clock at that moment.
  package var asOf: Timestamp
  /// Where the next look goes on.
  package var mark: Mark
  /// All that was handed in or ended before this moment, by the store's clock, has been told or can be read;
  /// later moments may still come to be seen. Nil where the marks do not reach back far enough to know.
  package var settledUntil: Timestamp?

  package init(
    standings: [JobID: Standing] = [:], isCut: Bool = false, asOf: Timestamp, mark: Mark,
    settledUntil: Timestamp?
  ) {
    self.standings = standings
    self.isCut = isCut
    self.asOf = asOf
    self.mark = mark
    self.settledUntil = settledUntil
  }
}
