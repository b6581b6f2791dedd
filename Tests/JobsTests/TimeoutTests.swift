import Jobs
import Testing

@Suite(.timeLimit(.minutes(1))) struct TimeoutTests {
  private struct Fault: Error {}

  @Test func whatEndsInTimeGivesItsValue() async throws {
    let value = try await withTimeout(.seconds(50), sleep: { try await Task.sleep(for: $0) }) { 7 }
    #expect(value == 7)
  }

  @Test func whatDoesNotEndInTimeIsCancelled() async throws {
    let signal = AsyncSignal()
    let value: Void? = try await withTimeout(.zero, sleep: { _ in }) { try await signal.wait() }
    #expect(value == nil)
    #expect(signal.waiterCount == 0)
  }

  /// A change that is told once was lost where the time was over just then, and a stream of events
  /// never heard of its job's end.
  @Test func whatWasTakenAsTheTimeEndedIsNotLost() async throws {
    let (signal, taken) = (AsyncSignal(), AsyncSignal())
    signal.signal()
    let value = try await withTimeout(.zero, sleep: { _ in try await taken.wait() }) {
      try await signal.wait()
      taken.signal()
      // Ends after the time has, which cancels it.
      while !Task.isCancelled { await Task.yield() }
      return "taken"
    }
    #expect(value == "taken")
  }

  @Test func whatFailedAsTheTimeEndedIsTold() async throws {
    await #expect(throws: Fault.self) {
      try await withTimeout(.zero, sleep: { _ in }) { () -> Int in
        while !Task.isCancelled { await Task.yield() }
        throw Fault()
      }
    }
  }
}
