internal import Glibc
package import Jobs

extension ProcessName {
  /// A name for this process, which no other run has.
  package static func ofThisRun(at now: Timestamp) -> String {
    var host = [CChar](repeating: 0, count: 256)
    // One byte is left for the end, which a host's name that is cut does not have.
    let isKnown = gethostname(&host, host.count - 1) == 0
    let name = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return make(
      host: isKnown && !name.isEmpty ? name : "host", process: getpid(), startedAt: now,
      random: .random(in: 0 ... .max))
  }
}
