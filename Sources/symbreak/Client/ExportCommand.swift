internal import ArgumentParser
internal import Foundation
internal import ServiceClient
internal import StrictJSON

/// `symbreak export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the curves of jobs of a service to files for other programs.",
    discussion: """
      csv: a table a job, FOLDER/ID.csv. tensorboard: a run a job, for tensorboard --logdir FOLDER. \
      mlflow: a run a job with its metrics and parameters, for mlflow ui --backend-store-uri FOLDER. \
      Every recorded step is written; what is there of a job is replaced.
      """)

  /// What is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, tensorboard, mlflow
  }

  @OptionGroup var service: ServiceOptions

  @Argument(help: "The jobs, by their ids.")
  var jobs: [String] = []

  @Option(help: "All jobs of this sweep too.")
  var sweep: String?

  @Option(help: "csv, tensorboard or mlflow.")
  var format = Format.csv

  @Option(help: "The folder to write to; it is made where there is none.")
  var to: String

  func validate() throws {
    if jobs.isEmpty, sweep == nil { throw ValidationError("Name jobs, or a --sweep.") }
  }

  func run() throws {
    let client = try service.client()
    let folder = URL(fileURLWithPath: to, isDirectory: true)
    do {
      let ids = try jobs + (sweep.map { try Self.jobs(of: $0, client) } ?? [])
      let progress = StageProgress(count: ids.count)
      for (index, id) in ids.enumerated() {
        let files = try progress.during(index, name: id, on: .errors) {
          try write(id, to: folder, client)
        }
        Terminal.output.write("\(files.path)\n")
      }
    } catch let fault as ServiceFault {
      throw fault.ending()
    } catch let failure as CocoaError {
      throw ExitCode.cannotCreate.because("Cannot write to \(to): \(failure.localizedDescription)")
    }
  }

  /// All of a sweep's jobs, in its order.
  private static func jobs(of sweep: String, _ client: ServiceClient) throws -> [String] {
    let rows = try client.get("/v1/sweeps/\(sweep.asPathSegment)/results")["rows"]?.arrayValue ?? []
    return rows.filter { $0["state"]?.stringValue == "succeeded" }
      .compactMap { $0["job"]?.stringValue }
  }

  private func write(_ id: String, to folder: URL, _ client: ServiceClient) throws -> URL {
    let path = "/v1/jobs/\(id.asPathSegment)"
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    guard format != .csv else {
      let table = try client.content(
        of: ServiceRequest("GET", "\(path)/curves?points=all&format=csv"))
      let file = folder.appending(path: "\(id).csv")
      try Data(table).write(to: file)
      return file
    }
    let run = ExportedRun(
      job: try client.get(path), curves: try client.get("\(path)/curves?points=all"))
    switch format {
    case .csv, .tensorboard: return try EventFile(run).write(in: folder)
    case .mlflow: return try RunFolder(run).write(in: folder)
    }
  }
}
