import Testing
import TrainingService
import symbreak

/// What proc(5) says of a process, in files made for it.
@Suite struct ProcessMeterTests {
  @Test func fieldsAreThoseOfTheManual() throws {
    let rest = (3...52).map { number in
      switch number {
      case 3: "S"
      case 20: "17"
      case 22: "12345"
      case 23: "1073741824"
      case 24: "256"
      default: "9\(number)"
      }
    }
    let readings = try withFiles([
      // A name that looks like more fields.
      "proc/self/stat": "42 (a) b 1 (c) " + rest.joined(separator: " ") + "\n",
      "proc/stat": "cpu  1 2 3\nbtime 1700000000\nprocesses 5\n",
      "proc/self/fd/0": "", "proc/self/fd/1": "", "proc/self/fd/7": "",
    ]) { ProcessMeter.read(root: $0) }
    #expect(readings.threads == 17)
    #expect(readings.virtualBytes == 1 << 30)
    #expect(readings.residentBytes % 256 == 0 && readings.residentBytes >= 256 * 4096)
    // A hundred ticks a second on every Linux that this runs on.
    #expect(readings.startTime == 1_700_000_123.45)
    #expect(readings.openDescriptors == 2)
  }

  @Test func whatCannotBeReadIsNothing() throws {
    let readings = try withFiles([:]) { ProcessMeter.read(root: $0) }
    #expect(readings.threads == 0 && readings.startTime == 0 && readings.openDescriptors == 0)
  }

  @Test func thisProcessHasReadings() {
    let readings = ProcessMeter.read()
    #expect(readings.threads > 0 && readings.openDescriptors > 2)
    #expect(readings.residentBytes > 1 << 20 && readings.virtualBytes > readings.residentBytes)
    #expect(readings.mostDescriptors > 2 && readings.mostVirtualBytes > 0)
    #expect(readings.processorSeconds > 0)
  }
}
