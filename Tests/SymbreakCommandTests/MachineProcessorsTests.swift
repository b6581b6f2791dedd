import Testing
import symbreak

@Suite struct MachineProcessorsTests {
  private func count(_ files: [String: String], usable: Int = 8) throws -> Int {
    try withFiles(files) { MachineProcessors(root: $0, usable: usable).count }
  }

  @Test func withoutAQuotaAllUsableProcessorsCount() throws {
    #expect(try count([:]) == 8)
    #expect(
      try count([
        "proc/self/cgroup": "4:cpu,cpuacct:/a\n0::/b\n",
        "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/b/cpu.max": "max 100000\n",
      ]) == 8)
    #expect(try count([:], usable: 0) == 1)
  }

  @Test(arguments: [
    ("100000 100000", 1), ("150000 100000", 2), ("140000 100000", 1), ("20000 100000", 1),
    ("400000 50000", 8), ("250000 50000", 5), ("none", 8), ("0 100000", 8), ("100000 0", 8),
  ])
  func aQuotaOfTheSecondVersionIsRounded(_ text: String, expected: Int) throws {
    #expect(
      try count(["proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/cpu.max": text + "\n"])
        == expected)
  }

  @Test func theTightestGroupBinds() throws {
    #expect(
      try count([
        "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "600000 100000\n",
        "sys/fs/cgroup/a/cpu.max": "300000 100000\n",
      ]) == 3)
    #expect(
      try count([
        "proc/self/cgroup": "3:cpu,cpuacct:/docker/1f\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      ]) == 2)
  }
}
