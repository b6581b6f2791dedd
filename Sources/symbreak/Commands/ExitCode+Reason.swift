internal import ArgumentParser

/// The ends of a command that are neither success nor a wrong use of it (which is 64), as
/// `sysexits.h` numbers them.
extension ExitCode {
  /// EX_DATAERR: what was given to read is not what it should be.
  static let dataError = ExitCode(65)
  /// EX_NOINPUT: what was given to read cannot be read.
  static let noInput = ExitCode(66)
  /// EX_UNAVAILABLE: no service answers, or it fails.
  static let unavailable = ExitCode(69)
  /// EX_CANTCREAT: what was to be written cannot be.
  static let cannotCreate = ExitCode(73)
  /// EX_TEMPFAIL: the service has too much to do just now.
  static let temporary = ExitCode(75)
  /// EX_NOPERM: the service asks for a key, or for another.
  static let noPermission = ExitCode(77)
  /// What a shell gives for a program that SIGINT ended.
  static let interrupted = ExitCode(130)

  /// Tells the person why, and is the code to end with.
  func because(_ message: String) -> ExitCode {
    Terminal.errors.write(message + "\n")
    return self
  }
}
