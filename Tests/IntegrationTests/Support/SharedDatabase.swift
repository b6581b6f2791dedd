import Foundation
import PostgreSQLStore
import Synchronization

/// A PostgreSQL of these tests alone, on loopback, which ends with them: see
/// `Tests/PostgreSQLStoreTests/serve.sh`.
final class SharedDatabase: Sendable {
  static let password = "a word"

  /// Whether Debian's package is there; without it these tests cannot run.
  static let isInstalled = {
    let versions = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")
    return versions.map { !$0.isEmpty } ?? false
  }()

  /// Started when it is asked for first.
  static let server = Result { try SharedDatabase() }

  private let port: String
  private let databases = Mutex(0)

  private init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "symbreak-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "PostgreSQLStoreTests/serve.sh")
    // The server runs until its input ends. Nobody else inherits this end of it, and the system closes
    // it with this process, however that ends.
    let input = folder.appending(path: "input").path
    guard mkfifo(input, 0o600) == 0, open(input, O_RDWR | O_CLOEXEC) >= 0 else {
      throw Failure("a named pipe: errno \(errno)")
    }
    let output = try ServiceProcess.pipe()
    _ = try ServiceProcess.spawn(
      "/bin/sh", ["sh", "-c", #"exec sh "$0" <"$1""#, script.path, input],
      ServiceProcess.variables([:]), output: output.write,
      errors: folder.appending(path: "errors.txt").path)
    close(output.write)
    let line = FileHandle(fileDescriptor: output.read, closeOnDealloc: true).availableData
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.first == "ready", words.count >= 2 else {
      throw Failure("no server: \(String(decoding: line, as: UTF8.self))")
    }
    port = String(words[1])
  }

  /// The address of a new, empty database.
  func makeDatabase() throws -> String {
    let name = try databases.withLock { count in
      count += 1
      try connection(address("postgres")).runScript(
        "CREATE DATABASE integration\(count)", within: .seconds(60))
      return "integration\(count)"
    }
    return address(name)
  }

  private func address(_ database: String) -> String {
    "postgres://symbreak@127.0.0.1:\(port)/\(database)"
  }

  /// A connection to the server's first database.
  func connection() throws -> PostgresConnection { try connection(address("postgres")) }

  /// A connection to a database, to look at what is in it.
  func connection(_ address: String) throws -> PostgresConnection {
    try PostgresConnection(
      PostgresAddress(address).parameters(password: Self.password), within: .seconds(30))
  }
}
