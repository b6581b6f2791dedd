import CurlClient
import Foundation
import Synchronization
import Testing

extension IntegrationTests {
  /// Large specs, results and answers do not hold up those who ask for little.
  @Suite struct LargeAnswerTests {
    /// Far above what a quick answer takes on a busy machine, and far below the seconds that packing
    /// or writing these results takes.
    private static let bound = Duration.milliseconds(1500)

    /// Whether what is watched has ended.
    private final class End: Sendable {
      private let reached = Mutex(false)

      var isReached: Bool { reached.withLock { $0 } }

      func reach() { reached.withLock { $0 = true } }
    }

    /// Runs `body`, and meanwhile asks for readiness over and over; the longest answer.
    private func longestProbe(
      _ service: Service, during body: () async throws -> Void
    ) async throws -> Duration {
      let end = End()
      return try await withThrowingTaskGroup(of: Duration.self) { group in
        group.addTask {
          let client = service.anotherClient()
          var longest = Duration.zero
          while !end.isReached {
            let start = ContinuousClock.now
            let answer = try await client.send(CurlRequest("GET", "/readyz"))
            #expect(answer.status == 200)
            longest = max(longest, ContinuousClock.now - start)
            try await Task.sleep(for: .milliseconds(5))
          }
          return longest
        }
        defer { end.reach() }
        try await body()
        end.reach()
        return try await group.next() ?? .zero
      }
    }

    /// Two workers whose jobs end together with 200 MB of snapshots.
    @Test func jobsThatEndWithMuchToStoreHoldNobodyUp() async throws {
      try await withService(.init(workers: 2)) { service in
        let spec: JSON = [
          "architecture": [2, 980, 980, 1], "precision": "float64", "init": "xavier_uniform",
          "training": ["steps": 20],
          "record": ["every": 1, "similarity": false, "snapshots": 20],
        ]
        let longest = try await longestProbe(service) {
          let ids = try await [service.submit(spec), service.submit(spec.with("seed", 1))]
            .compactMap { $0["id"].string }
          for id in ids { #expect(try await service.finished(id)["state"] == "succeeded") }
        }
        #expect(longest < Self.bound)
      }
    }

    /// The curves of eight jobs, 38 MB as text, for three clients at once.
    @Test func manyLongCurvesHoldNobodyUp() async throws {
      try await withService(.init(workers: 2)) { service in
        let spec: JSON = [
          "architecture": [2, 2, 2, 1], "training": ["steps": 99_000],
          "record": ["every": 1, "similarity": false],
        ]
        var ids: [String] = []
        for seed in 0..<8 {
          let job = try await service.submit(spec.with("seed", .number(Double(seed))))
          ids.append(try #require(job["id"].string))
        }
        for id in ids { #expect(try await service.finished(id)["state"] == "succeeded") }
        let target = "/v1/curves?points=all&jobs=" + ids.joined(separator: ",")
        let longest = try await longestProbe(service) {
          let head = try await service.send("HEAD", target)
          #expect(head.status == 200 && head.headers["ETag"] != nil)
          // One for each thread of a small machine's cooperative pool, and one more.
          try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
              group.addTask {
                let answer = try await service.anotherClient().send(
                  CurlRequest("GET", target, timeout: .seconds(120)))
                #expect(answer.status == 200)
                #expect(answer.headers["Content-Length"] == nil)
                #expect(answer.headers["Transfer-Encoding"] == "chunked")
                #expect(answer.headers["ETag"] == head.headers["ETag"])
                #expect(answer.body.count > 30 << 20)
                #expect(answer.body.starts(with: Array(#"{"items":[{"id":""#.utf8)))
                #expect(answer.body.suffix(4).elementsEqual(Array("}}]}".utf8)))
              }
            }
            try await group.waitForAll()
          }
        }
        #expect(longest < Self.bound)
      }
    }

    /// Rows in specs are kept apart, so that lists are short and survive a restart and deletions.
    @Test func rowsAreKeptApartFromSpecs() async throws {
      try await withTemporaryFolder { folder in
        let rows = (0..<2000).map { row in JSON.array((0..<9).map { .number(Double(row ^ $0)) }) }
        let spec: JSON = [
          "architecture": [9, 1], "training": ["steps": 5],
          "dataset": [
            "inputs": .array(rows), "targets": .array((0..<2000).map { .number(Double($0 % 7)) }),
            "task": "regression", "standardize": true,
          ],
        ]
        let (id, dataset, digest) = try await withService(in: folder) { service in
          let job = try await service.trained(spec)
          let list = try await service.send("GET", "/v1/jobs?limit=200")
          #expect(list.body.count < 10_000)
          let id = try #require(job["id"].string)
          return (id, try #require(job["spec"]["dataset"]["id"].string), job["result"]["digest"])
        }
        try await withService(in: folder) { service in
          let again = try await service.trained(try await service.json("/v1/jobs/\(id)")["spec"])
          #expect(again["result"]["digest"] == digest)
          #expect(try await service.json("/v1/datasets/\(dataset)")["inline"] == true)
          for id in [id, try #require(again["id"].string)] {
            #expect(try await service.send("DELETE", "/v1/jobs/\(id)").status == 204)
          }
          #expect(try await service.send("GET", "/v1/datasets/\(dataset)").status == 404)
        }
      }
    }
  }
}
