import Foundation
import PostgreSQLStore
import Synchronization

/// A PostgreSQL of these tests alone, on loopback, which ends with them: see `serve.sh`.
final class PostgresServer: Sendable {
  static let password = "a word"

  /// Whether Debian's package is there; without it these tests cannot run.
  static let isInstalled = {
    let versions = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")
    return versions.map { !$0.isEmpty } ?? false
  }()

  /// Started when it is asked for first.
  static let shared = Result { try PostgresServer() }

  private let port: String
  private let script: Process
  /// Open for as long as the server is to run.
  private let input: Pipe
  private let databases = Mutex(0)

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private init() throws {
    script = Process()
    input = Pipe()
    let output = Pipe()
    script.executableURL = URL(fileURLWithPath: "/bin/sh")
    script.arguments = [
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "serve.sh").path
    ]
    script.standardInput = input
    script.standardOutput = output
    try script.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.first == "ready", words.count == 2 else {
      throw Failure(description: "no server: \(line)")
    }
    port = String(words[1])
  }

  /// The address of a database, of the first one where there is no name.
  func address(_ database: String = "postgres", user: String = "symbreak") throws -> PostgresAddress
  {
    try PostgresAddress("postgres://\(user)@127.0.0.1:\(port)/\(database)")
  }

  /// The address of a new, empty database.
  func makeDatabase() throws -> PostgresAddress {
    let name = try databases.withLock { count in
      count += 1
      try connection().runScript("CREATE DATABASE test\(count)", within: .seconds(60))
      return "test\(count)"
    }
    return try address(name)
  }

  /// A connection to a database.
  func connection(
    _ address: PostgresAddress? = nil, password: String = password
  ) throws -> PostgresConnection {
    try PostgresConnection(
      (address ?? self.address()).parameters(password: password), within: .seconds(30))
  }
}
