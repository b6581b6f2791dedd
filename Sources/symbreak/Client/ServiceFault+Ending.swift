internal import ArgumentParser
internal import ServiceClient
internal import SpecJSON

extension ServiceFault {
  /// Tells the person why, and is the code to end with. `subject` is what was sent, for faults in it.
  func ending(_ subject: String = "The request") -> ExitCode {
    switch self {
    case .unreachable(let reason):
      return .unavailable.because(reason + " Is the service running? --url says where.")
    case .foreign(let reason):
      return .unavailable.because(reason)
    case .refused(let refusal):
      return code(of: refusal).because(Self.lines(refusal, subject).joined(separator: "\n"))
    }
  }

  private static func lines(_ refusal: Refusal, _ subject: String) -> [String] {
    if refusal.status == 401 {
      return [
        "The service asks for a key: set SYMBREAK_KEY, or name a file with --key-file.",
        "(\(refusal.detail))",
      ]
    }
    guard !refusal.faults.isEmpty else { return ["\(refusal.title): \(refusal.detail)"] }
    return FaultText.lines(
      refusal.faults.map { SpecFault(pointer: $0.place, code: "", detail: $0.detail) },
      of: subject, whole: "the whole")
  }

  private func code(of refusal: Refusal) -> ExitCode {
    switch refusal.status {
    case 401, 403: .noPermission
    case 404, 410: .noInput
    case 429, 503: .temporary
    case 500...: .unavailable
    default: .dataError
    }
  }
}
