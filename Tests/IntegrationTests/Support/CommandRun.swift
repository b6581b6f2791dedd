import Foundation

/// The built program run to its end, not on a terminal.
struct CommandRun {
  let output: String
  let errors: String
  let ending: ServiceProcess.Ending

  /// Runs it with these arguments; its log goes to `folder`.
  init(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL
  ) async throws {
    let process = try ServiceProcess(
      arguments: arguments, environment: environment,
      log: folder.appending(path: "errors-\(UUID().uuidString).txt"))
    ending = try await process.end(within: .seconds(120))
    (output, errors) = (process.output, process.errors)
  }

  var lines: [String] { output.split(separator: "\n").map(String.init) }
}
