import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Many clients at once, and questions while all cores train.
  @Suite struct ConcurrencyTests {
    @Test func sixtyFourClientsSubmitAndPoll() async throws {
      try await withService { service in
        // Eight experiments, each sent by eight clients.
        let results = try await withThrowingTaskGroup(of: (seed: Int, job: JSON).self) { group in
          for index in 0..<64 {
            group.addTask {
              let client = service.anotherClient()
              let spec: JSON = [
                "architecture": [2, 8, 1], "seed": .number(Double(index % 8)),
                "training": ["steps": 500],
              ]
              let created = try await client.post(spec)
              try #require(created.status == 202, "\(created.text)")
              let id = try #require(try created.json["id"].string)
              return (index % 8, try await client.finished(id))
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.compactMap { $0.job["id"].string }).count == 64)
        #expect(results.allSatisfy { $0.job["state"] == "succeeded" })
        let digests = Dictionary(grouping: results, by: \.seed).mapValues { group in
          Set(group.compactMap { $0.job["result"]["digest"].string })
        }
        #expect(digests.count == 8)
        #expect(digests.values.allSatisfy { $0.count == 1 })
        #expect(Set(digests.values.compactMap(\.first)).count == 8)
        // Health is told what the store holds about once a second.
        var health = try await service.json("/healthz")
        for _ in 0..<100 where health["jobs"] != ["queued": 0, "running": 0] {
          try await Task.sleep(for: .milliseconds(100))
          health = try await service.json("/healthz")
        }
        #expect(health["jobs"] == ["queued": 0, "running": 0])
      }
    }

    @Test func answersWhileAllCoresTrain() async throws {
      let workers = ProcessInfo.processInfo.activeProcessorCount
      try await withService(.init(workers: workers)) { service in
        var ids: [String] = []
        for seed in 0..<workers + 1 {
          let spec = Spec.endless.with("seed", .number(Double(seed)))
          ids.append(try #require(try await service.submit(spec)["id"].string))
        }
        for id in ids.dropLast() { _ = try await service.job(id, in: ["running"]) }
        // Health is told what the store holds about once a second.
        for _ in 0..<100 {
          let running = try await service.json("/healthz")["jobs"]["running"]
          if running == .number(Double(workers)) { break }
          try await Task.sleep(for: .milliseconds(100))
        }
        for _ in 0..<50 {
          // No measurement: a service whose training starves it does not answer at all.
          let answer = try await service.client.send(
            CurlRequest("GET", "/healthz", timeout: .seconds(5)))
          #expect(answer.status == 200)
          #expect(try answer.json["jobs"]["running"] == .number(Double(workers)))
          let job = try await service.client.send(
            CurlRequest("GET", "/v1/jobs/\(ids[0])", timeout: .seconds(10)))
          #expect(try job.json["state"] == "running")
        }
        for id in ids.reversed() {
          #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status < 300)
          #expect(try await service.finished(id)["state"] == "cancelled")
        }
      }
    }
  }
}
