package import Jobs

/// When a message that was not taken is sent again: four times as long after each try, half a day at
/// most, each time up to a fifth more or less, so that what failed together does not come back
/// together.
package struct RetrySchedule: Sendable, Equatable {
  /// About the time between the first try and the second.
  package var first: Duration

  /// A schedule.
  package init(first: Duration = .seconds(5)) {
    self.first = first
  }

  /// Tries of one message, the first one included.
  package static let tries = 12
  /// Older messages are given up whatever the number of tries.
  package static let age = Duration.seconds(3 * 86_400)
  /// Between two tries of one message, but for the share that is random.
  package static let longest = Duration.seconds(12 * 3600)
  /// Between two tries to one webhook, so that messages behind one that fails are tried too.
  package static let longestPause = Duration.seconds(3600)
  /// What a receiver may ask for in `Retry-After`.
  package static let longestRequested = Duration.seconds(86_400)

  /// The time after the try of this number, from 1; `unit` is a random number from 0 up to 1.
  package func delay(after attempt: Int, unit: Double) -> Duration {
    var delay = min(first, Self.longest)
    for _ in 1..<max(1, min(attempt, 32)) { delay = min(delay * 4, Self.longest) }
    return delay * (0.8 + 0.4 * unit)
  }

  /// What follows from the answer to a try.
  package func outcome(
    of answer: WebhookAnswer, _ delivery: WebhookDelivery, unit: Double
  ) -> WebhookOutcome {
    let status: Int?
    let fault: String?
    var requested = Duration.zero
    switch answer {
    case .status(let code, let retryAfter):
      if 200...299 ~= code { return .delivered(status: code) }
      if code == 410 { return .ended(.gone, status: code) }
      (status, fault) = (code, "status")
      requested = min(retryAfter ?? .zero, Self.longestRequested)
    case .fault(let word):
      (status, fault) = (nil, word)
    case .interrupted:
      return .interrupted
    }
    let pause = min(delay(after: delivery.failures + 1, unit: unit), Self.longestPause)
    return .failed(
      status: status, fault: fault,
      retry: delivery.attempt < Self.tries
        ? max(delay(after: delivery.attempt, unit: unit), requested) : nil,
      pause: max(pause, requested))
  }
}
