/// Names of processes that hold jobs: no two runs have one, on whatever machines they are.
///
/// A name that comes back would make a process take the jobs that another one left for its own, or two
/// that live at a time take each other's.
package enum ProcessName {
  /// The name of one run: its host, its number, when it began and chance, since containers have hosts,
  /// numbers and clocks alike.
  package static func make(
    host: String, process: Int32, startedAt: Timestamp, random: UInt64
  ) -> String {
    // A slash parts the process from the slot.
    let host = host.prefix(longestHost).map { $0 == "/" ? "-" : String($0) }.joined()
    return [
      host, String(process), String(startedAt.milliseconds, radix: 36), String(random, radix: 36),
    ].joined(separator: "-")
  }

  /// As long as a label of a host's name may be (RFC 1123).
  private static let longestHost = 63
}
