internal import Foundation

/// The control groups (cgroups(7)) above a process, whose limits bind it.
///
/// Each group from the process's own up counts; of version 1 and of version 2, as both may be mounted.
/// In a container the process's own group may be the root of what is mounted.
struct ControlGroups {
  enum Version { case one, two }

  /// `/` but for tests.
  let root: String

  /// The contents of a file below the root; nil where it cannot be read.
  func text(_ path: String) -> String? {
    try? String(contentsOfFile: root + path, encoding: .utf8)
  }

  /// The folders in which a controller's files may lie, below the root.
  func folders(of controller: String) -> [(path: String, version: Version)] {
    (text("proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [(path: String, version: Version)]() }
      let mounts: [(path: String, version: Version)] =
        fields[1].isEmpty
        ? [("sys/fs/cgroup", .two), ("sys/fs/cgroup/unified", .two)]
        : fields[1].split(separator: ",").contains(Substring(controller))
          ? [("sys/fs/cgroup/\(controller)", .one)] : []
      return mounts.flatMap { mount in
        Self.ancestors(of: String(fields[2])).map { (mount.path + $0, mount.version) }
      }
    }
  }

  /// `/a/b` gives `/a/b`, `/a` and the empty text of the root.
  private static func ancestors(of group: String) -> [String] {
    let names = group.split(separator: "/")
    return (0...names.count).reversed().map { names.prefix($0).reduce("") { "\($0)/\($1)" } }
  }
}
