import CurlClient
import Foundation
import PostgreSQLStore
import Synchronization
import Testing

/// Nodes and workers on one new database in PostgreSQL.
final class SharedProcesses: Sendable {
  /// The database.
  let address: String
  let folder: URL
  private let processes = Mutex<[ServiceProcess]>([])
  private let connection: PostgresConnection

  fileprivate init(in folder: URL) throws {
    self.folder = folder
    let server = try SharedDatabase.server.get()
    address = try server.makeDatabase()
    connection = try server.connection(address)
    try Data(SharedDatabase.password.utf8).write(to: folder.appending(path: "password"))
  }

  /// The options that name the database.
  var database: [String] {
    [
      "--database", address, "--database-password-file", folder.appending(path: "password").path,
    ]
  }

  /// A process with these arguments.
  func start(_ arguments: [String]) throws -> ServiceProcess {
    let process = try ServiceProcess(
      arguments: arguments, environment: [:],
      log: folder.appending(path: "stderr-\(UUID().uuidString).txt"))
    processes.withLock { $0.append(process) }
    return process
  }

  /// A node that serves HTTP, once it listens; by default it trains nothing.
  func node(workers: Int = 0, _ arguments: [String] = []) async throws -> Service {
    let process = try start(
      ["serve", "--host", "127.0.0.1", "--port", "0", "--workers", "\(workers)"] + database
        + arguments)
    let origin = try await process.line(after: "listening on ", within: .seconds(60))
    return Service(process: process, origin: origin, client: CurlClient(origin: origin))
  }

  /// A worker, once it works.
  func worker(_ arguments: [String] = []) async throws -> ServiceProcess {
    let process = try start(["worker", "--workers", "1"] + database + arguments)
    _ = try await process.line(after: "working as ", within: .seconds(60))
    return process
  }

  /// The number that a query gives, as bigint.
  func number(_ query: String) throws -> Int64? {
    try connection.run(query, [], within: .seconds(30)).first?.integer("number")
  }

  /// Runs statements on a connection of these tests.
  func run(_ sql: String) throws { try connection.runScript(sql, within: .seconds(30)) }

  /// Lets nobody into the database, and cuts off who is in it, but for these tests; or lets them in again.
  func shutDatabase(_ isShut: Bool) throws {
    let row = try connection.run(
      "SELECT current_database()::text AS name, pg_backend_pid()::bigint AS own", [],
      within: .seconds(30)
    ).first
    let name = try row?.text("name") ?? ""
    // From another database: one's own cannot be shut.
    let server = try SharedDatabase.server.get().connection()
    try server.runScript(
      "ALTER DATABASE \(name) ALLOW_CONNECTIONS \(!isShut)", within: .seconds(30))
    if isShut {
      try server.runScript(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '\(name)' AND pid <> \(try row?.integer("own") ?? 0)
        """, within: .seconds(30))
    }
  }

  /// What no fault may have broken.
  fileprivate func check() throws {
    // A result where a job has succeeded, and nowhere else, and no job both waits and runs.
    #expect(
      try number(
        """
        SELECT count(*) AS number FROM symbreak.jobs
        WHERE (outcome IS NOT DISTINCT FROM 'succeeded') <> (result IS NOT NULL)
        """) == 0)
    #expect(
      try number(
        """
        SELECT count(*) AS number FROM symbreak.jobs j
        WHERE (j.outcome IS NULL)::integer
          <> (SELECT count(*) FROM symbreak.ready r WHERE r.sequence = j.sequence)
            + (SELECT count(*) FROM symbreak.leases l WHERE l.sequence = j.sequence)
        """) == 0)
  }

  /// Ends those in good order that still run.
  fileprivate func stop() async throws {
    for process in processes.withLock({ $0 }) where process.ending == nil {
      process.signal(SIGTERM)
      let ending = try await process.end(within: .seconds(60))
      #expect(ending == .exit(0), "\(process.errors)")
    }
  }

  /// Ends all at once, and tells what they logged.
  fileprivate func kill() async {
    for process in processes.withLock({ $0 }) {
      Issue.record("standard error of a process:\n\(process.errors)")
      process.signal(SIGKILL)
      _ = try? await process.end(within: .seconds(60))
    }
  }
}

/// Runs `body` with a new database, and ends what it started there, whatever happens.
func withSharedDatabase<Result>(_ body: (SharedProcesses) async throws -> Result) async throws
  -> Result
{
  try await withTemporaryFolder { folder in
    let processes = try SharedProcesses(in: folder)
    do {
      let result = try await body(processes)
      try await processes.stop()
      try processes.check()
      return result
    } catch {
      await processes.kill()
      throw error
    }
  }
}
