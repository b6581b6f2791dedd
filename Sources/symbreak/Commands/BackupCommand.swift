internal import ArgumentParser
internal import SQLiteStore

/// `symbreak backup`.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the service's database into one file, also while the service runs.",
    discussion: """
      The copy is whole, as of one moment, checked, and readable by its owner alone. (cp would leave \
      out what is in the write-ahead log, or tear the file.)
      """)

  @OptionGroup var place: DatabaseFileOption

  @Argument(help: "The file to make.")
  var file: String

  @Flag(help: "Replaces a file that is there.")
  var overwrite = false

  func run() throws {
    let report = try DatabaseBackup.make(of: place.path(), at: file, replacing: overwrite)
    Terminal.output.write("\(file): \(report.summary)\n")
  }
}

/// `symbreak restore`.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Puts a backup in the place of the service's database, while no service runs on it.")

  @OptionGroup var place: DatabaseFileOption

  @Argument(help: "The backup.")
  var file: String

  @Flag(help: "Replaces the database that is there, with its write-ahead log.")
  var overwrite = false

  func run() throws {
    let path = try place.path()
    let report = try DatabaseBackup.restore(from: file, to: path, replacing: overwrite)
    Terminal.output.write("\(path): \(report.summary)\n")
  }
}

extension DatabaseBackup.Report {
  fileprivate var summary: String { "\(jobs) jobs, \(size) bytes, checked" }
}
