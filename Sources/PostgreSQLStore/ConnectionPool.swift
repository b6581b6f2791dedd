import Jobs
import Synchronization
import Threading

/// A few connections, each used by one of as many threads at a time: whoever waits for the server blocks
/// a thread of the pool and nobody else.
final class ConnectionPool: Sendable {
  private struct State {
    var idle: [PostgresConnection] = []
    var isClosed = false
  }

  private let address: PostgresAddress
  private let password: String?
  private let connecting: Duration
  private let threads: DedicatedThreads
  private let state = Mutex(State())

  /// A pool that connects when it is first asked.
  init(
    _ address: PostgresAddress, password: String?, count: Int,
    connecting: Duration = .seconds(5)
  ) {
    self.address = address
    self.password = password
    self.connecting = connecting
    threads = DedicatedThreads(count: count)
  }

  /// Runs `body` with a connection on a thread of the pool. Throws `JobStoreError`.
  ///
  /// - Parameter isRepeatable: whether the same calls again do no harm: then they are made again, once
  ///   and on a new connection, where the first one broke and nobody knows what they came to.
  func run<Value: Sendable>(
    isRepeatable: Bool, _ body: @escaping @Sendable (PostgresConnection) throws -> Value
  ) async throws -> Value {
    try await threads.run { [self] in
      do {
        return try attempt(body)
      } catch let error as PostgresError where error.endsConnection && isRepeatable {
        do { return try attempt(body) } catch { throw Self.refusal(error) }
      } catch {
        throw Self.refusal(error)
      }
    }
  }

  private static func refusal(_ error: any Error) -> JobStoreError {
    (error as? PostgresError)?.refusal ?? error as? JobStoreError ?? .fault(reason: "\(error)")
  }

  private func attempt<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    let connection = try take()
    do {
      let value = try body(connection)
      give(connection)
      return value
    } catch {
      // The others may have gone the same way; they are opened anew.
      if (error as? PostgresError)?.endsConnection ?? false {
        forgetIdle()
      } else {
        give(connection)
      }
      throw error
    }
  }

  private func take() throws -> PostgresConnection {
    let (idle, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
    if isClosed { throw JobStoreError.closed }
    return try idle
      ?? PostgresConnection(address.parameters(password: password), within: connecting)
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

  /// Closes what is idle, and the rest when it comes back; later calls throw `closed`.
  func close() {
    state.withLock { $0.isClosed = true }
    forgetIdle()
  }
}
