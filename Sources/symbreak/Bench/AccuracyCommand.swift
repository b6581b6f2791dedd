internal import ArgumentParser
internal import Foundation
internal import KernelDispatch
internal import Kernels
internal import TrainingEngine

/// `symbreak accuracy`.
struct AccuracyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measures the errors of the elementary functions over all float32 values.",
    discussion: """
      Errors are in units of the last place of the true value, which the C library computes in \
      float64. The program ends with 1 where one is larger than the project states.
      """)

  @Option(help: "Look at every nth value instead of all: all take some minutes.")
  var every = 1

  @Option(help: "The instruction set: baseline, avx2 or avx512 (SYMBREAK_KERNELS).")
  var kernels: String?

  func validate() throws {
    if !(1...(1 << 31)).contains(every) {
      throw ValidationError("--every must be from 1 to 2147483648, not \(every).")
    }
  }

  func run() throws {
    let variant = try KernelVariant.chosen(option: kernels)
    Terminal.output.write("function      values  largest error (ulp)  stated  at\n")
    var isWithin = true
    let functions = ElementaryFunction.allCases
    let progress = StageProgress(count: functions.count)
    for (index, function) in functions.enumerated() {
      let probe = FunctionProbe(function, kernels: variant)
      let accuracy = progress.during(index, name: function.rawValue, on: .errors) {
        FunctionAccuracy.measure(probe, stride: every)
      }
      isWithin = isWithin && accuracy.largestError <= probe.statedError
      Terminal.output.write(
        function.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
          + String(
            format: "%12ld  %19.3f  %6.1f  %.9g\n", accuracy.values, accuracy.largestError,
            probe.statedError, Double(accuracy.argument)))
    }
    if !isWithin { throw ExitCode.failure }
  }
}
