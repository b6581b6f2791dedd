import Jobs
import PostgreSQLStore
import Synchronization

/// Workers that claim and settle until everything has ended, and do as real ones do where the database
/// does not answer: ask again, offer their results again, and have what they lost sight of taken back.
struct WorkerCrowd: Sendable {
  let stores: [PostgreSQLJobStore]
  let count: Int
  let limit: Int
  let lease: Duration

  /// How often the database did not answer.
  private let failures = Counter()

  init(stores: [PostgreSQLJobStore], count: Int, limit: Int, lease: Duration = .seconds(3)) {
    (self.stores, self.count, self.limit, self.lease) = (stores, count, limit, lease)
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  var failureCount: Int { failures.value.load(ordering: .relaxed) }

  /// Works off a queue of `total` jobs; how many claims there were of each.
  func run(total: Int) async throws -> [JobID: Int] {
    try await withThrowingTaskGroup(of: [JobID].self) { group in
      for number in 0..<count {
        group.addTask { try await work(stores[number % stores.count], "process-\(number)", total) }
      }
      return try await group.reduce(into: [:]) { counts, claimed in
        for id in claimed { counts[id, default: 0] += 1 }
      }
    }
  }

  private func work(
    _ store: PostgreSQLJobStore, _ process: String, _ total: Int
  ) async throws -> [JobID] {
    let worker = WorkerID(rawValue: "\(process)/0")
    var claimed: [JobID] = []
    while true {
      let claims = try await insisting {
        try await store.claim(worker: worker, limit: limit, lease: lease)
      }
      guard !claims.isEmpty else {
        _ = try await insisting { try await store.requeueExpired(by: process, holding: []) }
        if try await insisting({ try await store.counts()[.succeeded] }) == total { return claimed }
        try await Task.sleep(for: .milliseconds(100))
        continue
      }
      for claim in claims {
        let isSettled = try await insisting {
          do {
            try await store.markSucceeded(
              claim.lease(step: 1), result: Array(claim.job.id.rawValue.utf8), artifacts: ["a": [7]]
            )
            return true
          } catch JobStoreError.leaseLost { return false }
        }
        if isSettled { claimed.append(claim.job.id) }
      }
    }
  }

  private func insisting<Value>(_ body: () async throws -> Value) async throws -> Value {
    while true {
      do {
        return try await body()
      } catch JobStoreError.unavailable {
        failures.value.add(1, ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }
}
