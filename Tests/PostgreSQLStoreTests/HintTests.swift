import JobStoreConformance
import Jobs
import PostgreSQLStore
import Synchronization
import Testing

/// Hints between two processes, here two stores, that share a database.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct HintTests {
  private let server: PostgresServer

  init() throws { server = try PostgresServer.shared.get() }

  /// A store and the hints that it has heard.
  private struct Listener {
    let store: PostgreSQLJobStore
    private let heard = Heard()

    private final class Heard: Sendable {
      let hints = Mutex<[StoreHint]>([])
      let isDeaf = Mutex(false)
    }

    init(_ address: PostgresAddress) async throws {
      let heard = heard
      store = try await PostgreSQLJobStore(
        at: address, password: PostgresServer.password, deadline: PostgresServer.generous,
        events: { if case .hintsUnheard = $0 { heard.isDeaf.withLock { $0 = true } } })
      store.hints?.follow { hint in heard.hints.withLock { $0.append(hint) } }
    }

    var isDeaf: Bool { heard.isDeaf.withLock { $0 } }

    func count(_ hint: StoreHint) -> Int { heard.hints.withLock { $0.count { $0 == hint } } }

    /// Returns when it has heard it so often.
    func until(_ hint: StoreHint, _ count: Int) async throws {
      while self.count(hint) < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Returns when it hears: then every hint comes once.
    func ready() async throws {
      for hint in StoreHint.allCases { try await until(hint, 1) }
    }
  }

  @Test func everyHintReachesTheOthersAndNotItsSender() async throws {
    let address = try server.address(server.makeDatabaseName())
    let (first, second) = (try await Listener(address), try await Listener(address))
    try await first.ready()
    try await second.ready()
    for (place, hint) in StoreHint.allCases.enumerated() {
      first.store.hints?.send(hint)
      try await second.until(hint, 2)
      #expect(
        StoreHint.allCases.map(second.count)
          == StoreHint.allCases.indices.map {
            $0 <= place ? 2 : 1
          })
    }
    // What the first one sent came to it before this.
    second.store.hints?.send(.queued)
    try await first.until(.queued, 2)
    #expect(StoreHint.allCases.map(first.count) == [2, 1, 1])
    try await first.store.close()
    try await second.store.close()
  }

  /// A thousand in a moment are a few: the server commits them one after the other.
  @Test func hintsOfOneKindAreToldTogether() async throws {
    let address = try server.address(server.makeDatabaseName())
    let (first, second) = (try await Listener(address), try await Listener(address))
    try await first.ready()
    try await second.ready()
    for _ in 0..<1000 { first.store.hints?.send(.changed) }
    first.store.hints?.send(.queued)
    try await second.until(.queued, 2)
    #expect((2..<50).contains(second.count(.changed)))
    try await first.store.close()
    try await second.store.close()
  }

  /// Whoever was cut off may have missed some: every hint comes when it hears again.
  @Test func aListenerThatIsCutOffHearsAgain() async throws {
    let database = try server.makeDatabaseName()
    let address = try server.address(database)
    let (first, second) = (try await Listener(address), try await Listener(address))
    try await first.ready()
    try await second.ready()
    try server.connection().runScript(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND datname = '\(database)'
      """, within: .seconds(30))
    for hint in StoreHint.allCases { try await second.until(hint, 2) }
    for hint in StoreHint.allCases { try await first.until(hint, 2) }
    first.store.hints?.send(.queued)
    try await second.until(.queued, 3)
    try await first.store.close()
    try await second.store.close()
  }

  /// A pooler that gives connections for one transaction answers LISTEN, and nothing ever comes.
  @Test(.enabled(if: PostgresServer.isPooled, "POOLER=1 puts PgBouncer between"))
  func behindAPoolerAProcessKnowsThatItIsDeaf() async throws {
    let listener = try await Listener(server.makeDatabase())
    while !listener.isDeaf { try await Task.sleep(for: .milliseconds(5)) }
    #expect(StoreHint.allCases.map(listener.count) == [0, 0, 0])
    listener.store.hints?.send(.queued)
    _ = try await listener.store.create(Sample.job(1))
    try await listener.store.close()
  }

  @Test func aStoreClosesWhetherItHearsOrNot() async throws {
    let listener = try await Listener(server.address(server.makeDatabaseName()))
    try await listener.store.close()
    let other = try await Listener(server.address(server.makeDatabaseName()))
    try await other.ready()
    try await other.store.close()
  }
}
