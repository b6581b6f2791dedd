internal import ArgumentParser
internal import Foundation

/// Which database a command works on: that of the service.
struct DatabaseOption: ParsableArguments {
  @Option(
    help: "The service's SQLite file (SYMBREAK_DATABASE; default: symbreak.sqlite).")
  var database: String?

  /// The file's path. Throws `ValidationError`.
  func path() throws -> String {
    var reader = SettingsReader(environment: ProcessInfo.processInfo.environment)
    let chosen =
      reader.read(SettingsCatalogue.database, option: database) ?? .file("symbreak.sqlite")
    do {
      try reader.finish()
    } catch {
      throw ValidationError(error.description)
    }
    guard case .file(let path) = chosen else {
      throw ValidationError("A database in memory is its service's alone: name a file.")
    }
    return path
  }
}
