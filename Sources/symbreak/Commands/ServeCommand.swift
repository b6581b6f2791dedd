internal import ArgumentParser
internal import Foundation
internal import Logging

/// `symbreak serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the HTTP API until SIGTERM or SIGINT.",
    discussion: """
      Each connection takes a file descriptor: the process raises its limit on those to the hard one \
      (ulimit -H -n) and logs it.
      """)

  @OptionGroup var options: ServeOptions

  func run() async throws {
    let process = ProcessInfo.processInfo
    let settings: ServeSettings
    do {
      settings = try ServeSettings(
        options, environment: process.environment, processors: MachineProcessors().count,
        machineMemory: MachineMemory().limit)
    } catch {
      throw ValidationError(error.description)
    }
    // From here on, so that a signal during the start is not lost.
    let signals = StopSignals()
    let log = settings.logFormat.begin(at: settings.logLevel)
    for warning in SettingsReader.warnings(environment: process.environment) + settings.warnings {
      log.warning("\(warning)")
    }

    let descriptors = DescriptorLimit.raise()
    log.info(
      "limit on file descriptors",
      metadata: ["former": "\(descriptors.former)", "now": "\(descriptors.current)"])

    let service = try await Service.start(settings, log: log)
    Terminal.output.write("listening on \(service.url)\n")
    await signals.first()
    await service.stop()
  }
}
