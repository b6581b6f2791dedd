import CurlClient
import Testing

extension IntegrationTests {
  /// Ending jobs before they have finished, and what unfinished jobs refuse.
  @Suite struct CancellationTests {
    @Test func cancelEndsARunningJob() async throws {
      try await withService(.init(workers: 1)) { service in
        let id = try #require(try await service.submit(Spec.endless)["id"].string)
        let path = "/v1/jobs/\(id)"
        _ = try await service.job(id, in: ["running"])
        let unfinished = try await service.send("DELETE", path)
        #expect(try unfinished.problem(409, "job_not_finished")["state"] == "running")
        let curves = try await service.send("GET", path + "/curves")
        _ = try curves.problem(409, "job_not_finished")
        #expect(curves.headers["Retry-After"] == "1")

        let asked = try await service.send("POST", path + "/cancel")
        #expect([200, 202].contains(asked.status))
        // The job would train for minutes: that the worker is free again shows that it ended.
        let next = try await service.trained(Spec.minimal)
        let job = try await service.json(path)
        #expect(job["state"] == "cancelled")
        #expect(job["result"] == .null)
        let finished = try #require(job["finished_at"].string)
        #expect(finished <= (try #require(next["started_at"].string)))
        _ = try await service.send("GET", path + "/curves").problem(409, "job_without_result")
        // Again is no fault: the job is what was asked for.
        #expect(try await service.send("POST", path + "/cancel").status == 200)
        #expect(try await service.send("DELETE", path).status == 204)
      }
    }

    @Test func cancelEndsAQueuedJobAtOnce() async throws {
      try await withService(.init(workers: 0)) { service in
        let id = try #require(try await service.submit(Spec.minimal)["id"].string)
        let cancelled = try await service.send("POST", "/v1/jobs/\(id)/cancel")
        #expect(cancelled.status == 200)
        let job = try cancelled.json
        #expect(job["state"] == "cancelled")
        #expect(job["started_at"] == .null)
        #expect(job["links"]["cancel"] == .missing)
      }
    }

    @Test func finishedJobCannotBeCancelled() async throws {
      try await withService { service in
        let job = try await service.trained(Spec.minimal)
        let id = try #require(job["id"].string)
        let refusal = try await service.send("POST", "/v1/jobs/\(id)/cancel")
        #expect(try refusal.problem(409, "job_finished")["state"] == "succeeded")
        let after = try await service.json("/v1/jobs/\(id)")
        #expect(after == job)
      }
    }

    @Test func waitEndsWithTheStateAndNotBefore() async throws {
      try await withService(.init(workers: 0)) { service in
        let id = try #require(try await service.submit(Spec.minimal)["id"].string)
        let unchanged = try await service.send("GET", "/v1/jobs/\(id)?wait=1")
        #expect(try unchanged.json["state"] == "queued")
        #expect(unchanged.totalTime >= 1)
        let other = service.anotherClient()
        async let changed = other.send(CurlRequest("GET", "/v1/jobs/\(id)?wait=50"))
        #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status == 200)
        #expect(try await changed.json["state"] == "cancelled")
      }
    }
  }
}
