import Jobs
import Synchronization
import Threading

/// A few connections, each used by one of as many threads at a time: whoever waits for the server blocks
/// a thread of the pool and nobody else.
final class ConnectionPool: Sendable {
  private struct State {
    var idle: [PostgresConnection] = []
    var isClosed = false
    /// Calls that have begun and not ended.
    var calls = 0
    /// Since when the server was reached without a failure between; nil where it always was.
    var reachedSince: ContinuousClock.Instant?
  }

  private let address: PostgresAddress
  private let password: PostgresPassword
  private let threads: DedicatedThreads
  private let end = CommonEnd()
  private let allEnded = AsyncSignal()
  private let state = Mutex(State())

  /// The longest that opening a connection takes.
  private static let connecting = Duration.seconds(5)
  /// So often a call is tried at most.
  private static let tries = 4

  /// A pool that connects when it is first asked.
  init(_ address: PostgresAddress, password: PostgresPassword, count: Int) {
    self.address = address
    self.password = password
    threads = DedicatedThreads(count: count)
  }

  /// Runs `body` with a connection on a thread of the pool, for `limit` at most, waiting for a thread
  /// included. Throws `JobStoreError`.
  ///
  /// - Parameter isRepeatable: whether the same calls again do no harm: then they are made again, once
  ///   and on a new connection, where the first one broke and nobody knows what they came to.
  func run<Value: Sendable>(
    isRepeatable: Bool, within limit: Duration,
    _ body: @escaping @Sendable (Session) throws -> Value
  ) async throws -> Value {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.calls += 1 }
      return state.isClosed
    }
    if isClosed { throw JobStoreError.closed }
    defer { callEnded() }
    let deadline = Deadline(limit, common: end)
    return try await threads.run { [self] in
      do {
        return try run(isRepeatable: isRepeatable, deadline, body)
      } catch let error as PostgresError {
        throw error.refusal
      } catch {
        throw error as? JobStoreError ?? .fault(reason: "\(error)")
      }
    }
  }

  private func run<Value>(
    isRepeatable: Bool, _ deadline: Deadline, _ body: (Session) throws -> Value
  ) throws -> Value {
    var (tries, mayBreak) = (1, isRepeatable)
    while true {
      do {
        return try attempt(deadline, body)
      } catch let error as PostgresError {
        guard tries < Self.tries, !deadline.isPast else { throw error }
        if !error.isUndone {
          guard error.endsConnection, mayBreak else { throw error }
          mayBreak = false
        }
        tries += 1
      }
    }
  }

  private func attempt<Value>(_ deadline: Deadline, _ body: (Session) throws -> Value) throws
    -> Value
  {
    if deadline.isPast {
      throw PostgresError(state: "57014", message: "all connections to the database were busy")
    }
    let connection: PostgresConnection
    do {
      connection = try take(deadline)
    } catch {
      noteFailure()
      throw error
    }
    do {
      let value = try body(Session(connection: connection, deadline: deadline))
      give(connection)
      return value
    } catch {
      // The others may have gone the same way; they are opened anew.
      if (error as? PostgresError)?.endsConnection ?? false {
        noteFailure()
        forgetIdle()
      } else {
        give(connection)
      }
      throw error
    }
  }

  private func take(_ deadline: Deadline) throws -> PostgresConnection {
    while let idle = state.withLock({ $0.idle.popLast() }) {
      if idle.isQuiet { return idle }
    }
    return try address.connect(
      password: password.text(), by: deadline.within(Self.connecting))
  }

  private func give(_ connection: PostgresConnection) {
    guard connection.isIdle else { return }
    state.withLock { if !$0.isClosed { $0.idle.append(connection) } }
  }

  private func forgetIdle() {
    let forgotten = state.withLock { state in
      defer { state.idle = [] }
      return state.idle
    }
    withExtendedLifetime(forgotten) {}
  }

  private func noteFailure() {
    state.withLock { $0.reachedSince = .now }
  }

  /// For how long the server has been reached without a failure; nil where it always was.
  var reached: Duration? {
    state.withLock { $0.reachedSince }.map { $0.duration(to: .now) }
  }

  private func callEnded() {
    let isLast = state.withLock { state in
      state.calls -= 1
      return state.isClosed && state.calls == 0
    }
    if isLast { allEnded.open() }
  }

  /// Lets no call wait longer than `limit` from now.
  func endWaits(within limit: Duration) { end.set(within: limit) }

  /// Waits for the calls that have begun and closes the connections; later calls throw `closed`.
  func close() async throws {
    let isUnused = state.withLock { state in
      state.isClosed = true
      return state.calls == 0
    }
    if isUnused { allEnded.open() }
    try await allEnded.wait()
    forgetIdle()
  }
}
