import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Sweeps over the wire: their results, and what is left of them after a crash.
  @Suite struct SweepTests {
    private static let spec: JSON = [
      "architecture": [2, 4, 1], "training": ["steps": 50], "record": ["points": 3],
    ]

    private func post(
      _ client: CurlClient, _ sweep: JSON, headers: [(name: String, value: String)] = []
    ) async throws -> CurlResponse {
      try await client.send(
        CurlRequest(
          "POST", "/v1/sweeps", headers: [("Content-Type", "application/json")] + headers,
          body: sweep.bytes))
    }

    private func sweep(_ count: Int, _ spec: JSON = Self.spec) -> JSON {
      [
        "spec": spec, "grid": ["seed": .array((0..<count).map { .number(Double($0)) })],
        "name": "seeds",
      ]
    }

    @Test func jobsOfASweepGiveWhatTheyGiveAlone() async throws {
      try await withService(.init(workers: 2)) { service in
        let answer = try await post(
          service.client, sweep(20), headers: [("Prefer", "wait=60")])
        try #require(answer.status == 200, "\(answer.text)")
        let path = try #require(answer.headers["location"])
        let results = try await service.json(path + "/results")
        #expect(results["rows"].array.count == 20)
        for seed in [0, 7, 19] {
          let alone = try await service.trained(Self.spec.with("seed", .number(Double(seed))))
          let row = results["rows"][seed]
          #expect(row["values"]["/seed"] == .number(Double(seed)))
          #expect(row["digest"] == alone["result"]["digest"])
          #expect(row["final_train_loss"] == alone["result"]["final"]["train_loss"])
        }
        let csv = try await service.send(
          "GET", path + "/results", headers: [("Accept", "text/csv")])
        #expect(csv.headers["content-type"] == "text/csv; charset=utf-8; header=present")
        #expect(csv.text.hasPrefix("/seed,job,state,outcome,"))
        let tag = try #require(csv.headers["etag"])
        let again = try await service.send(
          "GET", path + "/results", headers: [("Accept", "text/csv"), ("If-None-Match", tag)])
        #expect(again.status == 304)
        #expect(try await service.send("DELETE", path).status == 204)
        _ = try await service.send("GET", path).problem(404, "sweep_not_found")
      }
    }

    /// More specs than would have room as they are: what is kept of each is its difference.
    @Test func aSweepMayHaveAsManyJobsAsItsLimitSays() async throws {
      let options = Service.Options(
        workers: 0, arguments: ["--max-sweep-jobs", "90000", "--max-queued-jobs", "1000000"])
      try await withTemporaryFolder { folder in
        let path = try await withService(in: folder, options) { service in
          let answer = try await post(
            service.client,
            [
              "spec": ["architecture": [2, 2, 1]],
              "grid": [
                "alpha": .array((1...300).map { .number(Double($0) / 8) }),
                "seed": .array((0..<300).map { .number(Double($0)) }),
              ],
            ])
          try #require(answer.status == 202, "\(answer.text)")
          #expect(try answer.json["jobs"]["queued"] == 90_000)
          return try #require(answer.headers["location"])
        }
        try await withService(in: folder, options) { service in
          let id = try #require(path.split(separator: "/").last)
          let page = try await service.json("/v1/jobs?sweep=\(id)&limit=3")["items"].array
          #expect(page.map { $0["spec"]["seed"] } == [299, 298, 297])
          for job in page {
            let alone = try await service.submit(job["spec"])
            #expect(alone["spec"] == job["spec"])
            #expect(alone["spec_digest"] == job["spec_digest"])
            #expect(job["stored_bytes"].number ?? .infinity < 100)
          }
          let usage = try await service.json("/v1/usage")
          #expect(usage["jobs"] == 90_003)
          #expect(usage["stored_bytes"].number ?? .infinity < 9_000_000)
        }
      }
    }

    /// The process is killed while it takes a sweep in, at different moments: after a restart there
    /// are all its jobs or none, and all if it was answered.
    @Test func aCrashLeavesAllJobsOrNone() async throws {
      for delay in [2, 30, 60, 120, 400] {
        try await withTemporaryFolder { folder in
          let wasAnswered = try await withService(in: folder, .init(workers: 0)) { service in
            let client = service.anotherClient()
            let creation = Task { try await post(client, sweep(1000)) }
            try await Task.sleep(for: .milliseconds(delay))
            try await service.crash()
            return (try? await creation.value)?.status == 202
          }
          try await withService(in: folder, .init(workers: 0)) { service in
            let items = try await service.json("/v1/sweeps")["items"].array
            let health = try await service.json("/healthz")
            #expect(items.count <= 1)
            #expect(health["jobs"]["queued"] == .number(Double(1000 * items.count)))
            for item in items { #expect(item["jobs"]["queued"] == 1000) }
            if wasAnswered { #expect(items.count == 1) }
          }
        }
      }
    }

    @Test func aSweepGoesOnAfterACrash() async throws {
      try await withTemporaryFolder { folder in
        let long = RestartTests.long.with("record", ["points": 3])
        let path = try await withService(in: folder, .init(workers: 1)) { service in
          let answer = try await post(
            service.client,
            [
              "spec": long, "grid": ["/training/steps": [250_000, 20, 30], "seed": [1, 2]],
            ])
          let path = try #require(answer.headers["location"])
          let first = try await service.json(path + "/results")["rows"][0]["job"].string
          _ = try await service.job(try #require(first), in: ["running"])
          try await service.crash()
          return path
        }
        try await withService(in: folder, .init(workers: 2)) { service in
          let rows = try await service.json(path + "/results")["rows"].array
          for row in rows {
            let job = try await service.finished(try #require(row["job"].string))
            #expect(job["state"] == "succeeded")
          }
          let sweep = try await service.json(path)
          #expect(sweep["state"] == "finished")
          #expect(sweep["jobs"]["succeeded"] == 6)
        }
      }
    }

    @Test func limitsCanBeSet() async throws {
      let options = Service.Options(workers: 0, arguments: ["--max-sweep-jobs", "3"])
      try await withService(options) { service in
        #expect(try await post(service.client, sweep(3)).status == 202)
        let refused = try await post(service.client, sweep(4))
        let problem = try refused.problem(422, "invalid_sweep")
        #expect(problem["errors"][0]["code"] == "too_costly")
      }
    }
  }
}
