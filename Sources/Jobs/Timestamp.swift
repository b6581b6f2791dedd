/// A moment in milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// A number and not a `Date`: it is what the store keeps, it compares exactly, and it needs no
/// Foundation.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  package let milliseconds: Int64

  /// A moment from milliseconds since the Unix epoch.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Orders by time.
  package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
    lhs.milliseconds < rhs.milliseconds
  }

  /// The moment `duration` later, cut to whole milliseconds.
  package static func + (lhs: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(milliseconds: lhs.milliseconds + duration.wholeMilliseconds)
  }
}

extension Duration {
  /// The whole milliseconds in this duration, cut towards zero.
  package var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
