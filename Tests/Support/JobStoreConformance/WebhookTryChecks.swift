import Jobs

extension JobStoreConformance {
  static let tryChecks: [WebhookCheck] = [
    WebhookCheck("a message is given out to one, and again after its lease") { store, time in
      try await store.register()
      _ = try await store.sample(in: .failed)
      let first = try unwrap(try await store.claimed(10).first)
      try expectEqual(first.attempt, 1)
      try expectEqual(first.secret, Sample.webhook(1).secret)
      try expectEqual(first.url, Sample.webhook(1).url)
      try expectEqual(first.key, "key")
      let claims = try await store.claimDeliveries(
        limit: 10, lease: Sample.lease, age: .seconds(3600))
      try expectEqual(claims.deliveries, [])
      try expectEqual(claims.wait, Sample.lease)
      time.advance(by: Sample.lease)
      let second = try unwrap(try await store.claimed(10).first)
      try expectEqual(second.id, first.id)
      try expectEqual(second.attempt, 2)
      // The first has lost it.
      try await store.settle(first, .delivered(status: 200))
      try expectEqual(try await store.pendingDeliveries(), 1)
      try await store.settle(second, .delivered(status: 202))
      let webhook = try await store.theWebhook()
      try expectEqual(webhook.pending, 0)
      try expectEqual(webhook.delivered, 1)
      try expectEqual(webhook.lastTry, .init(at: time.now, status: 202, fault: nil))
    },
    WebhookCheck("what failed is due after its time, under the same name") { store, time in
      try await store.register()
      _ = try await store.sample(in: .failed)
      let first = try unwrap(try await store.claimed(10).first)
      try await store.settle(
        first, .failed(status: 500, fault: "status", retry: .seconds(20), pause: .seconds(5)))
      let webhook = try await store.theWebhook()
      try expectEqual(webhook.failures, 1)
      try expectEqual(webhook.lastTry, .init(at: time.now, status: 500, fault: "status"))
      time.advance(by: .seconds(19))
      let claims = try await store.claimDeliveries(
        limit: 10, lease: Sample.lease, age: .seconds(3600))
      try expectEqual(claims.deliveries, [])
      try expectEqual(claims.wait, .seconds(1))
      time.advance(by: .seconds(1))
      let second = try unwrap(try await store.claimed(10).first)
      try expectEqual(second.id, first.id)
      try expectEqual(second.failures, 1)
      try await store.settle(
        second, .failed(status: nil, fault: "timeout", retry: nil, pause: .seconds(5)))
      let after = try await store.theWebhook()
      try expectEqual(after.givenUp, 1)
      try expectEqual(after.pending, 0)
      try expectEqual(after.failures, 2)
    },
    WebhookCheck("after a failure nothing is sent to the webhook for the pause") { store, time in
      try await store.register()
      _ = try await store.sample(1, in: .failed)
      _ = try await store.sample(2, in: .failed)
      let first = try unwrap(try await store.claimed(10).first)
      try await store.settle(
        first, .failed(status: 500, fault: "status", retry: .seconds(60), pause: .seconds(5)))
      try expectEqual(try await store.claimed(10), [])
      time.advance(by: .seconds(5))
      let second = try unwrap(try await store.claimed(10).first)
      try expectEqual(second.subject, .job(Sample.id(2)))
      try await store.settle(second, .delivered(status: 200))
      try expectEqual(try await store.theWebhook().failures, 0)
    },
    WebhookCheck("webhooks take turns, each with one message at a time") { store, time in
      for number in 1...2 { _ = try await store.insert(Sample.webhook(number)) }
      for number in 1...2 { _ = try await store.sample(number, in: .failed) }
      let first = try await store.claimed(1)
      try expectEqual(first.map(\.webhook), [Sample.webhookID(1)])
      let second = try await store.claimed(10)
      try expectEqual(second.map(\.webhook), [Sample.webhookID(2)])
      time.advance(by: .seconds(1))
      try await store.settle(first[0], .delivered(status: 200))
      try await store.settle(second[0], .delivered(status: 200))
      try expectEqual(try await store.claimed(10).count, 2)
      try expectEqual(try await store.claimed(10), [])
    },
    WebhookCheck("a webhook that has ended is sent and told nothing more") { store, time in
      try await store.register()
      for number in 1...2 { _ = try await store.sample(number, in: .failed) }
      let first = try unwrap(try await store.claimed(10).first)
      try await store.settle(first, .ended(.gone, status: 410))
      _ = try await store.sample(3, in: .failed)
      let webhook = try await store.theWebhook()
      try expectEqual(webhook.ending, .gone)
      try expectEqual(webhook.pending, 0)
      try expectEqual(webhook.lastTry?.status, 410)
      time.advance(by: .seconds(600))
      try expectEqual(try await store.claimed(10), [])
    },
    WebhookCheck("a deleted webhook's messages are gone, also one under way") { store, time in
      try await store.register()
      for number in 1...2 { _ = try await store.sample(number, in: .failed) }
      let first = try unwrap(try await store.claimed(10).first)
      _ = try await store.deleteWebhook(Sample.webhookID(1), of: JobOwner.local)
      try expectEqual(try await store.pendingDeliveries(), 0)
      try await store.settle(
        first, .failed(status: 500, fault: "status", retry: .zero, pause: .zero))
      time.advance(by: .seconds(600))
      try expectEqual(try await store.claimed(10), [])
    },
    WebhookCheck("a try that was broken off is none, and the message due at once") { store, _ in
      try await store.register()
      _ = try await store.sample(in: .failed)
      let first = try unwrap(try await store.claimed(10).first)
      try await store.settle(first, .interrupted)
      try expectEqual(try await store.claimed(10), [first])
    },
    WebhookCheck("old messages are given up; those of deleted jobs are not") { store, time in
      try await store.register()
      _ = try await store.sample(1, in: .failed)
      time.advance(by: .seconds(3601))
      _ = try await store.sample(2, in: .failed)
      _ = try await store.delete(Sample.id(2))
      let claims = try await store.claimDeliveries(
        limit: 10, lease: Sample.lease, age: .seconds(3600))
      try expectEqual(claims.expired, 1)
      try expectEqual(claims.deliveries.map(\.subject), [.job(Sample.id(2))])
      try expectEqual(try await store.theWebhook().givenUp, 1)
    },
  ]
}

extension Sample {
  static func webhookID(_ number: Int) -> WebhookID {
    WebhookID.make(now: ManualTime.start) { UInt64(number) }
  }

  static func webhook(
    _ number: Int, owner: String = JobOwner.local,
    events: Set<WebhookEvent> = Set(WebhookEvent.allCases), limit: Int = 10
  ) -> NewWebhook {
    NewWebhook(
      id: webhookID(number), owner: owner, key: "key", url: "https://\(number).example/",
      secret: [UInt8(number), 2, 3], events: events, limit: limit)
  }
}

extension WebhookStore {
  func register(events: Set<WebhookEvent> = Set(WebhookEvent.allCases)) async throws {
    _ = try unwrap(try await insert(Sample.webhook(1, events: events)))
  }

  func theWebhook() async throws -> Webhook {
    try unwrap(try await webhook(Sample.webhookID(1), of: JobOwner.local))
  }

  func claimed(_ limit: Int) async throws -> [WebhookDelivery] {
    try await claimDeliveries(limit: limit, lease: Sample.lease, age: .seconds(3600)).deliveries
  }

  /// Takes the one message that there is, of the sample job of this number.
  func expectMessage(_ number: Int, _ event: WebhookEvent?, at time: Timestamp) async throws {
    let message = try unwrap(try await claimed(10).first)
    try expectEqual(message.subject, .job(Sample.id(number)))
    try expectEqual(message.event, event)
    try expectEqual(message.at, time)
    try expectEqual(try await pendingDeliveries(), 1)
    try await settle(message, .delivered(status: 200))
  }
}
