internal import Threading

/// Reads what jobs have recorded: from the store where they have ended, else as far as they came.
struct RecordingReader: Sendable {
  let jobs: JobReader
  /// What jobs in training have recorded so far.
  let live: any LiveReadings
  let datasets: DatasetCache
  /// Computes what is too long for a task of the cooperative pool and too short to be queued as an
  /// analysis: one thread, so that it never takes more than one core from trainings.
  let computing: DedicatedThreads
  let answers: Answers
}
