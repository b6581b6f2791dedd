internal import Foundation

/// How many threads are worth running at once: as many as the processors that this process may use
/// (sched_setaffinity(2)), or fewer where a control group has a quota of their time.
///
/// Threads beyond a quota spend it sooner and then all stand still until its next period.
package struct MachineProcessors {
  /// At least 1; a quota is rounded to the nearest whole number.
  package let count: Int

  /// Reads the quotas below `root`, which is `/` but for tests.
  package init(
    root: String = "/", usable: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    let groups = ControlGroups(root: root)
    let quotas = groups.folders(of: "cpu").compactMap { folder in
      switch folder.version {
      case .two:
        // `max 100000` where there is none.
        Self.share(groups.text(folder.path + "/cpu.max")?.split { $0 == " " || $0 == "\n" })
      case .one:
        // -1 where there is none.
        Self.share(
          ["cpu.cfs_quota_us", "cpu.cfs_period_us"].compactMap {
            groups.text("\(folder.path)/\($0)")?.split(separator: "\n").first
          })
      }
    }
    count = quotas.reduce(max(1, usable)) { min($0, max(1, Int($1.rounded()))) }
  }

  /// Processors that a quota and its period, both in microseconds, come to; nil for no quota.
  private static func share(_ words: [Substring]?) -> Double? {
    guard let words, words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      quota > 0, period > 0, quota / period < 1e6
    else { return nil }
    return quota / period
  }
}
