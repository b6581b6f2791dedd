internal import Synchronization

/// A bucket of tokens for every key: each request takes one, and they come back evenly.
package final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var filledAt: Duration
  }

  private let buckets = Mutex<[String: Bucket]>([:])
  private let perSecond: Double
  private let capacity: Double

  /// `perSecond` requests over time and twice as many at once, for every key.
  package init(perSecond: Int) {
    self.perSecond = Double(perSecond)
    capacity = 2 * Double(perSecond)
  }

  /// Takes a token of `key` at `now`; where there is none, the time until there is one.
  package func take(_ key: String, at now: Duration) -> Duration? {
    buckets.withLock { buckets in
      var bucket = buckets[key] ?? Bucket(tokens: capacity, filledAt: now)
      let passed = max(0, (now - bucket.filledAt) / .seconds(1))
      bucket.tokens = min(capacity, bucket.tokens + passed * perSecond)
      bucket.filledAt = now
      defer { buckets[key] = bucket }
      guard bucket.tokens < 1 else {
        bucket.tokens -= 1
        return nil
      }
      return .seconds((1 - bucket.tokens) / perSecond)
    }
  }
}
