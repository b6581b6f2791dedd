internal import Foundation
internal import Glibc

/// The memory that this process may take: the machine's, or less where a control group (cgroups(7))
/// or its own limit on addresses (`ulimit -v`) bounds it.
package struct MachineMemory {
  /// Bytes.
  package let limit: Int

  /// Reads it below `root`, which is `/` but for tests.
  ///
  /// Each control group above the process's own counts; of version 1 and of version 2, as both may be
  /// mounted. In a container the process's own group may be the root of what is mounted.
  package init(root: String = "/", addresses: Int = Self.addressLimit) {
    func text(_ path: String) -> String? {
      try? String(contentsOfFile: root + path, encoding: .utf8)
    }
    var limits = [addresses]
    for line in (text("proc/meminfo") ?? "").split(separator: "\n")
    where line.hasPrefix("MemTotal:") {
      let words = line.split(separator: " ")
      if words.count > 1, let kibibytes = Int(words[1]) { limits.append(kibibytes << 10) }
    }
    for line in (text("proc/self/cgroup") ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let mounts: [(folder: String, file: String)] =
        fields[1].isEmpty
        ? [("sys/fs/cgroup", "memory.max"), ("sys/fs/cgroup/unified", "memory.max")]
        : fields[1].split(separator: ",").contains("memory")
          ? [("sys/fs/cgroup/memory", "memory.limit_in_bytes")] : []
      for mount in mounts {
        for group in Self.ancestors(of: String(fields[2])) {
          // The word `max`, or a number beyond any machine's, is no limit.
          let value = text("\(mount.folder)\(group)/\(mount.file)")
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
          if let value, value > 0 { limits.append(value) }
        }
      }
    }
    limit = limits.min() ?? .max
  }

  /// The process's own limit on its addresses.
  package static var addressLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  /// `/a/b` gives `/a/b`, `/a` and the empty text of the root.
  private static func ancestors(of group: String) -> [String] {
    let names = group.split(separator: "/")
    return (0...names.count).reversed().map { names.prefix($0).reduce("") { "\($0)/\($1)" } }
  }

  /// What trainings may take by default: the service itself keeps 256 MiB for connections, bodies,
  /// answers and analyses, and an eighth where that is more, but three quarters at most.
  package var trainingBudget: Int {
    guard limit < .max else { return .max }
    return max(limit / 4, limit - max(256 << 20, limit / 8))
  }
}
