import ArgumentParser
import HTTPService
import Jobs
import KernelDispatch
import Logging
import SpecJSON
import Testing
import TrainingEngine
import TrainingService
import WebRouting
import Webhooks
import symbreak

@Suite struct ServeSettingsTests {
  private func settings(
    _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> ServeSettings {
    try ServeSettings(
      ServeOptions.parse(arguments), environment: environment, processors: 3)
  }

  private func faults(
    _ arguments: [String] = [], _ environment: [String: String] = [:]
  ) throws -> [String] {
    let options = try ServeOptions.parse(arguments)
    let error = #expect(throws: SettingsFaults.self) {
      try ServeSettings(options, environment: environment, processors: 3)
    }
    return try #require(error).faults
  }

  @Test func defaultsAreThoseOfTheHelp() throws {
    let settings = try settings()
    #expect(settings.host.name == "127.0.0.1")
    #expect(settings.port == 8080)
    #expect(settings.database == .file("symbreak.sqlite"))
    #expect(settings.workers == 3)
    #expect(settings.kernels == .best)
    #expect(settings.logLevel == .info)
    #expect(settings.allowedHosts == [])
    #expect(settings.origins == .none)
    #expect(settings.servesPage)
    #expect(settings.memory == nil)
    #expect(settings.lease == .seconds(30))
    #expect(settings.maxJobSeconds == nil)
  }

  @Test func everyOptionIsRead() throws {
    let settings = try settings([
      "--host", "::1", "--port", "0", "--database", ":memory:", "--workers", "1",
      "--kernels", "baseline", "--log-level", "debug", "--allowed-hosts", "Lab.example, b",
      "--memory", "1048576", "--lease", "2", "--max-job-seconds", "3",
    ])
    #expect(settings.memory == 1 << 20)
    #expect(settings.lease == .seconds(2))
    #expect(settings.maxJobSeconds == 3)
    #expect(settings.host.name == "::1")
    #expect(settings.port == 0)
    #expect(settings.database == .memory)
    #expect(settings.workers == 1)
    #expect(settings.kernels == .baseline)
    #expect(settings.logLevel == .debug)
    #expect(settings.allowedHosts == ["lab.example", "b"])
  }

  @Test func everyVariableIsRead() throws {
    let settings = try settings(
      [],
      [
        "SYMBREAK_HOST": "localhost", "SYMBREAK_PORT": "65535", "SYMBREAK_DATABASE": "a/b.db",
        "SYMBREAK_WORKERS": "7", "SYMBREAK_KERNELS": "baseline", "SYMBREAK_LOG_LEVEL": "error",
        "SYMBREAK_ALLOWED_HOSTS": "x", "SYMBREAK_CORS_ORIGINS": "https://a.example",
      ])
    #expect(settings.origins == .listed(["https://a.example"]))
    #expect(settings.host.name == "localhost")
    #expect(settings.port == 65535)
    #expect(settings.database == .file("a/b.db"))
    #expect(settings.workers == 7)
    #expect(settings.kernels == .baseline)
    #expect(settings.logLevel == .error)
    #expect(settings.allowedHosts == ["x"])
  }

  @Test(arguments: [
    ("http://localhost:3000", ["http://localhost:3000"]),
    ("HTTPS://Lab.Example , http://a_b-c.d", ["https://lab.example", "http://a_b-c.d"]),
    ("http://127.0.0.1:65535", ["http://127.0.0.1:65535"]), ("http://[::1]:3", ["http://[::1]:3"]),
    ("https://x:80", ["https://x:80"]),
  ])
  func originsAreReadAsBrowsersWriteThem(text: String, origins: [String]) throws {
    #expect(try settings(["--cors-origins", text]).origins == .listed(Set(origins)))
  }

  @Test func everyOriginIsAskedForByAStar() throws {
    #expect(try settings(["--cors-origins", "*"]).origins == .everyOriginWithKeys)
  }

  /// None of these would ever be a browser's `Origin`; one that never matches is a mistake.
  @Test(arguments: [
    "", "localhost:3000", "http://", "http://localhost:3000/", "http://x:80", "https://x:443",
    "http://x:0", "http://x:65536", "http://x:", "http://x:+1", "http://*.lab.example", "null",
    "*,http://x", "http://x,", "ftp://x", "http://a b", "http://u@x", "http://x?y", "http://[::1",
    "http://[x]", "http://ü.example",
  ])
  func whatIsNoOriginIsRefused(text: String) throws {
    #expect(
      try faults(["--cors-origins", text])
        == [
          "--cors-origins is \"\(text)\": give \(SettingsCatalogue.corsOrigins.expectation)."
        ])
  }

  @Test func everyLimitIsReadAndBounded() throws {
    let standard = LimitCatalogue.standard()
    #expect(try settings().server == standard)
    for limit in LimitCatalogue.limits {
      let value = limit.read(standard) + 1
      let name = limit.setting.name
      #expect(try limit.read(settings(["--\(name)", "\(value)"]).server) == value, "\(name)")
      #expect(
        try limit.read(settings([], [limit.setting.variable: "\(value)"]).server) == value,
        "\(name)")
      for text in ["-1", "99999999999", "x", "1.0"] {
        #expect(
          try faults(["--\(name)=\(text)"])
            == ["--\(name) is \"\(text)\": give \(limit.setting.expectation)."])
      }
    }
  }

  @Test func everyLimitOfDataSetsIsReadAndBounded() throws {
    #expect(try settings().datasets == DatasetLimits())
    for limit in DatasetLimitCatalogue.limits {
      let (name, variable) = (limit.setting.name, limit.setting.variable)
      let value = limit.read(DatasetLimits()) - 1
      #expect(try limit.read(settings(["--\(name)", "\(value)"]).datasets) == value)
      #expect(try limit.read(settings([], [variable: "\(value)"]).datasets) == value)
      for text in ["-1", "99999999999999999", "x"] {
        #expect(
          try faults(["--\(name)=\(text)"])
            == ["--\(name) is \"\(text)\": give \(limit.setting.expectation)."])
      }
    }
  }

  @Test func everyLimitOfSweepsIsReadAndBounded() throws {
    #expect(try settings().sweeps == SweepLimits())
    for limit in SweepLimitCatalogue.limits {
      let (name, variable) = (limit.setting.name, limit.setting.variable)
      let value = limit.read(SweepLimits()) - 1
      #expect(try limit.read(settings(["--\(name)", "\(value)"]).sweeps) == value)
      #expect(try limit.read(settings([], [variable: "\(value)"]).sweeps) == value)
      for text in ["0", "99999999999999999", "x"] {
        #expect(
          try faults(["--\(name)=\(text)"])
            == ["--\(name) is \"\(text)\": give \(limit.setting.expectation)."])
      }
    }
  }

  @Test func everyLimitOfAnalysesIsReadAndBounded() throws {
    #expect(try settings().analyses == AnalysisLimits())
    for limit in AnalysisLimitCatalogue.limits {
      let (name, variable) = (limit.setting.name, limit.setting.variable)
      let value = limit.read(AnalysisLimits()) - 1
      #expect(try limit.read(settings(["--\(name)", "\(value)"]).analyses) == value)
      #expect(try limit.read(settings([], [variable: "\(value)"]).analyses) == value)
      for text in ["-1", "99999999999999999", "x"] {
        #expect(
          try faults(["--\(name)=\(text)"])
            == ["--\(name) is \"\(text)\": give \(limit.setting.expectation)."])
      }
    }
  }

  @Test func settingsOfWebhooksAreReadAndBounded() throws {
    #expect(try settings().webhooks == WebhookSettings())
    #expect(try settings().webhooks.policy.hosts.isEmpty)
    #expect(try !settings().webhooks.policy.allowsLocalAddresses)
    var expected = WebhookSettings()
    expected.policy = WebhookPolicy(
      hosts: ["hooks.example", "*.lab.example:8443", "[::1]"].compactMap(WebhookHost.init),
      allowsLocalAddresses: true)
    expected.schedule = RetrySchedule(first: .seconds(9))
    expected.limit = 3
    let hosts = "hooks.example, *.lab.example:8443,[::1]"
    #expect(
      try settings([
        "--webhook-hosts", hosts, "--webhook-private-addresses", "--webhook-retry", "9",
        "--max-webhooks", "3",
      ]).webhooks == expected)
    #expect(
      try settings(
        [],
        [
          "SYMBREAK_WEBHOOK_HOSTS": hosts, "SYMBREAK_WEBHOOK_PRIVATE_ADDRESSES": "true",
          "SYMBREAK_WEBHOOK_RETRY": "9", "SYMBREAK_MAX_WEBHOOKS": "3",
        ]
      ).webhooks == expected)
    for (name, text) in [
      ("webhook-hosts", "a.example,,b.example"), ("webhook-hosts", "*"),
      ("webhook-hosts", "https://a.example"), ("webhook-retry", "0"), ("max-webhooks", "1001"),
    ] {
      #expect(try faults(["--\(name)=\(text)"]).count == 1, "\(name) \(text)")
    }
  }

  @Test func limitsOfTheStoreAreReadAndBounded() throws {
    #expect(try settings().storage == StorageLimits())
    let storage = try settings(
      ["--max-database-bytes", "8000000", "--retain-days=7"], ["SYMBREAK_RETAIN_JOBS": "100"]
    ).storage
    #expect(storage.databaseBytes == 8_000_000)
    #expect(storage.retention == JobRetention(age: .seconds(604_800), count: 100))
    #expect(try settings(["--max-stored-bytes", "5"]).callers.quota.bytes == 5)
    for setting in [
      StorageLimitCatalogue.databaseBytes, StorageLimitCatalogue.days, StorageLimitCatalogue.jobs,
    ] {
      for text in ["0", "99999999999999999", "x"] {
        #expect(
          try faults(["--\(setting.name)=\(text)"])
            == ["--\(setting.name) is \"\(text)\": give \(setting.expectation)."])
      }
    }
  }

  @Test func thePageIsOnOrOff() throws {
    #expect(try !settings(["--page", "off"]).servesPage)
    #expect(try !settings([], ["SYMBREAK_PAGE": "off"]).servesPage)
    #expect(try faults(["--page", "no"]) == ["--page is \"no\": give one of on, off."])
  }

  @Test func anOptionGoesBeforeItsVariable() throws {
    #expect(try settings(["--port", "1"], ["SYMBREAK_PORT": "2"]).port == 1)
    // What is not used cannot be wrong.
    #expect(try settings(["--port", "1"], ["SYMBREAK_PORT": "x"]).port == 1)
  }

  @Test(arguments: [
    " ", "x", "65536", "-1", "+5", "80.0", "0x50", "８０", "99999999999999999999",
  ])
  func aWrongPortIsRefused(text: String) throws {
    let expected = "is \"\(text)\": give a whole number from 0 to 65535."
    #expect(try faults(["--port=\(text)"]) == ["--port \(expected)"])
    #expect(
      try faults([], ["SYMBREAK_PORT": text])
        == ["the environment variable SYMBREAK_PORT \(expected)"])
  }

  @Test(arguments: ["example.com", "256.0.0.1", "1.2.3", "::g", "[::1", "0"])
  func aHostThatIsNoAddressIsRefused(text: String) throws {
    #expect(
      try faults(["--host=\(text)"])
        == ["--host is \"\(text)\": give an IPv4 or IPv6 address, or localhost."])
  }

  @Test func anEmptyVariableIsRefusedRatherThanIgnored() throws {
    for name in SettingsCatalogue.variables {
      #expect(try faults([], [name: ""]).count == 1, "\(name)")
    }
  }

  @Test func everythingWrongIsToldAtOnce() throws {
    let faults = try faults(
      ["--port", "web", "--workers", "many"],
      [
        "SYMBREAK_DATABASE": "", "SYMBREAK_KERNELS": "sse", "SYMBREAK_ALLOWED_HOSTS": "a,,b",
        "SYMBREAK_LOG_LEVEL": "loud",
      ])
    #expect(
      faults == [
        "--port is \"web\": give a whole number from 0 to 65535.",
        "the environment variable SYMBREAK_DATABASE is \"\": give a file, :memory:, or"
          + " postgres://[user@]host[:port]/name.",
        "--workers is \"many\": give a whole number from 0 to 1024.",
        "the environment variable SYMBREAK_KERNELS is \"sse\": give one of baseline, avx2, avx512.",
        "the environment variable SYMBREAK_LOG_LEVEL is \"loud\": give one of trace, debug, info,"
          + " notice, warning, error, critical.",
        "the environment variable SYMBREAK_ALLOWED_HOSTS is \"a,,b\": give host names without"
          + " ports, separated by commas.",
      ])
  }

  @Test func kernelsThatTheProcessorLacksAreRefused() throws {
    var reader = SettingsReader(environment: ["SYMBREAK_KERNELS": "avx512"])
    _ = reader.readKernels(option: nil, available: [.baseline, .avx2])
    #expect(
      throws: SettingsFaults(faults: [
        "This processor cannot run the avx512 kernels. It can run baseline, avx2."
      ])
    ) { try reader.finish() }
  }

  @Test func theFastestKernelsAreTheDefault() throws {
    var reader = SettingsReader(environment: [:])
    #expect(reader.readKernels(option: nil, available: [.baseline, .avx2]) == .avx2)
    try reader.finish()
  }

  @Test func aHostIsLoopbackOrWarnedAbout() throws {
    for host in ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"] {
      #expect(try settings(["--host", host]).host.isLoopback, "\(host)")
    }
    for host in ["0.0.0.0", "::", "192.168.1.5", "fe80::1"] {
      // Whether it may be served there without keys is decided when they are known.
      #expect(try !settings(["--host", host]).host.isLoopback, "\(host)")
      let insecure = try settings(["--host", host, "--insecure"])
      #expect(insecure.warnings.contains { $0.contains("Listening on \(host), insecure:") })
    }
  }

  @Test func anAddressWithColonsIsBracketedInURLs() {
    #expect(ListeningHost("::1")?.inURL == "[::1]")
    #expect(ListeningHost("[::1]")?.inURL == "[::1]")
    #expect(ListeningHost("127.0.0.1")?.inURL == "127.0.0.1")
  }

  @Test func slowKernelsAndMissingWorkersAreWarnedAbout() throws {
    let warnings = try settings(["--kernels", "baseline", "--workers", "0"]).warnings
    #expect(warnings.contains { $0.contains("no workers") })
    #if arch(x86_64)
      #expect(warnings.contains { $0.contains("baseline") })
    #endif
  }

  @Test func aMisspeltVariableIsWarnedAbout() {
    #expect(
      SettingsReader.warnings(environment: [
        "SYMBREAK_PROT": "80", "SYMBREAK_PORT": "80", "PATH": "", "SYMBREAK_SOMETHING_ELSE": "1",
      ]) == ["The environment variable SYMBREAK_PROT means nothing here. Was SYMBREAK_PORT meant?"])
  }
}
