extension Job {
  /// A job as it stands when it has just been taken in.
  package init(takenIn job: NewJob, at moment: Timestamp, storedBytes: Int) {
    self.init(
      id: job.id, state: .queued, spec: job.spec, specDigest: job.specDigest,
      batchKey: job.batchKey, scheme: job.scheme, name: job.name, labels: job.labels, step: 0,
      steps: job.steps, createdAt: moment, startedAt: nil, finishedAt: nil, attempt: 0, result: nil,
      error: nil, revision: 1, cancelRequested: false, owner: job.owner, storedBytes: storedBytes)
  }
}
