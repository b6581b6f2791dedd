/// Counts of durations in fixed buckets, in seconds.
package struct DurationHistogram: Sendable {
  /// The upper bound of each bucket but the last, which has none: from what an answer out of memory
  /// takes to what a client waits for a job.
  package static let bounds: [Double] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    30, 60,
  ]

  /// Durations in each bucket: at most its bound, more than the one before.
  package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
  /// All durations together.
  package private(set) var sum = 0.0

  /// An empty histogram.
  package init() {}

  /// Counts a duration in.
  package mutating func observe(_ seconds: Double) {
    let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    counts[bucket] += 1
    sum += seconds
  }
}
