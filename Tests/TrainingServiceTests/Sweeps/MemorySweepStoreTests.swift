import JobStoreConformance
import Testing

/// The store that the tests of the API stand on keeps the promises about sweeps too.
struct MemorySweepStoreTests {
  @Test(arguments: JobStoreConformance.sweepChecks)
  func keeps(_ check: SweepCheck) async throws {
    let time = ManualTime()
    try await check.run(MemoryJobStore(now: { time.now }), time)
  }
}
