internal import ArgumentParser
internal import Foundation

/// A file named on the command line; `-` is standard input.
struct InputFile {
  let path: String

  /// The name for messages.
  var name: String { path == "-" ? "standard input" : path }

  /// The whole content. Tells the person why where it cannot be read.
  func read() throws(ExitCode) -> [UInt8] {
    do {
      let handle =
        path == "-"
        ? FileHandle.standardInput
        : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      return Array(try handle.readToEnd() ?? Data())
    } catch {
      let failure = error as NSError
      let reason = failure.localizedFailureReason ?? failure.localizedDescription
      throw ExitCode.noInput.because("Cannot read \(name): \(reason)")
    }
  }
}
