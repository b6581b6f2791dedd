package import Jobs
internal import Synchronization
internal import Threading

/// Sends what the store has for webhooks, for as long as it runs.
///
/// Messages to one webhook go one after another, those to several on a few threads of the
/// dispatcher's own: a receiver that takes its time holds up neither the service nor, for long, other
/// receivers.
package final class WebhookDispatcher: Sendable {
  /// Makes a message's content; what it answers runs on a thread that may compute.
  package typealias ContentMaker =
    @Sendable (WebhookDelivery) async throws -> @Sendable () throws -> [UInt8]

  /// What a dispatcher works with.
  package struct Parts: Sendable {
    package var store: any WebhookStore
    package var policy: WebhookPolicy
    package var schedule: RetrySchedule
    package var sender: any WebhookSender
    package var counts: WebhookCounts
    package var time: TimeSource
    package var content: ContentMaker
    /// Whether the access key of this id is still good.
    package var isGood: @Sendable (String) -> Bool
    /// Is told of what failed in the store or while a message was made.
    package var failed: @Sendable (any Error) -> Void

    package init(
      store: any WebhookStore, policy: WebhookPolicy, schedule: RetrySchedule,
      sender: any WebhookSender, counts: WebhookCounts, time: TimeSource,
      content: @escaping ContentMaker, isGood: @escaping @Sendable (String) -> Bool,
      failed: @escaping @Sendable (any Error) -> Void
    ) {
      self.store = store
      self.policy = policy
      self.schedule = schedule
      self.sender = sender
      self.counts = counts
      self.time = time
      self.content = content
      self.isGood = isGood
      self.failed = failed
    }
  }

  /// Messages sent at the same time.
  package static let concurrency = 4
  /// Longer than a try may take: who claimed a message and died does not hold it for longer.
  package static let lease = Duration.seconds(60)
  /// Looks again after this time even if nobody tells of anything.
  private static let longestRest = Duration.seconds(60)
  /// After a failure of the store.
  private static let restAfterFailure = Duration.seconds(5)

  private let parts: Parts
  private let threads = DedicatedThreads(count: concurrency)
  private let news = AsyncSignal()
  private let running = Mutex(0)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// A dispatcher that does nothing before `start`.
  package init(_ parts: Parts) {
    self.parts = parts
  }

  /// Something may be due: a job has ended. Returns at once.
  package func wake() { news.signal() }

  /// Begins.
  package func start() {
    task.withLock { task in
      task = task ?? Task { await run() }
    }
  }

  /// Breaks off what is being sent, which is due again at the next start, and ends.
  package func stop() async {
    parts.sender.stop()
    let task = task.withLock { $0 }
    task?.cancel()
    await task?.value
  }

  private func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let rest = await claim().map { claims in
          for delivery in claims.deliveries {
            running.withLock { $0 += 1 }
            group.addTask { await self.deliver(delivery) }
          }
          return min(claims.wait ?? Self.longestRest, Self.longestRest)
        }
        let isFull = running.withLock { $0 == Self.concurrency }
        _ = try? await withTimeout(
          isFull ? Self.longestRest : rest ?? Self.restAfterFailure, sleep: parts.time.sleep
        ) { [news] in try await news.wait() }
      }
    }
  }

  /// What is due, as far as there are threads for it; nil where the store could not tell.
  private func claim() async -> WebhookClaims? {
    let free = running.withLock { Self.concurrency - $0 }
    guard free > 0 else { return WebhookClaims() }
    do {
      let claims = try await parts.store.claimDeliveries(
        limit: free, lease: Self.lease, age: RetrySchedule.age)
      parts.counts.add(.givenUp, claims.expired)
      return claims
    } catch {
      parts.failed(error)
      return nil
    }
  }

  /// One try, from the claim to the record of its outcome. What fails on the way leaves the message to
  /// be due again at the end of its lease.
  private func deliver(_ delivery: WebhookDelivery) async {
    do {
      let outcome = try await outcome(of: delivery)
      try await parts.store.settle(delivery, outcome)
      count(outcome)
    } catch {
      parts.failed(error)
    }
    running.withLock { $0 -= 1 }
    news.signal()
  }

  private func outcome(of delivery: WebhookDelivery) async throws -> WebhookOutcome {
    if let key = delivery.key, !parts.isGood(key) { return .ended(.key, status: nil) }
    let answer = try await answer(to: delivery)
    return parts.schedule.outcome(of: answer, delivery, unit: .random(in: 0..<1))
  }

  private func answer(to delivery: WebhookDelivery) async throws -> WebhookAnswer {
    // Again: the operator may have changed what is allowed since it was registered.
    guard let target = WebhookTarget(delivery.url) else {
      return .fault(WebhookPolicy.Refusal.host.rawValue)
    }
    do throws(WebhookPolicy.Refusal) {
      try parts.policy.check(target)
    } catch {
      return .fault(error.rawValue)
    }
    let content = try await parts.content(delivery)
    let (sender, now) = (parts.sender, parts.time.now)
    return try await threads.run {
      sender.send(
        WebhookMessage(
          id: delivery.id, to: target, secret: WebhookSecret(bytes: delivery.secret),
          timestamp: now().milliseconds / 1000, body: try content()))
    }
  }

  private func count(_ outcome: WebhookOutcome) {
    switch outcome {
    case .delivered: parts.counts.add(.delivered)
    case .failed(_, _, let retry, _): parts.counts.add(retry == nil ? .givenUp : .failed)
    case .ended: parts.counts.add(.ended)
    case .interrupted: break
    }
  }
}
