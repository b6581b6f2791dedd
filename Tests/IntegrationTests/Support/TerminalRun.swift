import Foundation

/// The built program run to its end on a terminal of its own, as a person would see it.
struct TerminalRun {
  /// Everything that was written, controls included.
  let written: String
  let ending: ServiceProcess.Ending

  /// TIOCSPTLCK and TIOCGPTN of Linux, whose macros Swift does not see.
  private static let unlock: UInt = 0x4004_5431
  private static let askNumber: UInt = 0x8004_5430

  /// Runs the program with these arguments on a terminal of so many columns.
  ///
  /// Waits for its end on the calling thread.
  init(
    _ arguments: [String], environment: [String: String] = [:], columns: UInt16 = 80
  ) throws {
    // What openpty does, which the module of the C library does not show: see pts(4).
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0 else { throw Failure("no terminal: errno \(errno)") }
    defer { close(master) }
    var (number, isLocked): (UInt32, Int32) = (0, 0)
    guard ioctl(master, Self.unlock, &isLocked) == 0, ioctl(master, Self.askNumber, &number) == 0
    else { throw Failure("no terminal: errno \(errno)") }
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw Failure("no terminal: errno \(errno)") }
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(slave, UInt(TIOCSWINSZ), &size) == 0 else {
      throw Failure("the terminal has no size: errno \(errno)")
    }
    let program = try ServiceProcess.program().path
    let id = try ServiceProcess.spawn(
      program, [program] + arguments, ServiceProcess.variables(environment), output: slave)
    // From now on the program alone holds it: its end is that of what can be read.
    close(slave)
    written = Self.read(master)
    ending = ServiceProcess.ending(of: id)
  }

  /// To the end, which on Linux is the error EIO.
  private static func read(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lines as they stand at the end, for a program that only begins lines anew and clears them.
  var screen: [String] {
    var lines: [[Unicode.Scalar]] = [[]]
    var column = 0
    var scalars = written.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n":
        lines.append([])
        column = 0
      case "\u{1B}" where scalars.starts(with: "[2K".unicodeScalars):
        scalars.removeFirst(3)
        lines[lines.count - 1] = []
      default:
        var line = lines[lines.count - 1]
        if column < line.count { line[column] = scalar } else { line.append(scalar) }
        lines[lines.count - 1] = line
        column += 1
      }
    }
    return lines.map { line in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: line)
      return String(text)
    }
  }
}
