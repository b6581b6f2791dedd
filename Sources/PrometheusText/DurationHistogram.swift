/// Counts of durations in fixed buckets, in seconds.
package struct DurationHistogram: Sendable {
  /// From what an answer out of memory takes to what a client waits for a job.
  package static let ofAnswers: [Double] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    30, 60,
  ]
  /// From a small network's training to that of days.
  package static let ofJobs: [Double] = [
    0.001, 0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800,
  ]

  /// The upper bound of each bucket but the last, which has none; ascending.
  package let bounds: [Double]
  /// Durations in each bucket: at most its bound, more than the one before.
  package private(set) var counts: [UInt64]
  /// All durations together.
  package private(set) var sum = 0.0

  /// How many durations there were.
  package var count: UInt64 { counts.reduce(0, +) }

  /// An empty histogram.
  package init(bounds: [Double] = DurationHistogram.ofAnswers) {
    self.bounds = bounds
    counts = [UInt64](repeating: 0, count: bounds.count + 1)
  }

  /// Counts a duration in.
  package mutating func observe(_ seconds: Double) {
    let bucket = bounds.firstIndex { seconds <= $0 } ?? bounds.count
    counts[bucket] += 1
    sum += seconds
  }
}
