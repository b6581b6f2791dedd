import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Owners take turns, and no job trains longer than it may.
  @Suite struct FairShareTests {
    /// Runs `symbreak key create`; the key.
    private func key(_ owner: String, in folder: URL) async throws -> String {
      let process = try ServiceProcess(
        arguments: [
          "key", "create", "--owner", owner, "--database",
          folder.appending(path: "jobs.sqlite").path, "--create-database",
        ],
        environment: [:], log: folder.appending(path: "key-\(owner).txt"))
      try #require(try await process.end(within: .seconds(30)) == .exit(0), "\(process.errors)")
      return "Bearer " + process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func aBacklogOfOneOwnerDoesNotHoldUpAnother() async throws {
      try await withTemporaryFolder { folder in
        let ada = try await key("ada", in: folder)
        let bob = try await key("bob", in: folder)
        let options = Service.Options(
          workers: 1, arguments: ["--max-queued-jobs", "20000"])
        try await withService(in: folder, options) { service in
          let count = 10
          for number in 0..<count {
            let sweep: JSON = [
              "spec": [
                "architecture": [2, 8, 8, 1], "dataset": "circles", "training": ["steps": 50_000],
                "record": ["points": 2, "similarity": false],
              ],
              "list": .array(
                (0..<1000).map { ["seed": .number(Double(1000 * number + $0))] }),
            ]
            let response = try await service.client.send(
              CurlRequest(
                "POST", "/v1/sweeps",
                headers: [("Authorization", ada), ("Content-Type", "application/json")],
                body: sweep.bytes))
            try #require(response.status == 202, "\(response.text)")
          }
          let job = try await service.post(
            Spec.minimal, headers: [("Authorization", bob), ("Prefer", "wait=50")])
          #expect(job.status == 200, "\(job.text)")
          #expect(try job.json["state"] == "succeeded")
          // The backlog is nearly whole: bob's job waited for a claim and not for it.
          let queued = try await service.json("/healthz")["jobs"]["queued"].number
          #expect(try #require(queued) > 8000)
        }
      }
    }

    @Test func aJobFailsWhenItsTimeIsOver() async throws {
      let options = Service.Options(workers: 1, arguments: ["--max-job-seconds", "2"])
      try await withService(options) { service in
        let limits: [(JSON?, String)] = [(1, "max_seconds"), (.none, "--max-job-seconds")]
        for (limit, word) in limits {
          let spec = limit.map { Spec.endless.with("max_seconds", $0) } ?? Spec.endless
          let job = try await service.finished(
            try #require(try await service.submit(spec)["id"].string))
          #expect(job["state"] == "failed")
          #expect(job["error"]["code"] == "time_limit")
          #expect(job["error"]["message"].string?.contains(word) == true)
          #expect(job["attempt"] == 1)
        }
        // One that ends in time does not mind.
        let quick = try await service.trained(Spec.minimal.with("max_seconds", 60))
        let free = try await service.trained(Spec.minimal)
        #expect(quick["result"]["digest"] == free["result"]["digest"])
        #expect(quick["spec_digest"] == free["spec_digest"])
      }
    }
  }
}
