import ArgumentParser
import KernelDispatch
import Logging
import PostgreSQLStore
import Testing
import symbreak

@Suite struct WorkerSettingsTests {
  private static let address = "postgres://db/lab"

  private func settings(
    _ arguments: [String] = ["--database", address], _ environment: [String: String] = [:]
  ) throws -> WorkerSettings {
    try WorkerSettings(WorkerOptions.parse(arguments), environment: environment, processors: 3)
  }

  private func faults(
    _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> [String] {
    let error = #expect(throws: SettingsFaults.self) { try settings(arguments, environment) }
    return try #require(error).faults
  }

  @Test func defaultsAreThoseOfTheHelp() throws {
    let settings = try settings()
    #expect(settings.workers == 3)
    #expect(settings.lease == .seconds(30))
    #expect(settings.idleLimit == nil)
    #expect(settings.runtimeLimit == nil)
    #expect(settings.drain == .seconds(30))
    #expect(settings.memory == nil)
    #expect(settings.maxJobSeconds == nil)
    #expect(settings.logLevel == .info)
    #expect(settings.logFormat == .text)
  }

  @Test func everyOptionAndVariableIsRead() throws {
    let expected = try settings([
      "--database", Self.address, "--database-password-file", "/p", "--workers", "2", "--memory",
      "1048576", "--lease", "7", "--kernels", "baseline", "--max-job-seconds", "9",
      "--exit-when-idle", "5m", "--max-runtime", "2h", "--drain", "45", "--log-level", "debug",
      "--log-format", "json",
    ])
    #expect(
      expected.database
        == .postgres(try PostgresAddress(Self.address), passwordFile: "/p"))
    #expect(expected.workers == 2)
    #expect(expected.memory == 1 << 20)
    #expect(expected.lease == .seconds(7))
    #expect(expected.kernels == .baseline)
    #expect(expected.maxJobSeconds == 9)
    #expect(expected.idleLimit == .seconds(300))
    #expect(expected.runtimeLimit == .seconds(7200))
    #expect(expected.drain == .seconds(45))
    #expect(expected.logLevel == .debug)
    #expect(expected.logFormat == .json)
    let variables = [
      "SYMBREAK_DATABASE": Self.address, "SYMBREAK_DATABASE_PASSWORD_FILE": "/p",
      "SYMBREAK_WORKERS": "2", "SYMBREAK_MEMORY": "1048576", "SYMBREAK_LEASE": "7",
      "SYMBREAK_KERNELS": "baseline", "SYMBREAK_MAX_JOB_SECONDS": "9",
      "SYMBREAK_EXIT_WHEN_IDLE": "300s", "SYMBREAK_MAX_RUNTIME": "120m", "SYMBREAK_DRAIN": "45s",
      "SYMBREAK_LOG_LEVEL": "debug", "SYMBREAK_LOG_FORMAT": "json",
    ]
    #expect(try settings([], variables) == expected)
  }

  @Test(arguments: ["m", "-5m", "5 m", "1.5h", "5d", "9000h", "٣s"])
  func whatIsNoTimeIsRefused(text: String) throws {
    for name in ["exit-when-idle", "max-runtime", "drain"] {
      #expect(
        try faults(["--database", Self.address, "--\(name)=\(text)"])
          == ["--\(name) is \"\(text)\": give a time such as 30s, 5m or 2h."])
    }
  }

  /// One process alone holds such a file.
  @Test(arguments: [[], ["--database", "jobs.sqlite"], ["--database", ":memory:"]])
  func aFileIsRefusedWithTheReason(arguments: [String]) throws {
    let faults = try faults(arguments)
    #expect(faults.count == 1)
    #expect(faults[0].contains("postgres://"))
    #expect(faults[0].contains("serve --workers"))
  }

  @Test func aWorkerTrainsSomething() throws {
    #expect(
      try faults(["--database", Self.address, "--workers", "0"])
        == ["--workers is 0: a worker has one at least."])
  }
}
