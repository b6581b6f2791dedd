internal import Foundation

/// A standard stream of the process, which may lead to a terminal.
struct Terminal {
  /// Where text is plain: as wide as a page that people read.
  static let plainWidth = 80

  private let descriptor: Int32

  static let output = Terminal(descriptor: STDOUT_FILENO)
  static let errors = Terminal(descriptor: STDERR_FILENO)

  /// Writes a text and has it leave the process at once, to whatever a pipe leads. Controls in it
  /// are shown, not obeyed: see ``Swift/String/printable``.
  ///
  /// That nobody reads any more is no fault of the program: what cannot be written is dropped.
  func write(_ text: String) {
    send(text.printable)
  }

  /// Replaces the terminal's current line.
  func replaceLine(with line: String) {
    send("\r\u{1B}[2K" + line.printable)
  }

  private func send(_ text: String) {
    try? FileHandle(fileDescriptor: descriptor).write(contentsOf: Data(text.utf8))
  }

  /// Whether a person may be watching.
  var isInteractive: Bool { isatty(descriptor) == 1 }

  /// Columns; ``plainWidth`` for anything but a terminal that tells its own.
  var width: Int {
    guard isInteractive else { return Self.plainWidth }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return Self.plainWidth
    }
    return Int(size.ws_col)
  }
}
