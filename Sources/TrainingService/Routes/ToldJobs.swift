internal import Jobs

/// What a stream of events has told of jobs: all that run, and of the others those told last.
///
/// The same change is noted more than once: by the process that made it and by its look at a store that
/// others share, or before and after a job is read.
struct ToldJobs {
  private struct Told {
    var attempt: Int
    var cancelRequested: Bool
    var name: String?
    var revision: Int
    var step: Int

    /// Whether events of a running job say the same but for its progress.
    func isAlike(_ other: Told) -> Bool {
      attempt == other.attempt && cancelRequested == other.cancelRequested && name == other.name
    }
  }

  private var running: [JobID: Told] = [:]
  /// Two halves, the older one for what has come to `most` since: no more than twice that is kept.
  private var newer: [JobID: Told] = [:]
  private var older: [JobID: Told] = [:]

  private static let most = JobFeed.most

  /// Takes the job for told; whether only its progress is new, or nil where nothing is.
  mutating func tell(_ job: Job) -> Bool? {
    let id = job.id
    let last = running[id] ?? newer[id] ?? older[id]
    if let last, last.revision == job.revision, last.step == job.step { return nil }
    let told = Told(
      attempt: job.attempt, cancelRequested: job.cancelRequested, name: job.name,
      revision: job.revision, step: job.step)
    let isProgress = job.state == .running && running[id]?.isAlike(told) ?? false
    forget(id)
    if job.state == .running {
      running[id] = told
    } else {
      if newer.count >= Self.most { (older, newer) = (newer, [:]) }
      newer[id] = told
    }
    return isProgress
  }

  /// The job is gone, or another's.
  mutating func forget(_ id: JobID) {
    running[id] = nil
    newer[id] = nil
    older[id] = nil
  }
}
