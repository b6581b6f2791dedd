import Foundation
import HTTPService
import SpecJSON
import Testing
import symbreak

@Suite struct MachineMemoryTests {
  private func memory(_ files: [String: String]) throws -> MachineMemory {
    try withFiles(files) { MachineMemory(root: $0) }
  }

  private let machine = ["proc/meminfo": "MemTotal:       16777216 kB\nMemFree:  1 kB\n"]

  @Test func theMachineIsTheLimitWhereNothingElseIs() throws {
    #expect(try memory(machine).limit == 16 << 30)
    let groups = [
      "proc/self/cgroup": "4:memory:/a\n0::/b\n",
      "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/b/memory.max": "max\n",
    ]
    #expect(try memory(machine.merging(groups) { $1 }).limit == 16 << 30)
    #expect(try memory([:]).limit == .max)
    #expect(try memory([:]).trainingBudget == .max)
  }

  @Test func groupsOfBothVersionsBoundIt() throws {
    let first = [
      "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/a/b\n0::/\n",
      "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1073741824\n",
      "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "2147483648\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(try memory(machine.merging(first) { $1 }).limit == 1 << 30)
    let second = [
      "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "536870912\n",
      "sys/fs/cgroup/a/memory.max": "max\n",
    ]
    #expect(try memory(machine.merging(second) { $1 }).limit == 512 << 20)
  }

  /// A container sees its own group as the root of what is mounted, and may be told another name.
  @Test func theRootOfTheMountCounts() throws {
    for (path, file) in [
      ("4:memory:/docker/1f", "sys/fs/cgroup/memory/memory.limit_in_bytes"),
      ("0::/docker/1f", "sys/fs/cgroup/memory.max"),
      ("0::/", "sys/fs/cgroup/unified/memory.max"),
    ] {
      let files = ["proc/self/cgroup": path + "\n", file: "268435456\n"]
      #expect(try memory(machine.merging(files) { $1 }).limit == 256 << 20)
    }
  }

  @Test(arguments: [(16 << 30, 14 << 30), (1 << 30, 768 << 20), (512 << 20, 256 << 20)])
  func theServiceKeepsAShare(kibibytesOf limit: Int, budget: Int) throws {
    let memory = try memory(["proc/meminfo": "MemTotal: \(limit >> 10) kB\n"])
    #expect(memory.trainingBudget == budget)
  }

  @Test func aSmallMachineStillTrains() throws {
    let memory = try memory(["proc/meminfo": "MemTotal: 204800 kB\n"])
    #expect(memory.trainingBudget == 50 << 20)
  }

  @Test func theProcessesOwnLimitOnAddressesCounts() throws {
    #expect(MachineMemory(root: "/nowhere/", addresses: 1 << 30).limit == 1 << 30)
    #expect(MachineMemory().limit > 1 << 20)
  }

  @Test func limitsFollowFromTheMemory() {
    #expect(LimitCatalogue.standard(memory: 512 << 20).maxBufferedBytes == 64 << 20)
    #expect(LimitCatalogue.standard(memory: 64 << 30).maxBufferedBytes == 256 << 20)
    #expect(DatasetLimits(memory: 512 << 20).bytes == 32 << 20)
    #expect(DatasetLimits(memory: 512 << 20).numbers == 8 << 20)
    #expect(DatasetLimits(memory: 64 << 30) == DatasetLimits())
  }
}
