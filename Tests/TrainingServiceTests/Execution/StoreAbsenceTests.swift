import HTTPCodec
import Jobs
import StrictJSON
import Testing
import TrainingService

/// What a job does that needs something of a store which does not answer just then.
@Suite(.timeLimit(.minutes(2)))
struct StoreAbsenceTests {
  private func ended(_ path: String, _ service: TestService) async throws -> JSONValue {
    while true {
      let job = try await service.get(path + "?wait=5").json
      if job["finished_at"] != .null { return job }
    }
  }

  /// It waits for its rows.
  @Test func rowsAreWaitedFor() async throws {
    let store = try WatchedStore()
    let taking = try await TestService(workers: 0, store: store)
    let id = try await taking.uploaded()
    let path = try await taking.submit(
      #"{"architecture": [2, 2, 1], "dataset": {"id": "\#(id)"}, "training": {"steps": 5}}"#)
    store.beAway(for: 2)
    let training = try await TestService(workers: 1, store: store)
    let job = try await ended(path, training)
    #expect(job["state"] == "succeeded", "\(job.text)")
  }

  /// It waits for its checkpoint, and goes on from there.
  @Test func checkpointsAreWaitedFor() async throws {
    let store = try WatchedStore()
    let spec =
      #"{"architecture": [2, 3, 1], "training": {"steps": 40}, "record": {"every": 10}}"#
    let taking = try await TestService(workers: 0, store: store)
    let path = try await taking.submit(spec)
    let claim = try #require(
      try await store.claim(
        ClaimRequest(
          worker: WorkerID(rawValue: "another/0"), limit: 1, lease: .seconds(30),
          engine: EngineNumber.current)
      ).claims.first)
    // Parts that cannot be read: that they were looked at shows that they were waited for.
    try await store.saveCheckpoint(claim.lease(step: 20), parts: ["state": [1, 2, 3]])
    _ = try await store.release(claim.lease(step: 20))
    store.beAway(for: 2)
    let training = try await TestService(workers: 1, store: store)
    let job = try await ended(path, training)
    #expect(job["state"] == "succeeded", "\(job.text)")
    #expect(training.discarded == 1)
  }

  /// Nobody waits for a job that was cancelled.
  @Test func whatIsCancelledEnds() async throws {
    let store = try WatchedStore()
    let service = try await TestService(workers: 1, store: store)
    let id = try await service.uploaded()
    store.beAway(for: .max)
    let path = try await service.submit(
      #"{"architecture": [2, 2, 1], "dataset": {"id": "\#(id)"}, "training": {"steps": 5}}"#)
    _ = try await service.send(.post, path + "/cancel")
    let job = try await ended(path, service)
    #expect(job["state"] == "cancelled", "\(job.text)")
  }
}
