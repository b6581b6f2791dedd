internal import AccessKeys
internal import Jobs
internal import Synchronization
internal import TrainingService
internal import WebhookTransport
internal import Webhooks

/// Webhooks, composed: what the routes work with, and what sends while the service runs.
final class WebhookService: Sendable {
  /// For the routes.
  let desk: WebhookDesk

  private let settings: WebhookSettings
  private let store: any WebhookStore
  private let counts = WebhookCounts()
  private let time: TimeSource
  /// None before the start, and where no host may be sent to.
  private let dispatcher = Mutex<WebhookDispatcher?>(nil)

  init(_ settings: WebhookSettings, store: any WebhookStore, time: TimeSource) {
    self.settings = settings
    self.store = store
    self.time = time
    desk = WebhookDesk(
      store: store, policy: settings.policy, limit: settings.limit, counts: counts)
  }

  /// Follows what happens in the queue: jobs that end may leave messages. Returns at once.
  func notice(_ event: QueueEvent) {
    switch event {
    case .settled, .requeued: dispatcher.withLock { $0 }?.wake()
    case .created, .claimed, .leaseLost, .checkpointDiscarded, .storeFailure: break
    }
  }

  /// Begins to send, also what was left when the service ended last.
  func start(queue: JobQueue, keys: KeyRing, log: StoreFailureLog) {
    guard !settings.policy.hosts.isEmpty else { return }
    let dispatcher = WebhookDispatcher(
      WebhookDispatcher.Parts(
        store: store, policy: settings.policy, schedule: settings.schedule,
        sender: CurlSender(policy: settings.policy, userAgent: "symbreak/" + programVersion),
        counts: counts, time: time,
        content: { try await WebhookContent.of($0, in: queue) },
        isGood: { [time] in keys.refusal(of: $0, at: time.now().milliseconds) == nil },
        failed: { log.warn("a webhook's message could not be made or recorded", $0) }))
    self.dispatcher.withLock { $0 = dispatcher }
    dispatcher.start()
  }

  /// Ends; what is being sent is broken off within about a second and sent again after the next start.
  func stop() async {
    await dispatcher.withLock { $0 }?.stop()
  }
}
