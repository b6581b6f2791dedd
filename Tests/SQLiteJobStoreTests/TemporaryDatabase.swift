import Foundation

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
  func crashImage() throws -> TemporaryDatabase {
    let image = try TemporaryDatabase()
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: image.path + suffix)
    }
    return image
  }
}
