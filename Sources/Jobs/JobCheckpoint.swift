/// How far a job has come before its end, in named parts: what its training goes on from, and what
/// it has recorded so far.
package struct JobCheckpoint: Sendable, Equatable {
  /// The name of the part that only the rest of the training needs: it goes when the job ends, the
  /// others only if it has succeeded, since its result then says all.
  package static let state = "state"

  /// Steps done.
  package var step: Int
  package var parts: [String: [UInt8]]

  package init(step: Int, parts: [String: [UInt8]]) {
    self.step = step
    self.parts = parts
  }
}

/// The checkpoint of one job in training, for its executor: every write presents the claim's token,
/// so that a worker that has lost its lease changes nothing. What fails is told to the pool's event
/// sink, and thrown.
package struct CheckpointAccess: Sendable {
  /// Replaces the parts named, leaves the others, and notes the steps done.
  package let save: @Sendable (JobCheckpoint) async throws -> Void
  /// What an earlier attempt left; nil where there is nothing.
  package let load: @Sendable () async throws -> JobCheckpoint?
  /// Removes everything, because of `reason`: the job begins at step 0.
  package let discard: @Sendable (_ reason: String) async throws -> Void

  init(claim: Claim, store: any JobStore, events: @escaping QueueEventSink) {
    let id = claim.job.id
    @Sendable func reporting<Value>(_ body: () async throws -> Value) async throws -> Value {
      do {
        return try await body()
      } catch {
        events(.storeFailure(.checkpoint, id, error, willRetry: true))
        throw error
      }
    }
    save = { checkpoint in
      try await reporting {
        try await store.saveCheckpoint(
          claim.lease(step: checkpoint.step), parts: checkpoint.parts)
      }
    }
    load = { try await reporting { try await store.checkpoint(of: id) } }
    discard = { reason in
      events(.checkpointDiscarded(id, reason: reason))
      try await reporting { try await store.discardCheckpoint(claim.lease(step: 0)) }
    }
  }

  private init() {
    save = { _ in }
    load = { nil }
    discard = { _ in }
  }

  /// For those who run an executor without a store: keeps nothing.
  package static let none = CheckpointAccess()
}
