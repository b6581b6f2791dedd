internal import ArgumentParser
internal import Foundation
internal import KernelDispatch

/// `symbreak bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Times the training core on networks of several sizes.",
    discussion: """
      A step gathers a minibatch, passes it forward and backward, updates the weights and keeps the \
      loss. Operations are counted as they are: two a multiply-add, and no gradient of the inputs in \
      the first layer. The peak is the machine's own rate of fused multiply-adds, measured first.
      """)

  /// What is written to standard output, a line a shape.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "A JSON file of shapes in place of the standard ones; - reads standard input.")
  var shapes: String?

  @Option(help: "text for people, json for programs.")
  var format = Format.text

  @Option(
    help: """
      Threads; default and at most: as many as the cores that the program may use, by affinity and \
      by quota.
      """)
  var threads: Int?

  @Flag(help: "Each shape as jobs are trained, with the default recording, beside its bare steps.")
  var recorded = false

  @Option(help: "The instruction set to train with: baseline, avx2 or avx512 (SYMBREAK_KERNELS).")
  var kernels: String?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads must be from 1 to 256, not \(threads).")
    }
  }

  func run() throws {
    let variant = try KernelVariant.chosen(option: kernels)
    let chosen = try chosenShapes()
    let usable = MachineProcessors().count
    let count = min(threads ?? usable, usable)
    // A stage for the peak, and one a shape. What is shown of a stage is gone before its figures are
    // written, which would else follow on the same line.
    let progress = StageProgress(count: chosen.count + 1)
    let measurement = progress.during(0, name: "the machine's peak", on: .errors) {
      BenchMeasurement(kernels: variant, threads: count)
    }
    if format == .text {
      Terminal.output.write(
        (recorded ? RecordedFigures.heading : heading(measurement)) + "\n")
    }
    for (index, shape) in chosen.enumerated() {
      let text = try progress.during(index + 1, name: shape.name, on: .errors) {
        try recorded ? line(measurement.measureRecorded(shape)) : line(measurement.measure(shape))
      }
      Terminal.output.write(text + "\n")
    }
  }

  private func chosenShapes() throws -> [BenchShape] {
    guard let shapes else { return BenchShape.standard }
    let file = InputFile(path: shapes)
    let bytes = try file.read()
    do {
      return try BenchShape.read(bytes, name: file.name)
    } catch {
      throw ExitCode.dataError.because(error.lines.joined(separator: "\n"))
    }
  }

  private func heading(_ measurement: BenchMeasurement) -> String {
    let all = measurement.threads == 1 ? measurement.peak.oneCore : measurement.peak.all
    let peak = String(
      format: "peak %.1f GFLOP/s on one core, %.1f on %d", measurement.peak.oneCore * 1e-9,
      all * 1e-9, measurement.threads)
    return "\(measurement.kernels.rawValue) kernels, float32; \(peak)\n"
      + "shape                net-steps/s     seconds   GFLOP/s   of peak"
  }

  private func json(_ figures: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(figures), as: UTF8.self)
  }

  private func line(_ figures: RecordedFigures) throws -> String {
    format == .json ? try json(figures) : figures.line
  }

  private func line(_ figures: BenchFigures) throws -> String {
    switch format {
    case .json: return try json(figures)
    case .text:
      let name = figures.name.padding(toLength: 18, withPad: " ", startingAt: 0)
      return name
        + String(
          format: "%14.0f  %10.4f  %8.1f  %7.1f %%", figures.netStepsPerSecond, figures.seconds,
          figures.gflops, 100 * figures.shareOfPeak)
    }
  }
}
