import Jobs
import Testing

struct ProcessNameTests {
  private func name(
    host: String = "node", process: Int32 = 1, start: Int64 = 1_700_000_000_000, random: UInt64 = 5
  ) -> String {
    ProcessName.make(
      host: host, process: process, startedAt: Timestamp(milliseconds: start), random: random)
  }

  @Test func eachPartTellsRunsApart() {
    let names = [
      name(), name(host: "other"), name(process: 2), name(start: 1_700_000_000_001),
      name(random: 6),
    ]
    #expect(Set(names).count == names.count)
    #expect(name() == name())
    #expect(name().hasPrefix("node-1-"))
  }

  @Test func theProcessIsReadBackFromASlot() {
    let name = name(host: "rack/7")
    #expect(WorkerID(rawValue: name + "/12").process == name)
    #expect(!name.contains("/"))
  }
}
