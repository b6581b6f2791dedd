/// Tells a process that it was frozen: stopped, suspended with its machine, or paused with it.
///
/// A frozen process cannot renew its leases, and when it wakes they look past, its own and on a
/// frozen machine everybody's. That is no loss of a worker: whoever is alive renews within a lease.
struct FreezeWatch {
  private let interval: Duration
  private let lease: Duration
  private var last: (uptime: Duration, wall: Timestamp)?
  private var frozenAt: Duration?

  /// A watch that is looked at every `interval`.
  init(interval: Duration, lease: Duration) {
    self.interval = interval
    self.lease = lease
  }

  /// Whether the process has run for a whole lease since it was last frozen. Call it every
  /// `interval`.
  ///
  /// The wall clock, on which stores reckon leases, counts too: it may be set forward.
  mutating func isAwake(_ time: TimeSource) -> Bool {
    let (uptime, wall) = (time.uptime(), time.now())
    if let last {
      let passed = max(
        uptime - last.uptime, .milliseconds(wall.milliseconds - last.wall.milliseconds))
      if passed > interval + lease / 4 { frozenAt = uptime }
    }
    last = (uptime, wall)
    guard let frozenAt else { return true }
    return uptime - frozenAt >= lease
  }
}
