import HTTPCodec

/// A configuration as connections use it: durations in nanoseconds.
struct ConnectionSettings: Sendable {
  let limits: HTTPParserLimits
  let headerDeadline: UInt64
  let bodyDeadline: UInt64
  let idleDeadline: UInt64
  let writeDeadline: UInt64
  let linger: UInt64
  let maxUnsentBytes: Int
  let maxBufferedBytes: Int
  let maxStoredBytes: Int
  let contentFolder: String

  init(_ configuration: HTTPServerConfiguration) {
    limits = configuration.limits
    headerDeadline = configuration.headerDeadline.nanoseconds
    bodyDeadline = configuration.bodyDeadline.nanoseconds
    idleDeadline = configuration.idleDeadline.nanoseconds
    writeDeadline = configuration.writeDeadline.nanoseconds
    linger = configuration.linger.nanoseconds
    maxUnsentBytes = configuration.maxUnsentBytes
    maxBufferedBytes = configuration.maxBufferedBytes
    maxStoredBytes = configuration.maxStoredBytes
    contentFolder = configuration.contentFolder
  }

  /// How often deadlines are looked at: a deadline passes at most a quarter of the shortest one
  /// late, or a second.
  var sweepInterval: UInt64 {
    let shortest = min(headerDeadline, bodyDeadline, idleDeadline, writeDeadline, linger)
    return min(max(shortest / 4, 5_000_000), 1_000_000_000)
  }
}
