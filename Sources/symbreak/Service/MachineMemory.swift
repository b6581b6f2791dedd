internal import Foundation
internal import Glibc

/// The memory that this process may take: the machine's, or less where a control group (cgroups(7))
/// or its own limit on addresses (`ulimit -v`) bounds it.
package struct MachineMemory {
  /// Bytes.
  package let limit: Int

  /// Reads it below `root`, which is `/` but for tests.
  package init(root: String = "/", addresses: Int = Self.addressLimit) {
    let groups = ControlGroups(root: root)
    var limits = [addresses]
    for line in (groups.text("proc/meminfo") ?? "").split(separator: "\n")
    where line.hasPrefix("MemTotal:") {
      let words = line.split(separator: " ")
      if words.count > 1, let kibibytes = Int(words[1]) { limits.append(kibibytes << 10) }
    }
    for folder in groups.folders(of: "memory") {
      let file = folder.version == .two ? "memory.max" : "memory.limit_in_bytes"
      // The word `max`, or a number beyond any machine's, is no limit.
      let value = groups.text("\(folder.path)/\(file)")
        .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      if let value, value > 0 { limits.append(value) }
    }
    limit = limits.min() ?? .max
  }

  /// The process's own limit on its addresses.
  package static var addressLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  /// What trainings may take by default: the service itself keeps 256 MiB for connections, bodies,
  /// answers and analyses, and an eighth where that is more, but three quarters at most.
  package var trainingBudget: Int {
    guard limit < .max else { return .max }
    return max(limit / 4, limit - max(256 << 20, limit / 8))
  }
}
