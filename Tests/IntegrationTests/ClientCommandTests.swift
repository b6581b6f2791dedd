import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// The commands that talk to a service.
  @Suite struct ClientCommandTests {
    private static let spec = """
      {"architecture": [2, 4, 1], "name": "small one", "seed": 5, "training": {"steps": 200},
       "labels": {"team": "a"}, "record": {"points": 11}}
      """

    /// A service, and a function that runs the program against it.
    private func withCommands(
      _ options: Service.Options = Service.Options(),
      _ body: (Service, URL, ([String]) async throws -> CommandRun) async throws -> Void
    ) async throws {
      try await withTemporaryFolder { folder in
        try Data(Self.spec.utf8).write(to: folder.appending(path: "spec.json"))
        try await withService(in: folder, options) { service in
          try await body(service, folder) { arguments in
            try await CommandRun(
              arguments, environment: ["SYMBREAK_URL": service.origin], in: folder)
          }
        }
      }
    }

    private func submit(
      _ folder: URL, _ run: ([String]) async throws -> CommandRun
    ) async throws -> String {
      let run = try await run(["submit", folder.appending(path: "spec.json").path])
      try #require(run.ending == .exit(0), "\(run.errors)")
      return try #require(run.lines.first)
    }

    @Test func aJobIsSubmittedWatchedListedAndCompared() async throws {
      try await withCommands { service, folder, run in
        let id = try await submit(folder, run)
        let watched = try await run(["watch", id])
        #expect(watched.ending == .exit(0) && watched.errors.isEmpty)
        let job = try await service.json("/v1/jobs/\(id)")
        let loss = try #require(job["result"]["final"]["train_loss"].number)
        #expect(watched.lines.count == 2)
        #expect(watched.lines[1].hasPrefix(id) && watched.lines[1].hasSuffix("  small one"))
        #expect(watched.lines[1].contains(" 200/200 "))
        #expect(watched.lines[1].contains(String(format: " %.6g ", loss)))

        let both = try await run(["submit", "--wait", folder.appending(path: "spec.json").path])
        #expect(both.ending == .exit(0) && both.lines.count == 3)
        let other = try #require(both.lines.first)
        let listed = try await run(["ls", "--label", "team:a", "--state", "succeeded"])
        #expect(listed.lines.dropFirst().map { String($0.prefix(id.count)) } == [other, id])
        #expect(try await run(["ls", "--limit", "1"]).lines.count == 2)

        let compared = try await run(["compare", id, other, "--scale", "log"])
        #expect(compared.ending == .exit(0) && compared.lines.first == "train_loss")
        // Equal networks: their layers answer alike.
        #expect(compared.lines.last?.hasSuffix("  1, 1") == true, "\(compared.output)")
      }
    }

    @Test func aSweepIsToldByItsGroups() async throws {
      try await withCommands { service, folder, run in
        let file = folder.appending(path: "sweep.json")
        let sweep =
          #"{"spec": \#(Self.spec), "grid": {"init": ["zeros", "normal"], "seed": [1, 2, 3]}}"#
        try Data(sweep.utf8).write(to: file)
        let told = try await run(["sweep", file.path])
        #expect(told.ending == .exit(0), "\(told.errors)")
        let id = try #require(told.lines.first)
        let groups = try await service.json("/v1/sweeps/\(id)/statistics?over=/seed")["groups"]
        #expect(told.lines.count == 4)
        for (line, name) in zip(told.lines.suffix(2), ["zeros", "normal"]) {
          #expect(line.hasPrefix("\(name) ") && line.contains(" 3  "))
        }
        let mean = try #require(groups[1]["final_train_loss"]["mean"].number)
        #expect(told.lines[3].contains(String(format: " %.6g ± ", mean)))
        let again = try await run(["sweep", id, "--over", "/seed,/init"])
        #expect(again.lines.count == 2 && again.lines[1].hasPrefix("6 "))
        #expect(try await run(["ls", "--sweeps"]).lines.last?.hasPrefix(id) == true)
        let out = folder.appending(path: "out")
        let exported = try await run(["export", "--sweep", id, "--to", out.path])
        #expect(exported.ending == .exit(0) && exported.lines.count == 6)
      }
    }

    @Test func curvesAreExportedAsTheServiceHasThem() async throws {
      try await withCommands { service, folder, run in
        let id = try await submit(folder, run)
        _ = try await run(["watch", id])
        let out = folder.appending(path: "a/new/folder")
        let exported = try await run(["export", id, "--to", out.path])
        #expect(exported.ending == .exit(0), "\(exported.errors)")
        let table = try await service.send("GET", "/v1/jobs/\(id)/curves?points=all&format=csv")
        let written = try Data(contentsOf: out.appending(path: "\(id).csv"))
        #expect([UInt8](written) == table.body)
        for format in ["tensorboard", "mlflow"] {
          let first = try await run(["export", id, "--format", format, "--to", out.path])
          // Once more: the same files, not more of them.
          let second = try await run(["export", id, "--format", format, "--to", out.path])
          #expect(first.ending == .exit(0) && second.output == first.output)
        }
        let nowhere = try await run(["export", id, "--to", "/proc/nothing"])
        #expect(nowhere.ending == .exit(73), "\(nowhere.errors)")
        #expect(nowhere.errors.hasPrefix("Cannot write to /proc/nothing: "))
      }
    }

    @Test func refusalsAreToldWhereTheyBelong() async throws {
      try await withCommands { service, folder, run in
        let file = folder.appending(path: "bad.json")
        try Data(#"{"architecture": [2, "x", 1], "sead": 1}"#.utf8).write(to: file)
        let refused = try await run(["submit", file.path])
        #expect(refused.ending == .exit(65) && refused.output.isEmpty)
        let lines = refused.errors.split(separator: "\n")
        #expect(lines.first == "\(file.path) has 2 faults:")
        #expect(lines.contains { $0.hasPrefix("  /architecture/1  ") })
        #expect(lines.contains { $0.hasPrefix("  /sead ") && $0.contains("seed") })

        for (arguments, code) in [
          (["watch", "job_00000000000000000000000000"], 66), (["sweep", "sweep_nothing"], 66),
          (["submit", folder.appending(path: "missing.json").path], 66),
          (["ls", "--state", "nothing"], 65), (["ls", "--limit", "0"], 64),
          (["ls", "--url", "nonsense"], 64), (["export", "--to", "x"], 64),
          (["ls", "--url", "http://127.0.0.1:1"], 69),
        ] as [([String], Int32)] {
          let failed = try await run(arguments)
          #expect(failed.ending == .exit(code), "\(arguments): \(failed.errors)")
          #expect(!failed.errors.isEmpty && failed.output.isEmpty)
        }
        let endless = folder.appending(path: "endless.json")
        try Data(
          #"{"architecture": [2, 16, 16, 1], "training": {"steps": 5000000}}"#.utf8
        ).write(to: endless)
        let id = try #require(try await run(["submit", endless.path]).lines.first)
        _ = try await service.send("POST", "/v1/jobs/\(id)/cancel")
        let watched = try await run(["watch", id])
        #expect(watched.ending == .exit(1) && watched.lines.last?.contains("cancelled") == true)
      }
    }

    @Test func aKeyIsReadFromAFileOrTheEnvironment() async throws {
      try await withTemporaryFolder { folder in
        let database = folder.appending(path: "jobs.sqlite").path
        let made = try await CommandRun(
          ["key", "create", "--create-database", "--database", database], in: folder)
        let key = try #require(made.lines.first)
        try await withService(in: folder) { service in
          let url = ["--url", service.origin]
          let without = try await CommandRun(["ls"] + url, in: folder)
          #expect(without.ending == .exit(77))
          #expect(without.errors.contains("SYMBREAK_KEY") && without.errors.contains("--key-file"))
          let from = try await CommandRun(
            ["ls"] + url, environment: ["SYMBREAK_KEY": key], in: folder)
          #expect(from.ending == .exit(0), "\(from.errors)")
          let file = folder.appending(path: "key.txt")
          try Data("\(key)\n".utf8).write(to: file)
          let read = try await CommandRun(["ls", "--key-file", file.path] + url, in: folder)
          #expect(read.ending == .exit(0), "\(read.errors)")
          for content in ["", "a\r\nX-Injected: b"] {
            try Data(content.utf8).write(to: file)
            let bad = try await CommandRun(["ls", "--key-file", file.path] + url, in: folder)
            #expect(bad.ending == .exit(65), "\(bad.errors)")
          }
        }
      }
    }

    @Test func progressIsShownOnATerminal() async throws {
      try await withCommands { service, folder, run in
        let file = folder.appending(path: "long.json")
        try Data(
          #"{"architecture": [2, 64, 64, 1], "dataset": "circles", "training": {"steps": 20000}}"#
            .utf8
        ).write(to: file)
        let id = try #require(try await run(["submit", file.path]).lines.first)
        let shown = try TerminalRun(
          ["watch", id], environment: ["SYMBREAK_URL": service.origin], columns: 100)
        #expect(shown.ending == .exit(0))
        #expect(
          shown.written.contains("/20000 steps") || shown.written.contains("waits for its turn"))
        let lines = shown.screen
        #expect(
          lines.count == 3 && lines[0].hasPrefix("job ") && lines[1].hasPrefix(id), "\(lines)")
      }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreWritten(shell: String) async throws {
      try await withTemporaryFolder { folder in
        let run = try await CommandRun(["--generate-completion-script", shell], in: folder)
        #expect(run.ending == .exit(0) && run.output.contains("symbreak"))
        #expect(run.output.contains("tensorboard") && run.output.contains("key-file"))
      }
    }
  }
}
