package import Jobs

/// One promise of `WebhookStore`, put to the test on a store that is empty, keeps jobs and sweeps too
/// and runs on `time`.
package struct WebhookCheck: Sendable, CustomStringConvertible {
  package typealias Store = JobStore & SweepStore & WebhookStore

  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run: @Sendable (_ store: any Store, _ time: ManualTime) async throws -> Void

  init(
    _ description: String,
    run: @escaping @Sendable (_ store: any Store, _ time: ManualTime) async throws -> Void
  ) {
    self.description = description
    self.run = run
  }
}

extension JobStoreConformance {
  /// The suite that every `WebhookStore` runs.
  package static let webhookChecks = registrationChecks + messageChecks + tryChecks

  private static let registrationChecks: [WebhookCheck] = [
    WebhookCheck("a webhook is kept whole, and is its owner's") { store, time in
      let sample = Sample.webhook(1, owner: "ada", events: [.jobFailed, .sweepFinished])
      let webhook = try unwrap(try await store.insert(sample))
      try expectEqual(
        webhook,
        Webhook(
          id: sample.id, owner: "ada", url: sample.url, events: [.jobFailed, .sweepFinished],
          createdAt: time.now))
      try expectEqual(try await store.webhook(sample.id, of: "ada"), webhook)
      try expectEqual(try await store.webhook(sample.id, of: "bob"), nil)
      try expectEqual(try await store.webhooks(of: "bob"), [])
      try expectEqual(try await store.deleteWebhook(sample.id, of: "bob"), false)
      try expectEqual(try await store.deleteWebhook(sample.id, of: "ada"), true)
      try expectEqual(try await store.deleteWebhook(sample.id, of: "ada"), false)
      try expectEqual(try await store.webhook(sample.id, of: "ada"), nil)
    },
    WebhookCheck("an owner has as many as the limit; lists have the newest first") { store, _ in
      for number in 1...2 {
        _ = try unwrap(try await store.insert(Sample.webhook(number, owner: "ada", limit: 2)))
      }
      try expectEqual(try await store.insert(Sample.webhook(3, owner: "ada", limit: 2)), nil)
      // The same call again is no further webhook.
      let second = Sample.webhook(2, owner: "ada", limit: 2)
      try expectEqual(
        try await store.insert(second), try await store.webhook(second.id, of: "ada"))
      _ = try unwrap(try await store.insert(Sample.webhook(4, owner: "bob", limit: 2)))
      try expectEqual(
        try await store.webhooks(of: "ada").map(\.id), [2, 1].map(Sample.webhookID))
      _ = try await store.deleteWebhook(Sample.webhookID(1), of: "ada")
      _ = try unwrap(try await store.insert(Sample.webhook(3, owner: "ada", limit: 2)))
    },
  ]

  private static let messageChecks: [WebhookCheck] = [
    WebhookCheck("each end that a worker tells makes a message, once") { store, time in
      try await store.register()
      for (number, state) in [(1, JobState.succeeded), (2, .failed), (3, .cancelled)] {
        let lease = try unwrap(try await store.sample(number, in: state)).lease(step: 5)
        // Told again, as after an answer that was lost.
        switch state {
        case .succeeded:
          try await store.markSucceeded(lease, result: Array("{}".utf8), artifacts: [:])
        case .failed: try await store.markFailed(lease, error: JobError(code: "c", message: "m"))
        default: try await store.markCancelled(lease)
        }
        try await store.expectMessage(number, .init(rawValue: "job.\(state)"), at: time.now)
      }
      try expectEqual(try await store.pendingDeliveries(), 0)
    },
    WebhookCheck("cancelling makes a message when the job has ended, and not before") {
      store, time in
      try await store.register()
      try await store.createSamples(1...2)
      let claim = try await store.claimOne()
      _ = try await store.requestCancel(Sample.id(1))
      try expectEqual(try await store.pendingDeliveries(), 0)
      _ = try await store.requestCancel(Sample.id(2))
      try await store.expectMessage(2, .jobCancelled, at: time.now)
      time.advance(by: .seconds(1))
      try await store.release(claim.lease(step: 1))
      try await store.expectMessage(1, .jobCancelled, at: time.now)
    },
    WebhookCheck("losing the last worker makes a message; going back to the queue none") {
      store, time in
      try await store.register()
      try await store.createSamples(1...1)
      for _ in 1...20 {
        if try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).isEmpty {
          break
        }
        try expectEqual(try await store.pendingDeliveries(), 0)
        time.advance(by: Sample.lease)
        let taken = try await store.requeueExpired()
        if !taken.failed.isEmpty {
          try await store.expectMessage(1, .jobFailed, at: time.now)
          return
        }
      }
      throw ConformanceFailure(description: "the job did not fail")
    },
    WebhookCheck("only webhooks of the owner that want an event are told") { store, time in
      for (number, owner, event) in [
        (1, JobOwner.local, WebhookEvent.jobFailed), (2, JobOwner.local, .jobSucceeded),
        (3, "ada", .jobFailed),
      ] {
        _ = try await store.insert(Sample.webhook(number, owner: owner, events: [event]))
      }
      _ = try await store.sample(1, in: .failed)
      let claims = try await store.claimed(10)
      try expectEqual(claims.map(\.webhook), [Sample.webhookID(1)])
      try expectEqual(claims.map(\.owner), [JobOwner.local])
    },
    WebhookCheck("a sweep makes one message, after its last job") { store, time in
      try await store.register(events: [.sweepFinished])
      let sweep = Sample.sweep(1, jobs: 1...3)
      _ = try await store.create(sweep)
      let claims = try await store.claim(worker: Sample.worker, limit: 2, lease: Sample.lease)
      try await store.markFailed(claims[0].lease(step: 1), error: JobError(code: "c", message: "m"))
      _ = try await store.requestCancel(sweep.id)
      try expectEqual(try await store.pendingDeliveries(), 0)
      time.advance(by: .seconds(1))
      try await store.markCancelled(claims[1].lease(step: 1))
      let message = try unwrap(try await store.claimed(10).first)
      try expectEqual(message.subject, .sweep(sweep.id))
      try expectEqual(message.event, .sweepFinished)
      try expectEqual(message.at, time.now)
      try expectEqual(try await store.pendingDeliveries(), 1)
    },
    WebhookCheck("cancelling a sweep that waits makes a message of each job and one of it") {
      store, _ in
      try await store.register()
      let sweep = Sample.sweep(1, jobs: 1...3)
      _ = try await store.create(sweep)
      _ = try await store.requestCancel(sweep.id)
      try expectEqual(try await store.pendingDeliveries(), 4)
      var events: [WebhookEvent] = []
      for _ in 1...4 {
        let message = try unwrap(try await store.claimed(10).first)
        events.append(message.event)
        try await store.settle(message, .delivered(status: 200))
      }
      try expectEqual(Set(events), [.jobCancelled, .sweepFinished])
      try expectEqual(events.filter { $0 == .sweepFinished }.count, 1)
    },
    WebhookCheck("messages beyond the limit are counted and not made") { store, _ in
      try await store.register(events: [.jobCancelled])
      let count = WebhookLimits.pending + 2
      let sweep = Sample.sweep(1, jobs: 1...count)
      _ = try await store.create(sweep)
      _ = try await store.requestCancel(sweep.id)
      let webhook = try await store.theWebhook()
      try expectEqual(webhook.pending, WebhookLimits.pending)
      try expectEqual(webhook.dropped, 2)
    },
  ]
}
