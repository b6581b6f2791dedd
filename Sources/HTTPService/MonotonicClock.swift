import Glibc

/// Nanoseconds of the monotonic clock, for deadlines.
enum MonotonicClock {
  /// A time that never comes.
  static let never = UInt64.max

  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension Duration {
  /// Whole nanoseconds, at least 0 and at most about 292 years.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0 else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? UInt64.max >> 1 : min(whole + UInt64(attoseconds / 1_000_000_000), .max >> 1)
  }
}
