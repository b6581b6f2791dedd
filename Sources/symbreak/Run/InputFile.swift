internal import Foundation

/// A file named on the command line; `-` is standard input.
struct InputFile {
  /// Why a file could not be read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  let path: String

  /// The name for messages.
  var name: String { path == "-" ? "standard input" : path }

  /// The whole content.
  func read() throws(Unreadable) -> [UInt8] {
    do {
      let handle =
        path == "-"
        ? FileHandle.standardInput
        : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      return Array(try handle.readToEnd() ?? Data())
    } catch {
      let failure = error as NSError
      let reason = failure.localizedFailureReason ?? failure.localizedDescription
      throw Unreadable(description: "Cannot read \(name): \(reason)")
    }
  }
}
