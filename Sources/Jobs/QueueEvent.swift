/// Something that the queue wants known, for logs and metrics.
package enum QueueEvent: Sendable {
  /// A job was taken in.
  case created(JobID)
  /// A worker got jobs.
  case claimed(WorkerID, [JobID])
  /// A job left its worker and the store knows it: terminal, or queued after a release.
  case settled(JobID, JobState)
  /// A worker no longer holds a job and has dropped it; the store gives it to another.
  case leaseLost(JobID)
  /// What an earlier attempt left of a job could not be gone on from: it begins at step 0.
  case checkpointDiscarded(JobID, reason: String)
  /// Jobs were taken back from workers that are gone.
  case requeued(Requeueing)
  /// A call to the store failed; it is tried again unless `willRetry` is false.
  case storeFailure(StoreOperation, JobID?, any Error, willRetry: Bool)

  /// What was being done at a store failure.
  package enum StoreOperation: String, Sendable {
    /// Getting jobs for a worker.
    case claim
    /// Renewing leases and recording progress.
    case renew
    /// Recording how a job ended.
    case settle
    /// Taking back jobs from workers that are gone.
    case requeue
    /// Keeping how far a job has come, or reading it.
    case checkpoint
    /// Looking for what other processes have changed.
    case watch
    /// Telling other processes what jobs record.
    case points
  }
}

/// Receives events; called on any thread, must not block.
package typealias QueueEventSink = @Sendable (QueueEvent) -> Void
