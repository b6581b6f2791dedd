internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

extension Problem {
  /// What readiness is answered with where the store does not write. Anyone may ask that: it tells
  /// the kind of fault, and no path.
  init(_ trouble: StoreTrouble) {
    self.init(
      .unavailable, "The last write to the job store failed (\(trouble.error.code)).",
      members: [
        "state": "ready", "reason": .string(trouble.error.code),
        "since": .string(trouble.since.rfc3339),
      ], headers: ["Retry-After": "1"])
  }
}
