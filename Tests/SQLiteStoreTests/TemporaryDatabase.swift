import Foundation
import Testing

/// A directory of its own for one test's database, removed with the value.
final class TemporaryDatabase: Sendable {
  private let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("symbreak-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  var path: String { file("jobs.sqlite") }

  func file(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// What a file of the database holds, named by what follows the database's name.
  func bytes(_ suffix: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + suffix)))
  }

  /// The database's files as they are on disk now: what a crash at this moment would leave.
  ///
  /// Another process copies them: to close the file here would drop SQLite's locks on it.
  func crashImage() throws -> TemporaryDatabase {
    let image = try TemporaryDatabase()
    try run("cp", path, image.path)
    if FileManager.default.fileExists(atPath: path + "-wal") {
      try run("cp", path + "-wal", image.path + "-wal")
    }
    return image
  }

  /// Runs a program to its end in a process of its own.
  func run(_ arguments: String...) throws {
    var id: pid_t = 0
    let argv = arguments.map { strdup($0) } + [nil]
    defer { for text in argv { free(text) } }
    try #require(posix_spawnp(&id, arguments[0], nil, nil, argv, environ) == 0)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    try #require(status == 0, "\(arguments)")
  }

  /// The files in the folder, by name.
  func files() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    return Dictionary(
      uniqueKeysWithValues: try names.map { name in
        (name, try Data(contentsOf: directory.appendingPathComponent(name)))
      })
  }
}
