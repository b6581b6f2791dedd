/// How many members of a team to call into a phase, learnt from what calling them cost.
///
/// Beside other programs, or under a quota, threads are taken off their cores for milliseconds, where a
/// phase takes microseconds. Two things tell: a member was taken away in the middle of a part, and the
/// leader waits; or the leader itself gets less of the processors than it would alone, since its own
/// members are among those that it shares them with. Members that cost more than they give are left
/// out, then called again after a while, which grows fourfold as long as that goes ill. Times are in
/// nanoseconds.
package struct MemberCall {
  /// The first while, and the longest: a call that goes ill costs some milliseconds.
  package static let shortestRest: UInt64 = 1_000_000
  package static let longestRest: UInt64 = 512_000_000
  /// What a member may take beyond the leader's own time: more than uneven parts explain.
  package static let grace: UInt64 = 200_000
  /// Between two looks at the leader's processor time: a few turns of the system's scheduler.
  package static let window: UInt64 = 16_000_000
  /// One in so many parts of its time may the leader wait or not run: two members give at most twice
  /// the speed, threads beside other load much less.
  package static let tolerableShare: UInt64 = 4

  /// Members that are called at most.
  private var allowed: Int
  private var rest = shortestRest
  /// When members were first called, or last called again or found to cost too much.
  private var since: UInt64 = 0
  /// When the leader's processor time was last looked at, and what it was.
  private var looked: (at: UInt64, processorTime: UInt64) = (0, 0)

  package init(size: Int) { allowed = size }

  /// Whether a wait so long, after work so long in one phase, tells of a member that does not run.
  package static func isLate(waited: UInt64, worked: UInt64) -> Bool { waited > worked + grace }

  /// Members to call, of so many that there are.
  ///
  /// - Parameter processorTime: the leader's; asked once in a while, since it is a system call.
  package mutating func members(
    of engaged: Int, at now: UInt64, processorTime: () -> UInt64
  ) -> Int {
    if since == 0 {
      since = now
      looked = (now, processorTime())
    }
    if allowed < engaged, now >= since + rest {
      allowed += 1
      since = now
      looked = (now, processorTime())
    } else if allowed > 1, now >= looked.at + Self.window {
      let before = looked
      looked = (now, processorTime())
      let passed = now - before.at
      let ran = min(passed, looked.processorTime &- before.processorTime)
      if (passed - ran) * Self.tolerableShare > passed {
        leaveOut(1, of: min(allowed, engaged), at: now)
      }
    }
    return min(allowed, engaged)
  }

  /// Takes in that so many of a phase's members were waited for.
  package mutating func wereLate(_ count: Int, of parts: Int, from: UInt64, to: UInt64) {
    let worked = from > since ? from - since : 0
    guard (to - from) * Self.tolerableShare > worked else {
      since = to
      rest = Self.shortestRest
      return
    }
    leaveOut(count, of: parts, at: to)
  }

  private mutating func leaveOut(_ count: Int, of parts: Int, at now: UInt64) {
    // What went well for long is tried again soon.
    let wentWell = now - since > 4 * Self.longestRest
    rest = wentWell ? Self.shortestRest : min(Self.longestRest, 4 * rest)
    allowed = max(1, parts - count)
    since = now
  }
}
