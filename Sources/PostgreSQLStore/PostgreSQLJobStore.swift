internal import BlobStore
package import Jobs
internal import Threading

/// Jobs in a PostgreSQL database that several processes share.
///
/// What changes a job is one call of one function there (`SchemaFunctions`); leases are reckoned on the
/// server's clock. No call waits longer than its deadline, and throws `unavailable` then. The server is told
/// to give up a little earlier, and nothing of the call is done; but where it is the commit that takes so
/// long, or the connection breaks, what the call came to is unknown. Calls that may be made again are, once.
package final class PostgreSQLJobStore: JobStore {
  /// What opening a store does to the database.
  package enum Opening: Sendable {
    /// Makes its tables or brings them up to date, as the role that owns them.
    case migrating
    /// Makes the tables as a version did that had so many of the migrations; for tests.
    case migratingTo(Int)
    /// Changes nothing: for commands. The tables may be of a later version, as long as this one's functions
    /// are there.
    case visiting
    /// The same for workers, also under a role that may call a worker's functions and nothing else.
    case working
  }

  /// For what moves many megabytes.
  private static let slow = Duration.seconds(60)
  /// Above this a call is given `slow`.
  private static let manyBytes = 1 << 20
  /// What each job adds of those that are taken in together.
  private static let each = Duration.milliseconds(20)

  let pool: ConnectionPool
  /// For what only reads: it goes on while writes wait for a standby or a lock.
  let readers: ConnectionPool
  let channel: HintChannel
  let health: StoreHealth
  /// Where large values are; nil for the database.
  let blobs: BlobPlacement?
  let claimMarks = ClaimMarks()
  /// For what the server does in milliseconds.
  private let quick: Duration
  private let now: @Sendable () -> Timestamp?
  /// Packs and unpacks what is large.
  let packing = DedicatedThreads(count: 2, niceness: 10)

  /// Connects, and makes the database's tables or brings them up to date.
  ///
  /// `deadline` is the time after which most calls end, those that move many megabytes or take in many
  /// jobs later. `connections` is how many there are at most for writing, and as many for reading. `blobs` is
  /// where what is large is kept. `now` is a clock from outside, for tests; the server's where it gives nil.
  ///
  /// Throws `unavailable`; `newerSchema` where a later version of the program made the database,
  /// `foreignSchema` where another program did, `incomplete` where parts of it are gone, `forbidden` where
  /// the role may not use it; for visitors and workers `missing` where there are no tables, `olderSchema`
  /// where an earlier version made them.
  package init(
    at address: PostgresAddress, password: PostgresPassword = .environment, connections: Int = 4,
    deadline: Duration = .seconds(5), opening: Opening = .migrating, blobs: BlobPlacement? = nil,
    events: @escaping StoreEventSink = { _ in },
    now: @escaping @Sendable () -> Timestamp? = { nil }
  ) async throws {
    pool = ConnectionPool(address, password: password, count: connections)
    readers = ConnectionPool(address, password: password, count: connections)
    channel = HintChannel(address, password: password, pool: pool, events: events)
    health = StoreHealth(events: events)
    self.blobs = blobs
    self.now = now
    quick = deadline
    try await pool.run(isRepeatable: true, within: Migrations.limit) { session in
      switch opening {
      case .migrating: try Migrations.run(Migrations.all, session, address: address)
      case .migratingTo(let count):
        try Migrations.run(Array(Migrations.all.prefix(count)), session, address: address)
      case .visiting: try Migrations.check(session, address: address, isWorker: false)
      case .working: try Migrations.check(session, address: address, isWorker: true)
      }
    }
  }

  /// The last parameter of the functions.
  var moment: PostgresValue { now().map { .integer($0.milliseconds) } ?? .null }

  /// Several processes hold jobs of it.
  package var exclusive: (any ExclusiveJobStore)? { nil }

  /// See `StoreHints`.
  package var hints: (any StoreHints)? { channel }

  /// See `JobStore`.
  package var livePoints: (any LivePointStore)? { self }

  /// What a call does to the database.
  enum Kind {
    case reading
    /// Writes if there is something to do. That it succeeds shows nothing: where it wrote nothing it has
    /// waited for no disk and no standby.
    case trying
    case writing
    /// Writes something new, which needs room as jobs do.
    case adding
    /// Looks whether writing can be done.
    case looking
  }

  /// Runs one statement and reads its rows, on a thread of the pool.
  ///
  /// - Parameter isLarge: whether many megabytes may come.
  func query<Value: Sendable>(
    _ kind: Kind, _ sql: String, _ values: [PostgresValue] = [], isRepeatable: Bool = true,
    isLarge: Bool = false, _ read: @escaping @Sendable (PostgresRows) throws -> Value
  ) async throws -> Value {
    let limit = isLarge ? Self.slow : limit(values.reduce(0) { $0 + $1.byteCount })
    return try await run(kind, isRepeatable: isRepeatable, within: limit) { session in
      try read(try session.run(sql, values))
    }
  }

  /// Runs several statements in one transaction, all or none; where it `isSnapshot`, they see one moment.
  ///
  /// - Parameters:
  ///   - bytes: what they send.
  ///   - jobs: how many jobs they take in one by one.
  func transaction<Value: Sendable>(
    _ kind: Kind, isRepeatable: Bool = true, isSnapshot: Bool = false, bytes: Int = 0,
    jobs: Int = 0,
    _ body: @escaping @Sendable (Session) throws -> Value
  ) async throws -> Value {
    try await run(kind, isRepeatable: isRepeatable, within: limit(bytes) + Self.each * jobs) {
      session in
      try session.transaction(isSnapshot: isSnapshot, body)
    }
  }

  private func run<Value: Sendable>(
    _ kind: Kind, isRepeatable: Bool, within limit: Duration,
    _ body: @escaping @Sendable (Session) throws -> Value
  ) async throws -> Value {
    do {
      let pool = kind == .reading ? readers : pool
      let value = try await pool.run(isRepeatable: isRepeatable, within: limit, body)
      switch kind {
      case .reading, .trying, .looking: break
      case .writing: health.wrote()
      case .adding: health.recovered()
      }
      return value
    } catch let error as JobStoreError {
      switch kind {
      case .reading: health.readFailed(error, cause: error)
      case .trying, .writing, .adding, .looking: health.writeFailed(error, cause: error)
      }
      throw error
    }
  }

  private func limit(_ bytes: Int) -> Duration {
    bytes > Self.manyBytes ? max(Self.slow, quick) : quick
  }
}
