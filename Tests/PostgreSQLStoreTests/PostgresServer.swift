import Foundation
import PostgreSQLStore
import Synchronization

/// A PostgreSQL of these tests alone, on loopback, which ends with them: see `serve.sh`.
///
/// With POOLER=1 in the environment stores reach it through PgBouncer.
final class PostgresServer: Sendable {
  static let passwordText = "a word"
  static let password = PostgresPassword.text(passwordText)

  /// A deadline for tests of other things: the machine may be busy.
  static let generous = Duration.seconds(60)

  /// Whether Debian's package is there; without it these tests cannot run.
  static let isInstalled = {
    let versions = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")
    return versions.map { !$0.isEmpty } ?? false
  }()

  /// Whether PgBouncer stands between the stores and the server.
  static let isPooled = ProcessInfo.processInfo.environment["POOLER"] == "1"

  /// Started when it is asked for first. Tests that stop a server have one of their own.
  static let shared = Result { try PostgresServer() }

  let port: String
  /// Where `root.crt` and `other.crt` are.
  let folder: String
  /// The port of PgBouncer, where it is in front.
  private let pooled: String?
  private let script: Process
  /// Open for as long as the server is to run.
  private let input = Pipe()
  private let output = Pipe()
  private let databases = Mutex(0)

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init() throws {
    script = Process()
    script.executableURL = URL(fileURLWithPath: "/bin/sh")
    script.arguments = [
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "serve.sh").path
    ]
    script.standardInput = input
    script.standardOutput = output
    try script.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.first == "ready", words.count >= 3 else {
      throw Failure(description: "no server: \(line)")
    }
    (port, folder) = (words[1], words[2])
    pooled = words.count > 3 ? words[3] : nil
  }

  /// What the script does with a server while it runs.
  enum Word: String {
    case stop, start, restart
  }

  /// Has something done with the server, and waits for it.
  func tell(_ word: Word) throws {
    try input.fileHandleForWriting.write(contentsOf: Array("\(word)\n".utf8))
    let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard answer == "done\n" else { throw Failure(description: "no \(word): \(answer)") }
  }

  /// The address of a database, of the first one where there is no name, past a pooler where it
  /// `isDirect`.
  func address(
    _ database: String = "postgres", isDirect: Bool = true, options: String = "sslmode=disable"
  ) throws -> PostgresAddress {
    let port = isDirect ? port : pooled ?? port
    return try PostgresAddress("postgres://symbreak@127.0.0.1:\(port)/\(database)?\(options)")
  }

  /// The name of a new, empty database.
  func makeDatabaseName() throws -> String {
    try databases.withLock { count in
      count += 1
      try connection().runScript("CREATE DATABASE test\(count)", within: .seconds(60))
      return "test\(count)"
    }
  }

  /// The address of a new, empty database.
  func makeDatabase() throws -> PostgresAddress {
    try address(makeDatabaseName(), isDirect: false)
  }

  /// A connection to a database, past a pooler.
  func connection(_ database: String = "postgres") throws -> PostgresConnection {
    try PostgresConnection(
      address(database).parameters(password: Self.passwordText), within: .seconds(30))
  }
}
