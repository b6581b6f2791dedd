import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

/// Whether a claim leaves anything in the queue: workers do not look again where it does not.
@Suite struct LastClaimTests {
  @Test func aClaimTellsWhetherAnythingIsLeft() async throws {
    let store = try SQLiteJobStore(at: .memory)
    for (number, key) in ["a", "a", "b", "a"].enumerated() {
      _ = try await store.create([Sample.job(number, batchKey: key)])
    }
    func claim(_ limit: Int) async throws -> (taken: Int, isLast: Bool) {
      let answer = try await store.claim(
        ClaimRequest(worker: Sample.worker, limit: limit, lease: Sample.lease))
      return (answer.claims.count, answer.isLast)
    }
    // Jobs of the same key beyond the limit, then one of another key, are left.
    for (limit, taken, isLast) in [(2, 2, false), (8, 1, false), (8, 1, true)] {
      let answer = try await claim(limit)
      #expect(answer.taken == taken)
      #expect(answer.isLast == isLast)
    }
    #expect(try await claim(8).taken == 0)
    try await store.close()
  }
}
