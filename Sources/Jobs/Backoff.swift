/// Times to wait before one try after another, each twice as long as the one before.
package struct Backoff: Sendable {
  private var delay: Duration
  private let longest: Duration

  package init(first: Duration = .milliseconds(50), longest: Duration = .seconds(2)) {
    delay = min(first, longest)
    self.longest = longest
  }

  /// How long to wait before the next try.
  package mutating func next() -> Duration {
    defer { delay = min(delay * 2, longest) }
    return delay
  }
}
