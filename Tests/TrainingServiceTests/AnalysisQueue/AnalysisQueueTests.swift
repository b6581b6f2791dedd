import HTTPCodec
import JobStoreConformance
import Jobs
import StrictJSON
import Testing
import TrainingService
import WebRouting

@Suite struct AnalysisQueueTests {
  private static let long = 2 * AnalysisLimits.quickCost

  private func queue(_ change: (inout AnalysisLimits) -> Void = { _ in }) -> AnalysisQueue {
    var limits = AnalysisLimits()
    change(&limits)
    return AnalysisQueue(limits: limits, time: .system)
  }

  /// Asks for an analysis that passes `gate` and then gives its key.
  private func ask(
    _ queue: AnalysisQueue, _ key: String, of owner: String = "a", cost: Double = 1, _ gate: Gate
  ) -> Task<String, any Error> {
    Task {
      try await queue.run(AnalysisRequest(key: key, owner: owner, cost: cost)) {
        gate.pass()
        return key
      }
    }
  }

  /// The limit that a request ran into; nil where it was computed.
  private func refusal(
    of task: Task<String, any Error>
  ) async -> AnalysisQueueFull.Limit? {
    do {
      _ = try await task.value
      return nil
    } catch {
      return (error as? AnalysisQueueFull)?.limit
    }
  }

  @Test func aQuickOneDoesNotWaitForALongOne() async throws {
    let queue = queue()
    let (slow, fast) = (Gate(), Gate())
    let long = ask(queue, "long", cost: Self.long, slow)
    try await eventually { slow.started == 1 }
    fast.open()
    #expect(try await ask(queue, "quick", fast).value == "quick")
    #expect(queue.counts.computing[.long] == 1)
    slow.open()
    #expect(try await long.value == "long")
    #expect(queue.counts.computed == 2)
  }

  @Test func longOnesAreComputedOneAfterAnother() async throws {
    let queue = queue()
    let gate = Gate()
    let tasks = (0..<3).map { ask(queue, "\($0)", cost: Self.long, gate) }
    for number in 1...3 {
      try await eventually { gate.started == number && queue.counts.waiting[.long] == 3 - number }
      #expect(queue.counts.computing[.long] == 1)
      gate.open()
    }
    for task in tasks { _ = try await task.value }
  }

  @Test func ownersTakeTurns() async throws {
    let queue = queue()
    let gate = Gate()
    let order = OrderOfTurns()
    let first = ask(queue, "first", gate)
    try await eventually { gate.started == 1 }
    var tasks: [Task<Int, any Error>] = []
    for (number, owner) in ["a", "a", "a", "b"].enumerated() {
      tasks.append(
        Task {
          try await queue.run(AnalysisRequest(key: "\(number)", owner: owner, cost: 1)) {
            order.append("\(owner)\(number)")
            return number
          }
        })
      try await eventually { queue.counts.waiting[.quick] == number + 1 }
    }
    gate.open()
    _ = try await first.value
    for task in tasks { _ = try await task.value }
    #expect(order.names == ["a0", "b3", "a1", "a2"])
  }

  @Test func oneOwnerCannotFillTheQueue() async throws {
    let queue = queue {
      $0.waiting = 3
      $0.waitingOfOwner = 2
    }
    let gate = Gate()
    var tasks = [ask(queue, "0", gate)]
    try await eventually { gate.started == 1 }
    for number in 1...2 {
      tasks.append(ask(queue, "\(number)", gate))
      try await eventually { queue.counts.waiting[.quick] == number }
    }
    #expect(await refusal(of: ask(queue, "3", gate)) == .waitingOfOwner)
    // The share is one of both classes.
    #expect(await refusal(of: ask(queue, "3", cost: Self.long, gate)) == .waitingOfOwner)
    tasks.append(ask(queue, "4", of: "b", gate))
    try await eventually { queue.counts.waiting[.quick] == 3 }
    #expect(await refusal(of: ask(queue, "5", of: "c", gate)) == .waiting)
    #expect(queue.counts.refused == 3)
    for _ in 0..<4 { gate.open() }
    for task in tasks { _ = try await task.value }
    gate.open()
    #expect(try await ask(queue, "6", gate).value == "6")
  }

  @Test func equalRequestsAreComputedOnce() async throws {
    let queue = queue {
      $0.waiting = 1
      $0.waitingOfOwner = 1
    }
    let gate = Gate()
    let computing = (0..<5).map { _ in ask(queue, "same", gate) }
    try await eventually { queue.counts.joined == 4 }
    let waiting = (0..<5).map { ask(queue, "other", of: "\($0)", gate) }
    try await eventually { queue.counts.joined == 8 && queue.counts.waiting[.quick] == 1 }
    gate.open()
    for task in computing { #expect(try await task.value == "same") }
    gate.open()
    for task in waiting { #expect(try await task.value == "other") }
    #expect(gate.started == 2)
    // What is done is not kept: whoever comes now has it computed.
    gate.open()
    #expect(try await ask(queue, "same", gate).value == "same")
    #expect(gate.started == 3)
  }

  @Test func whatAnotherOwnerWantsTooComesInTheEarlierTurn() async throws {
    let queue = queue()
    let gate = Gate()
    let order = OrderOfTurns()
    let first = ask(queue, "first", gate)
    try await eventually { gate.started == 1 }
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<4 {
      tasks.append(
        Task {
          try await queue.run(AnalysisRequest(key: "\(number)", owner: "a", cost: 1)) {
            order.append("\(number)")
          }
        })
      try await eventually { queue.counts.waiting[.quick] == number + 1 }
    }
    // The last of four of `a`: `b` has none that would come before.
    tasks.append(
      Task { try await queue.run(AnalysisRequest(key: "3", owner: "b", cost: 1)) { () } })
    try await eventually { queue.counts.joined == 1 }
    gate.open()
    _ = try await first.value
    for task in tasks { try await task.value }
    #expect(order.names == ["0", "3", "1", "2"])
  }

  @Test func whoeverLeavesBeforeItsTurnIsNotComputed() async throws {
    let queue = queue()
    let gate = Gate()
    let first = ask(queue, "first", gate)
    try await eventually { gate.started == 1 }
    let leaving = (0..<20).map { ask(queue, "\($0)", gate) }
    try await eventually { queue.counts.waiting[.quick] == 20 }
    for task in leaving { task.cancel() }
    for task in leaving {
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(queue.counts.waiting[.quick] == 0)
    #expect(queue.counts.cancelled == 20)
    gate.open()
    #expect(try await first.value == "first")
    #expect(gate.started == 1)
  }

  @Test func theLastOneThatLeavesEndsTheComputation() async throws {
    let queue = queue()
    let gate = Gate()
    let (one, two) = (ask(queue, "same", gate), ask(queue, "same", of: "b", gate))
    try await eventually { queue.counts.joined == 1 && gate.started == 1 }
    one.cancel()
    await #expect(throws: CancellationError.self) { try await one.value }
    #expect(queue.counts.computing[.quick] == 1)
    #expect(queue.counts.cancelled == 0)
    two.cancel()
    await #expect(throws: CancellationError.self) { try await two.value }
    // The gate was never opened: the computation has seen that nobody waits.
    try await eventually { queue.counts.computing[.quick] == 0 }
    #expect(queue.counts.cancelled == 1)
  }

  @Test func whatIsBeingEndedIsNotJoined() async throws {
    let queue = queue()
    let (deaf, gate) = (Gate(), Gate())
    let first = Task {
      try await queue.run(AnalysisRequest(key: "same", owner: "a", cost: 1)) {
        // Does not ask whether it is still wanted, until it is told.
        deaf.passUninterrupted()
        return "first"
      }
    }
    try await eventually { deaf.started == 1 }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    let second = ask(queue, "same", gate)
    try await eventually { queue.counts.waiting[.quick] == 1 }
    deaf.open()
    gate.open()
    #expect(try await second.value == "same")
  }

  @Test func whoeverHasLeftBeforeItCameIsNotComputed() async throws {
    let queue = queue()
    let gate = Gate()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await queue.run(AnalysisRequest(key: "x", owner: "a", cost: 1)) { gate.pass() }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(gate.started == 0)
    #expect(queue.counts.waiting[.quick] == 0)
  }

  @Test func whatIsTooCostlyIsRefusedWithItsEstimate() async throws {
    let queue = queue { $0.cost = 5 }
    let gate = Gate()
    do {
      _ = try await ask(queue, "x", cost: 6e6, gate).value
      Issue.record("not refused")
    } catch let problem as Problem {
      #expect(problem.code == "analysis_too_costly")
      #expect(problem.status == .unprocessableContent)
      #expect(problem.members["estimate"]?.double == 6e6)
      #expect(problem.members["limit"]?.double == 5e6)
    }
    gate.open()
    #expect(try await ask(queue, "x", cost: 5e6, gate).value == "x")
  }

  @Test func whatTakesTooLongIsEnded() async throws {
    let time = ManualTime()
    var limits = AnalysisLimits()
    limits.duration = .seconds(60)
    let queue = AnalysisQueue(limits: limits, time: time.source)
    let gate = Gate()
    let (one, two) = (ask(queue, "slow", gate), ask(queue, "slow", gate))
    try await eventually { queue.counts.joined == 1 && gate.started == 1 }
    try await time.sleepers(atLeast: 1)
    time.advance(by: .seconds(61))
    for task in [one, two] {
      do {
        _ = try await task.value
        Issue.record("not ended")
      } catch let problem as Problem {
        #expect(problem.code == "analysis_too_costly")
        #expect(problem.members["limit_seconds"]?.int == 60)
      }
    }
    #expect(queue.counts.overdue == 1)
    #expect(queue.counts.computing[.quick] == 0)
  }

  @Test func errorsReachEveryoneWhoWaits() async throws {
    struct Fault: Error, Equatable {}
    let queue = queue()
    let gate = Gate()
    let tasks = (0..<3).map { _ in
      Task {
        try await queue.run(AnalysisRequest(key: "x", owner: "a", cost: 1)) { () -> Int in
          gate.pass()
          throw Fault()
        }
      }
    }
    try await eventually { queue.counts.joined == 2 }
    gate.open()
    for task in tasks { await #expect(throws: Fault()) { try await task.value } }
  }
}
