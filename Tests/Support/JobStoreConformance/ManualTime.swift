package import Jobs
import Synchronization

/// A clock whose hands a test moves. Sleepers wake when it has passed their time.
package final class ManualTime: Sendable {
  private struct Sleeper {
    var wakesAt: Duration
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var elapsed: Duration = .zero
    var nextTicket: UInt64 = 0
    var sleepers: [UInt64: Sleeper] = [:]
    /// Those who wait for a number of sleepers.
    var observers: [(count: Int, signal: AsyncSignal)] = []
  }

  /// What the wall clock shows at the start.
  package static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private let state = Mutex(State())

  /// A clock that stands at `start`.
  package init() {}

  /// What the wall clock shows.
  package var now: Timestamp { Self.start + elapsed }

  /// The time since the start.
  package var elapsed: Duration { state.withLock { $0.elapsed } }

  /// The clock as a queue takes it.
  package var source: TimeSource {
    TimeSource(
      now: { self.now }, monotonic: { self.elapsed }, sleep: { try await self.sleep($0) })
  }

  /// Moves the hands and wakes who is due.
  package func advance(by duration: Duration) {
    let due = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
      state.elapsed += duration
      let due = state.sleepers.filter { $0.value.wakesAt <= state.elapsed }
      for ticket in due.keys { state.sleepers[ticket] = nil }
      return due.values.sorted { $0.wakesAt < $1.wakesAt }.map(\.continuation)
    }
    for continuation in due { continuation.resume(returning: true) }
  }

  /// Returns once at least this many tasks sleep on this clock; throws when cancelled first.
  package func sleepers(atLeast count: Int) async throws {
    let signal = AsyncSignal()
    let isThere = state.withLock { state in
      if state.sleepers.count >= count { return true }
      state.observers.append((count, signal))
      return false
    }
    if !isThere { try await signal.wait() }
  }

  /// When the sleepers of this moment will wake, in time since the start, earliest first.
  package var deadlines: [Duration] {
    state.withLock { $0.sleepers.values.map(\.wakesAt).sorted() }
  }

  private func sleep(_ duration: Duration) async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    let isOver = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (answer, observers) = state.withLock { state in
          fallAsleep(ticket, duration, continuation, &state)
        }
        if let answer { continuation.resume(returning: answer) }
        for observer in observers { observer.signal() }
      }
    } onCancel: {
      let sleeper = state.withLock { $0.sleepers.removeValue(forKey: ticket) }
      sleeper?.continuation.resume(returning: false)
    }
    if !isOver { throw CancellationError() }
  }

  private func fallAsleep(
    _ ticket: UInt64, _ duration: Duration, _ continuation: CheckedContinuation<Bool, Never>,
    _ state: inout State
  ) -> (answer: Bool?, observers: [AsyncSignal]) {
    if Task.isCancelled { return (false, []) }
    if duration <= .zero { return (true, []) }
    state.sleepers[ticket] = Sleeper(
      wakesAt: state.elapsed + duration, continuation: continuation)
    let count = state.sleepers.count
    let observers = state.observers.filter { $0.count <= count }.map(\.signal)
    state.observers.removeAll { $0.count <= count }
    return (nil, observers)
  }
}
