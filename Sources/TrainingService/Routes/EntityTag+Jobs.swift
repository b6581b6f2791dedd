internal import Jobs
internal import WebRouting

extension EntityTag {
  /// The tag of something that follows from a job alone: it changes with each visible change of the
  /// job, and differs between the forms of one resource.
  init(of job: Job, as format: MediaFormat) {
    self.init(text: "\"\(job.id)-\(job.revision)-\(format.name)\"")
  }

  /// The tag of something that follows from several jobs, in this order, alone.
  init(of jobs: [Job], as format: MediaFormat) {
    let text = jobs.map { "\($0.id)-\($0.revision)" }.joined(separator: " ") + format.name
    self.init(of: Array(text.utf8))
  }

  /// The tag of something that follows from a sweep and its jobs alone: see `Sweep.revision`.
  init(of sweep: Sweep, as format: MediaFormat) {
    self.init(text: "\"\(sweep.id)-\(sweep.total)-\(sweep.revision)-\(format.name)\"")
  }
}
