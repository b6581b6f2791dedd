import Foundation
import HTTPServer
import Testing
import TrainingAPI
import symbreak

/// What the machine lets the process use, and the limits that follow from it.
@Suite struct MemoryLimitTests {
  private func withGroups(_ files: [String: String], _ body: (String) -> [Int]) throws -> [Int] {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return body(root.path)
  }

  @Test func groupsOfBothVersionsLimitWithThoseAroundThem() throws {
    let second = try withGroups([
      "memory.max": "max\n", "a/memory.max": "2000\n", "a/b/memory.max": "3000\n",
    ]) { MemoryLimit.controlGroupLimits(of: "0::/a/b\n", root: $0) }
    #expect(second == [2000, 3000])
    let first = try withGroups([
      "memory/memory.limit_in_bytes": "9000\n", "memory/x/memory.limit_in_bytes": "536870912\n",
    ]) {
      MemoryLimit.controlGroupLimits(
        of: "12:cpu,cpuacct:/x\n5:memory:/x\n1:name=systemd:/x\n", root: $0)
    }
    #expect(first == [9000, 536_870_912])
  }

  @Test(arguments: ["", "nonsense\n", "0::/gone\n", "5:memory\n"])
  func whatIsNotThereLimitsNothing(groups: String) throws {
    #expect(try withGroups([:]) { MemoryLimit.controlGroupLimits(of: groups, root: $0) } == [])
  }

  @Test func thisProcessMayUseSomething() {
    #expect(MemoryLimit.bytes > 1 << 20)
  }

  @Test func limitsFollowFromTheMemory() {
    #expect(LimitCatalogue.standard(memory: 512 << 20).maxBufferedBytes == 64 << 20)
    #expect(LimitCatalogue.standard(memory: 64 << 30).maxBufferedBytes == 256 << 20)
    #expect(DatasetLimits(memory: 512 << 20).bytes == 32 << 20)
    #expect(DatasetLimits(memory: 512 << 20).numbers == 8 << 20)
    #expect(DatasetLimits(memory: 64 << 30) == DatasetLimits())
  }
}
