/// The one deadline a connection has at a time.
struct Deadline {
  /// What the connection is waiting for.
  enum Kind { case none, idle, head, body, write, linger, probe }

  private(set) var kind = Kind.none
  private(set) var time = MonotonicClock.never

  /// Waits for `kind` until `time`.
  mutating func set(_ kind: Kind, at time: UInt64) {
    self.kind = kind
    self.time = time
  }

  /// Waits for `kind`: until the time set when that wait began, or `time` where it begins now.
  mutating func keep(_ kind: Kind, orSet time: UInt64) {
    if self.kind != kind { set(kind, at: time) }
  }

  /// Waits without limit.
  mutating func clear() { set(.none, at: MonotonicClock.never) }
}
