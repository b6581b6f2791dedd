internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import KernelDispatch
internal import StrictJSON

/// `symbreak verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Computes published and provable figures anew and holds each against its source.",
    discussion: """
      Ends with 1 where a figure does not pass. Without names all are computed, in less than a \
      minute, but for those that take long: \
      \(VerificationReport.longNames.joined(separator: ", ")). With names only those figures are \
      computed: \(VerificationReport.names.joined(separator: ", ")).
      """)

  /// What is written to standard output.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: "The figures to compute.")
  var figures: [String] = []

  @Flag(help: "Computes every figure, those too that take long.")
  var all = false

  @Option(help: "text for people, json for programs.")
  var format = Format.text

  @Option(help: "The instruction set to train with: baseline, avx2 or avx512 (SYMBREAK_KERNELS).")
  var kernels: String?

  func validate() throws {
    if all, !figures.isEmpty {
      throw ValidationError("Name figures, or take --all of them.")
    }
    for name in figures where !VerificationReport.names.contains(name) {
      throw ValidationError(
        "There is no figure \(name). There are: \(VerificationReport.names.joined(separator: ", "))."
      )
    }
  }

  func run() throws {
    let kernels = try KernelVariant.chosen(option: kernels)
    let long = VerificationReport.longNames
    let names = VerificationReport.names.filter {
      figures.isEmpty ? all || !long.contains($0) : figures.contains($0)
    }
    let progress = StageProgress(count: names.count)
    var measured: [VerificationReport.Figure] = []
    for (index, name) in names.enumerated() {
      let figure = progress.during(index, name: name, on: .errors) {
        VerificationReport.measure(name, kernels: kernels)
      }
      measured.append(figure)
      if format == .text {
        // What is not a terminal has one line a check, as wide as it needs, for programs to find.
        let width = Terminal.output.isInteractive ? Terminal.output.width : Int.max
        let lines = VerificationText.lines(figure, width: width)
        Terminal.output.write(lines.joined(separator: "\n") + "\n\n")
      }
    }
    let report = VerificationReport(figures: measured)
    switch format {
    case .text: Terminal.output.write(VerificationText.summary(report) + "\n")
    case .json: FileHandle.standardOutput.write(Data(report.json().serialized() + [0x0A]))
    }
    if !report.passes { throw ExitCode(1) }
  }
}
