internal import ArgumentParser
internal import Foundation

/// Which database a command works on: that of the service.
struct DatabaseOption: ParsableArguments {
  @Option(
    help: """
      The service's SQLite file, or its PostgreSQL database, postgres://[user@]host[:port]/name \
      (SYMBREAK_DATABASE; default: symbreak.sqlite).
      """)
  var database: String?

  @Option(help: ArgumentHelp(DatabaseOption.passwordHelp))
  var databasePasswordFile: String?

  static let passwordHelp = """
    A file with the password of PostgreSQL's user (SYMBREAK_DATABASE_PASSWORD_FILE); without it libpq \
    looks in PGPASSWORD, PGPASSFILE and ~/.pgpass.
    """

  /// What was asked for. Throws `ValidationError`.
  func location() throws -> DatabaseLocation {
    var reader = SettingsReader(environment: ProcessInfo.processInfo.environment)
    let chosen = reader.readDatabase(option: database, passwordFile: databasePasswordFile)
    do {
      try reader.finish()
    } catch {
      throw ValidationError(error.description)
    }
    guard chosen != .memory else {
      throw ValidationError("A database in memory is its service's alone: name a file.")
    }
    return chosen
  }
}

/// Which SQLite file a command works on that copies files.
struct DatabaseFileOption: ParsableArguments {
  @Option(
    help: "The service's SQLite file (SYMBREAK_DATABASE; default: symbreak.sqlite).")
  var database: String?

  /// The file's path. Throws `ValidationError`.
  func path() throws -> String {
    var place = try DatabaseOption.parse([])
    place.database = database
    guard case .file(let path) = try place.location() else {
      throw ValidationError(
        "This copies SQLite files. A PostgreSQL database is backed up and restored with PostgreSQL's own"
          + " tools: pg_dump and pg_restore, or pg_basebackup.")
    }
    return path
  }
}
