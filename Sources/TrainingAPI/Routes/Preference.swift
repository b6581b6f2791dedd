internal import HTTPCodec

/// `Prefer: wait=N` (RFC 7240, section 4.3): how long a client likes to wait for the result.
enum Preference {
  /// The longest wait that is granted, in seconds.
  static let longestWait = 60

  /// The seconds asked for, at most `longestWait`; nil where there are none. What cannot be read is
  /// ignored (RFC 7240, section 2).
  static func wait(in headers: HTTPFields) -> Int? {
    for value in headers.values(of: "prefer") {
      for preference in value.split(separator: ",") {
        // Parameters of a preference follow a semicolon.
        let parts = preference.prefix { $0 != ";" }.split(
          separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].trimmingBlanks().lowercased() == "wait" else { continue }
        let digits = parts[1].trimmingBlanks().filter { $0 != "\"" }
        guard let seconds = plainInteger(digits) else { continue }
        return min(seconds, longestWait)
      }
    }
    return nil
  }
}
