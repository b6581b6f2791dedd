import ArgumentParser
import BlobStore
import Testing
import symbreak

/// Where large values are to be kept.
@Suite struct BlobSettingsTests {
  private static let database = ["--database", "postgres://db/lab"]
  private static let place = "s3://lab/x?region=eu-central-1"
  private static let keys = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hidden"]

  private func serve(
    _ arguments: [String], _ environment: [String: String] = keys
  ) throws -> BlobSettings? {
    try ServeSettings(ServeOptions.parse(arguments), environment: environment, processors: 1).blobs
  }

  private func work(
    _ arguments: [String], _ environment: [String: String] = keys
  ) throws -> BlobSettings? {
    try WorkerSettings(WorkerOptions.parse(arguments), environment: environment, processors: 1)
      .blobs
  }

  @Test func servicesAndWorkersReadTheSame() throws {
    #expect(try serve(Self.database) == nil)
    #expect(try work(Self.database) == nil)
    let options =
      Self.database + [
        "--blobs", Self.place, "--blobs-credentials-file", "/k", "--blobs-threshold", "8192",
      ]
    let variables = [
      "SYMBREAK_BLOBS": Self.place, "SYMBREAK_BLOBS_CREDENTIALS_FILE": "/k",
      "SYMBREAK_BLOBS_THRESHOLD": "8192",
    ]
    let expected = try serve(options, [:])
    #expect(try expected?.location == S3Location(Self.place))
    #expect(expected?.credentialsFile == "/k")
    #expect(expected?.threshold == 8192)
    #expect(try work(options, [:]) == expected)
    #expect(try serve(Self.database, variables) == expected)
    #expect(try work(Self.database, variables) == expected)
    #expect(SettingsReader.warnings(environment: variables) == [])
    let usual = try serve(Self.database + ["--blobs", Self.place])
    #expect(usual?.threshold == 65536)
    #expect(usual?.credentialsFile == nil)
  }

  @Test func itIsForPostgreSQLAlone() throws {
    for database in [[], ["--database", ":memory:"], ["--database", "x.sqlite"]] {
      let error = #expect(throws: SettingsFaults.self) {
        try serve(database + ["--blobs", Self.place])
      }
      #expect(try #require(error).faults.count == 1)
      #expect("\(try #require(error))".contains("--blobs is for a database in PostgreSQL"))
    }
  }

  @Test func whatIsWrongIsToldOf() throws {
    for (arguments, environment, word) in [
      (["--blobs", "https://lab"], Self.keys, "s3://BUCKET"),
      (["--blobs", Self.place], [:], "AWS_ACCESS_KEY_ID"),
      (["--blobs", Self.place], ["AWS_SECRET_ACCESS_KEY": "hidden"], "AWS_ACCESS_KEY_ID"),
      (["--blobs-threshold", "8192"], Self.keys, "without --blobs"),
      (["--blobs", Self.place, "--blobs-threshold", "100"], Self.keys, "--blobs-threshold"),
    ] {
      for read in [serve, work] {
        let error = #expect(throws: SettingsFaults.self) {
          try read(Self.database + arguments, environment)
        }
        let faults = try #require(error).faults
        #expect(faults.count == 1)
        #expect(faults[0].contains(word))
        #expect(!faults[0].contains("hidden"))
      }
    }
  }
}
