import JobStoreConformance
import Jobs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AsyncSignalTests {
  private static func untilWaiting(_ count: Int, on signal: AsyncSignal) async {
    while signal.waiterCount != count { await Task.yield() }
  }

  @Test func aSignalGivenFirstIsRememberedOnce() async throws {
    let signal = AsyncSignal()
    signal.signal()
    signal.signal()
    try await signal.wait()
    let second = Task { try await signal.wait() }
    await Self.untilWaiting(1, on: signal)
    signal.signal()
    try await second.value
  }

  @Test func eachSignalWakesOne() async throws {
    let signal = AsyncSignal()
    let tasks = (0..<3).map { _ in Task { try await signal.wait() } }
    await Self.untilWaiting(3, on: signal)
    signal.signal()
    await Self.untilWaiting(2, on: signal)
    signal.open()
    for task in tasks { try await task.value }
    try await signal.wait()
  }

  @Test func cancellationEndsTheWaitAndLeavesNobody() async throws {
    let signal = AsyncSignal()
    let task = Task { try await signal.wait() }
    await Self.untilWaiting(1, on: signal)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(signal.waiterCount == 0)
    let late = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await signal.wait()
    }
    await #expect(throws: CancellationError.self) { try await late.value }
  }

  @Test func aTimeoutEndsTheOperation() async throws {
    let time = ManualTime()
    let signal = AsyncSignal()
    let sleep = time.source.sleep
    let late = Task {
      try await withTimeout(.seconds(3), sleep: sleep) { () -> Int in
        try await signal.wait()
        return 1
      }
    }
    try await time.sleepers(atLeast: 1)
    time.advance(by: .seconds(3))
    #expect(try await late.value == nil)
    #expect(signal.waiterCount == 0)
    signal.signal()
    let inTime = try await withTimeout(.seconds(3), sleep: sleep) { () -> Int in
      try await signal.wait()
      return 1
    }
    #expect(inTime == 1)
  }
}
