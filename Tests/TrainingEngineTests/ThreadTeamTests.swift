import Foundation
import Synchronization
import Testing

import TrainingEngine

@Suite struct ThreadTeamTests {
  @Test func everyPartOfEveryPhaseRunsOnce() {
    let team = ThreadTeam(size: 4)
    defer { team.disband() }
    for round in 0..<3000 {
      // From one to all, growing and shrinking, and pauses in which members fall asleep.
      team.engage(1 + (round * 7) % 4)
      if round % 500 == 0 { usleep(2000) }
      let runs = Mutex([0, 0, 0, 0])
      team.run { part in runs.withLock { $0[part] += 1 } }
      #expect(runs.withLock { $0 } == (0..<4).map { $0 < team.parts ? 1 : 0 })
    }
  }
}

@Suite struct PhaseTicketTests {
  @Test func partsAreTakenInTurn() {
    var ticket = PhaseTicket(phase: 5_000_000_000, parts: PhaseTicket.mostParts)
    for part in 0..<PhaseTicket.mostParts {
      #expect(ticket.nextPart == part)
      #expect(ticket.phase == 5_000_000_000)
      ticket = ticket.taken
    }
    #expect(ticket.nextPart == nil)
    #expect(ticket.parts == PhaseTicket.mostParts)
  }
}

@Suite struct MemberCallTests {
  private let millisecond: UInt64 = 1_000_000

  /// A team whose leader has a core of its own while `share` is 1.
  private func members(
    _ call: inout MemberCall, of engaged: Int, at now: UInt64, share: Double = 1
  ) -> Int {
    call.members(of: engaged, at: now) { UInt64(Double(now) * share) }
  }

  @Test func theLateAreLeftOutForAWhileThatGrows() {
    var call = MemberCall(size: 2)
    var now: UInt64 = 1000 * millisecond
    #expect(members(&call, of: 2, at: now) == 2)
    var rests: [UInt64] = []
    for _ in 0..<12 {
      // Called, at work for 3 ms and then waited for as long.
      call.wereLate(1, of: 2, from: now + 3 * millisecond, to: now + 6 * millisecond)
      now += 6 * millisecond
      let left = now
      while members(&call, of: 2, at: now) < 2 { now += millisecond / 4 }
      rests.append(now - left)
    }
    #expect(Array(rests.suffix(3)) == Array(repeating: MemberCall.longestRest, count: 3))
    #expect(zip(rests, rests.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(rests[0] < 10 * millisecond)
  }

  /// What comes seldom, a clock's tick or a short program, costs less than the member gives.
  @Test func aSeldomDelayLeavesNobodyOut() {
    var call = MemberCall(size: 2)
    var now = millisecond
    for _ in 0..<100 {
      #expect(members(&call, of: 2, at: now) == 2)
      now += 50 * millisecond
      call.wereLate(1, of: 2, from: now, to: now + 2 * millisecond)
      now += 2 * millisecond
    }
  }

  /// Another program on one of two cores: three threads share them, and nobody need be late.
  @Test func aLeaderThatIsKeptFromRunningWorksAlone() {
    var call = MemberCall(size: 2)
    var (calls, alone) = (0, 0)
    for tick in 1...4000 {
      calls += 1
      if members(&call, of: 2, at: UInt64(tick) * millisecond, share: 2.0 / 3) == 1 { alone += 1 }
    }
    #expect(Double(alone) > 0.9 * Double(calls))
    // And with its core back it calls them again, within the longest while.
    var now = 5000 * millisecond
    _ = members(&call, of: 2, at: now)
    now += MemberCall.longestRest
    #expect(members(&call, of: 2, at: now) == 2)
    now += 2 * MemberCall.window
    #expect(members(&call, of: 2, at: now) == 2)
  }

  @Test func onlyAsManyAreCalledAsThereAre() {
    var call = MemberCall(size: 8)
    #expect(members(&call, of: 3, at: 1) == 3)
    call.wereLate(2, of: 8, from: 2, to: 5 * millisecond)
    #expect(members(&call, of: 8, at: 5 * millisecond) == 6)
    #expect(members(&call, of: 3, at: 5 * millisecond) == 3)
    // One after the other comes back.
    #expect(members(&call, of: 8, at: 100 * millisecond) == 7)
    #expect(members(&call, of: 8, at: 200 * millisecond) == 8)
  }

  @Test func unevenPartsAreNotLate() {
    #expect(!MemberCall.isLate(waited: MemberCall.grace, worked: 0))
    #expect(!MemberCall.isLate(waited: 2 * millisecond, worked: 2 * millisecond))
    #expect(MemberCall.isLate(waited: 3 * millisecond, worked: 2 * millisecond))
  }
}
