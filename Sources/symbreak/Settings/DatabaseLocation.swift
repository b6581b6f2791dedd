internal import Glibc
package import PostgreSQLStore

/// Where the service keeps its jobs.
package enum DatabaseLocation: Sendable, Equatable {
  /// In a SQLite file.
  case file(String)
  /// In memory, gone when the service ends.
  case memory
  /// In a PostgreSQL database, which several processes may share; its user's password is in a file, or
  /// where libpq looks for it: `PGPASSWORD`, `PGPASSFILE`, `~/.pgpass`.
  case postgres(PostgresAddress, passwordFile: String?)

  /// The place that `text` names: `:memory:`, as SQLite itself calls it, an address that begins with
  /// `postgres:`, or a path; nil where there is no text. Throws where the address is none.
  static func named(_ text: String) throws(PostgresAddress.Fault) -> DatabaseLocation? {
    if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
      return .postgres(try PostgresAddress(text), passwordFile: nil)
    }
    if text.isEmpty { return nil }
    return text == ":memory:" ? .memory : .file(text)
  }

  /// Whether other processes may use it at the same time.
  package var isShared: Bool {
    if case .postgres = self { true } else { false }
  }

  /// Bytes of the file and of the log beside it; nil where there is none. Neither is opened.
  package var bytes: Int? {
    guard case .file(let path) = self else { return nil }
    return [path, path + "-wal"].reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }
}

extension DatabaseLocation: CustomStringConvertible {
  /// As it is given to `--database`.
  package var description: String {
    switch self {
    case .file(let path): path
    case .memory: ":memory:"
    case .postgres(let address, _): address.description
    }
  }
}

extension SettingsReader {
  /// The database that is asked for, or the file that commands and service take unless told.
  mutating func readDatabase(option: String?, passwordFile: String?) -> DatabaseLocation {
    let named =
      read(SettingsCatalogue.database, option: option) ?? .success(.file("symbreak.sqlite"))
    let file = read(SettingsCatalogue.databasePasswordFile, option: passwordFile)
    switch named {
    // What was given is not repeated: there may be a password in it.
    case .failure(.password):
      refuse(
        "--database has a password in it, which other users of the machine can read. Give it in a file"
          + " (--database-password-file), or as libpq takes it (PGPASSFILE, PGPASSWORD).")
    case .failure(.unreadable):
      refuse(
        "--database is no address of a PostgreSQL database: give"
          + " postgres://[user@]host[:port][,host2[:port]]/name[?sslmode=…].")
    case .success(.postgres(let address, _)):
      return .postgres(address, passwordFile: file)
    case .success(let location):
      if file != nil {
        refuse("--database-password-file is for a database in PostgreSQL (postgres://…).")
      }
      return location
    }
    return .memory
  }
}
