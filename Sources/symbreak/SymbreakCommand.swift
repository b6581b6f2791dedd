internal import ArgumentParser

/// The program.
@main
struct SymbreakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "symbreak",
    abstract:
      "Trains small networks from chosen initial weights and tells how alike their neurons stay.",
    version: programVersion,
    subcommands: [
      ServeCommand.self, WorkerCommand.self, KeyCommand.self, BackupCommand.self,
      RestoreCommand.self,
      RunCommand.self, BenchCommand.self, AccuracyCommand.self, VerifyCommand.self,
      ChartCommand.self, SubmitCommand.self, WatchCommand.self, ListCommand.self,
      SweepCommand.self, CompareCommand.self, ExportCommand.self,
    ])
}

/// The version of the program, as `--version` and `/healthz` tell it.
let programVersion = "1.0.0"
