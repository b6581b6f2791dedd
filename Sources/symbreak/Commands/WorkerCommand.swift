internal import ArgumentParser
internal import Foundation
internal import Logging

/// `symbreak worker`.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Trains jobs of services that keep them in PostgreSQL, without serving HTTP.",
    discussion: """
      As many as an engine places may run, on as many machines. At SIGTERM, and when its parent ends, a \
      worker claims nothing more, gives back what it trains with how far that has come, and ends.
      """)

  @OptionGroup var options: WorkerOptions

  func run() async throws {
    // First, while the parent is still there.
    let parent = ParentProcess()
    let environment = ProcessInfo.processInfo.environment
    let settings: WorkerSettings
    do {
      settings = try WorkerSettings(
        options, environment: environment, processors: MachineProcessors().count)
    } catch {
      throw ValidationError(error.description)
    }
    let signals = StopSignals()
    let log = settings.logFormat.begin(at: settings.logLevel)
    for warning in SettingsReader.warnings(environment: environment) {
      log.warning("\(warning)")
    }
    if let warning = settings.kernels.warning { log.warning("\(warning)") }

    let worker = try await WorkerService.start(settings, log: log)
    Terminal.output.write("working as \(worker.name)\n")
    await worker.stop(because: worker.ending(signals, parent))
  }
}
