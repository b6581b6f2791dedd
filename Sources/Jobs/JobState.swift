/// Where a job stands. A terminal state never changes.
///
/// ```
///            claim                markSucceeded
/// queued ───────────▶ running ──────────────────▶ succeeded
///   ▲  │                │ │ │     markFailed
///   │  │   release,     │ │ └───────────────────▶ failed
///   └──┼────────────────┘ │
///      │   lease expired  │       markCancelled
///      └──────────────────┴─────────────────────▶ cancelled
/// ```
package enum JobState: String, Sendable, CaseIterable {
  /// Waiting for a worker.
  ///
  /// In: `create`; `release` by a worker that shuts down; requeueing when a worker's lease ran out
  /// or its process died. Out: `claim` (to running), `requestCancel` (to cancelled, at once).
  /// A crash here changes nothing: the job is on disk and is claimed later.
  case queued

  /// A worker holds the job under a lease and trains it.
  ///
  /// In: `claim`. Out, by the worker with its token: `markSucceeded`, `markFailed`,
  /// `markCancelled`, `release`. Out, by the store: requeueing once the lease is past or the
  /// process known dead. A crash here leaves the row running; the next start or the lease's end
  /// puts it back to queued, and after `JobLimits.losses` such ends with no other job beside it to
  /// failed (`worker_lost`).
  /// The next attempt goes on from the job's last checkpoint, which gives the same bytes as a
  /// training without an interruption; without a checkpoint it begins anew.
  case running

  /// Trained; the result and the artifacts are there. A diverged loss is a finding, not a failure.
  ///
  /// In: `markSucceeded`. Out: never. The result is written in the transaction that sets this
  /// state, so a crash leaves either both or neither.
  case succeeded

  /// Could not be trained; `Job.error` says why.
  ///
  /// In: `markFailed`; requeueing, when a job has cost too many workers their lives. Out: never.
  case failed

  /// Cancelled at a client's request before it had a result.
  ///
  /// In: `requestCancel` (from queued), `markCancelled` by the worker that saw the request, `release`
  /// or requeueing of a job whose cancelling was asked for. Out: never.
  case cancelled

  /// Whether the job has come to its end.
  package var isTerminal: Bool {
    switch self {
    case .queued, .running: false
    case .succeeded, .failed, .cancelled: true
    }
  }
}

/// Bounds on what one job may cost.
package enum JobLimits {
  /// How many times a job may lose its worker (process died, lease ran out) while it runs alone in
  /// the process before it fails. What happens to a process that runs several is held against none.
  ///
  /// Without it a spec that kills the process would kill it for ever.
  package static let losses = 3
}
