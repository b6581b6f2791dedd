internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import KernelDispatch
internal import SpecJSON
internal import TrainingEngine
internal import TrainingModel

/// `symbreak run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Trains one spec, without a service.",
    discussion: """
      The spec is the one that POST /v1/jobs takes; the smallest is {"architecture": [2, 4, 1]}. The \
      program ends with 65 where the spec cannot be trained, and with 130 after Ctrl-C.
      """)

  /// What is written to standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: "A file with the spec, JSON; - reads standard input.")
  var spec: String

  @Option(help: "text for people, json for programs.")
  var format = Format.text

  @Flag(help: "Only print the memory that the training would take at its peak, in bytes, as JSON.")
  var memory = false

  @Option(help: "The instruction set to train with: baseline, avx2 or avx512 (SYMBREAK_KERNELS).")
  var kernels: String?

  func run() throws {
    let kernels = try KernelVariant.chosen(option: kernels)
    let read = try readSpec()
    if let warning = kernels.warning { Terminal.errors.write("Warning: \(warning)\n") }

    if memory {
      Terminal.output.write(MemoryReport(read.spec, kernels: kernels).json + "\n")
      return
    }

    let watch = TrainingWatch()
    let clock = ContinuousClock()
    let start = clock.now
    let result = watch.during(steps: read.spec.training.steps, terminal: .errors) {
      Experiment.run(
        read.spec, kernels: kernels, threads: MachineProcessors().count,
        hooks: .init(shouldContinue: watch.reached),
        clock: { clock.now - start })
    }
    if result.stoppedEarly {
      let step = result.record.snapshots.last?.step ?? 0
      throw ExitCode.interrupted.because("Stopped after \(step) steps; nothing is reported.")
    }
    switch format {
    case .json:
      FileHandle.standardOutput.write(Data(RunAnswer.json(read, result)))
    case .text:
      let lines = RunReport(result).lines(width: Terminal.output.width)
      Terminal.output.write(lines.joined(separator: "\n") + "\n")
    }
  }

  private func readSpec() throws -> ValidatedSpec {
    let file = InputFile(path: spec)
    let bytes = try file.read()
    do {
      return try SpecText.read(bytes, name: file.name)
    } catch {
      throw ExitCode.dataError.because(error.lines.joined(separator: "\n"))
    }
  }
}
