internal import Foundation
internal import Glibc
package import TrainingService

/// Reads what the system tells of this process (proc(5)).
package enum ProcessMeter {
  /// The readings of now; what cannot be read is 0. `root` is `/` but for tests. Takes time proportional
  /// to the open descriptors.
  package static func read(root: String = "/") -> ProcessReadings {
    let root = root + "proc"
    var readings = ProcessReadings()
    readings.processorSeconds = ServerGauges.processorSeconds
    readings.mostDescriptors = limit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue))
    readings.mostVirtualBytes = limit(__rlimit_resource_t(RLIMIT_AS.rawValue))
    // Looking takes one itself.
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/self/fd")
    readings.openDescriptors = max(0, (names?.count ?? 0) - 1)
    // The second field, the program's name, may hold anything, blanks and brackets too.
    guard let text = text("\(root)/self/stat"), let end = text.lastIndex(of: ")") else {
      return readings
    }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // Counted from 1 in the manual, and the first here is the third there.
    func field(_ number: Int) -> Int {
      fields.count > number - 3 ? Int(fields[number - 3]) ?? 0 : 0
    }
    readings.threads = field(20)
    readings.virtualBytes = field(23)
    readings.residentBytes = field(24) * sysconf(Int32(_SC_PAGESIZE))
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    readings.startTime = bootTime(root) + Double(field(22)) / max(ticks, 1)
    return readings
  }

  private static func bootTime(_ root: String) -> Double {
    let lines = text("\(root)/stat")?.split(separator: "\n") ?? []
    return lines.first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) } ?? 0
  }

  /// A limit of this process; 2^64 - 1 where there is none, as other exporters have it.
  private static func limit(_ resource: __rlimit_resource_t) -> Double {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? Double(limit.rlim_cur) : 0
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
