import ArgumentParser
import PostgreSQLStore
import Testing
import symbreak

/// Which database is meant, and that no password is seen on the way.
@Suite struct DatabaseLocationTests {
  private func settings(
    _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> ServeSettings {
    try ServeSettings(ServeOptions.parse(arguments), environment: environment, processors: 3)
  }

  private func faults(
    _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> [String] {
    let error = #expect(throws: SettingsFaults.self) { try settings(arguments, environment) }
    return try #require(error).faults
  }

  @Test(arguments: [
    "postgres://ada@db.example:5432/lab", "postgresql://db/lab?sslmode=verify-full",
    "postgres://a,b:5433/lab?target_session_attrs=any", "postgres:///lab?host=/run/postgresql",
  ])
  func anAddressOfPostgreSQLIsTakenAsItIs(text: String) throws {
    let settings = try settings(["--database", text, "--database-password-file", "/run/secret"])
    #expect(
      settings.database == .postgres(try PostgresAddress(text), passwordFile: "/run/secret"))
    #expect(settings.database.isShared)
    #expect(settings.database.description == text)
    #expect(settings.database.bytes == nil)
  }

  @Test(arguments: [
    "postgres://ada:hush@db/lab", "postgres://db/lab?password=hush", "postgresql://:hush@db/lab",
  ])
  func aPasswordInAnAddressIsRefusedWithoutBeingRepeated(text: String) throws {
    for faults in [
      try faults(["--database", text]), try faults([], ["SYMBREAK_DATABASE": text]),
    ] {
      #expect(faults.count == 1)
      #expect(faults[0].contains("--database-password-file"))
      #expect(!faults[0].contains("hush"))
    }
  }

  @Test(arguments: [
    "postgres:db", "postgres://db/lab?no_such_option=hush", "postgres://[::1/lab",
    "postgres://ada:hush@db/lab?x",
  ])
  func whatIsNoAddressIsRefusedWithoutBeingRepeated(text: String) throws {
    let faults = try faults(["--database", text])
    #expect(faults.count == 1)
    #expect(faults[0].contains("postgres://[user@]host"))
    #expect(!faults[0].contains("hush"))
  }

  @Test func aPasswordFileIsForPostgreSQLAlone() throws {
    #expect(
      try faults(["--database-password-file", "x"])
        == ["--database-password-file is for a database in PostgreSQL (postgres://…)."])
  }

  @Test func aBoundOfTheFileIsForSQLiteAlone() throws {
    let faults = try faults([
      "--database", "postgres://db/lab", "--max-database-bytes", "100000000",
    ])
    #expect(faults.count == 1)
    #expect(faults[0].hasPrefix("--max-database-bytes bounds an SQLite file."))
  }

  @Test func aNodeWithoutWorkersIsNothingToWarnOfWhereOthersTrain() throws {
    #expect(!(try settings(["--workers", "0"]).warnings.isEmpty))
    let shared = try settings(["--workers", "0", "--database", "postgres://db/lab"])
    #expect(!shared.warnings.contains { $0.contains("no workers") })
  }
}
