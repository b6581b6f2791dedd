internal import Foundation
internal import Glibc

/// How much memory the process may use: limits that depend on the machine follow from it.
package enum MemoryLimit {
  /// Bytes: the least of the machine's memory, the limits of the control groups that the process is
  /// in (cgroups(7)), and its own limit on addresses (`ulimit -v`).
  package static var bytes: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let physical = pages > 0 ? pages * sysconf(Int32(_SC_PAGESIZE)) : Int.max
    return ([physical, addressLimit] + controlGroupLimits(of: groups)).min() ?? physical
  }

  private static var addressLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  private static var groups: String {
    (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
  }

  /// The limits of the groups that `groups`, in the form of /proc/self/cgroup, names, and of the
  /// groups around them. What is not there or not a number limits nothing.
  ///
  /// - Parameter root: where the group file systems are mounted.
  package static func controlGroupLimits(of groups: String, root: String = "/sys/fs/cgroup")
    -> [Int]
  {
    groups.split(separator: "\n").flatMap { line -> [Int] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let mount: String
      let file: String
      if parts[1].isEmpty {
        (mount, file) = (root, "memory.max")
      } else if parts[1].split(separator: ",").contains("memory") {
        (mount, file) = (root + "/memory", "memory.limit_in_bytes")
      } else {
        return []
      }
      // In a container the group's own directory is often the mount itself.
      var places = [mount]
      var path = mount
      for name in parts[2].split(separator: "/") {
        path += "/" + name
        places.append(path)
      }
      return places.compactMap { limit(in: $0 + "/" + file) }
    }
  }

  private static func limit(in file: String) -> Int? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
