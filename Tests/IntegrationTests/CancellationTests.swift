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
        let asked = try await service.send("POST", path + "/cancel")
        #expect([200, 202].contains(asked.status))
        // The job would train for minutes: that the worker is free again shows that it ended. Its end
        // is stored beside the training of the next.
        _ = try await service.trained(Spec.minimal)
        let job = try await service.finished(id)
        #expect(job["state"] == "cancelled")
        #expect(job["result"] == .null)
        #expect(job["finished_at"] != .null)
        _ = try await service.send("GET", path + "/claims").problem(409, "job_without_result")
        // Again is no fault: the job is what was asked for.
        #expect(try await service.send("POST", path + "/cancel").status == 200)
        #expect(try await service.send("DELETE", path).status == 204)
      }
    }

    /// A step of this job takes a minute: without vectors the kernels are a hundred times slower.
    @Test func cancelEndsAJobInTheMidstOfAStep() async throws {
      try await withService(.init(workers: 1, kernels: "baseline")) { service in
        let spec: JSON = [
          "architecture": [2, 1200, 1200, 1],
          "dataset": ["name": "moons", "samples": 4000],
          "training": ["steps": 100], "record": ["points": 2, "similarity": false],
        ]
        let id = try #require(try await service.submit(spec)["id"].string)
        _ = try await service.job(id, in: ["running"])
        try await Task.sleep(for: .seconds(1))
        let asked = ContinuousClock.now
        _ = try await service.send("POST", "/v1/jobs/\(id)/cancel")
        #expect(try await service.finished(id)["state"] == "cancelled")
        #expect(ContinuousClock.now - asked < .seconds(10))
        // Nothing was recorded yet.
        let curves = try await service.send("GET", "/v1/jobs/\(id)/curves")
        _ = try curves.problem(409, "job_without_result")
      }
    }

    /// What a job has recorded can be read while it trains, and when it has been cancelled.
    @Test func whatIsRecordedCanBeReadWithoutAResult() async throws {
      try await withService(.init(workers: 1)) { service in
        let spec = Spec.endless.with("record", ["points": 10])
        let id = try #require(try await service.submit(spec)["id"].string)
        let path = "/v1/jobs/\(id)"
        let resources = ["curves", "health", "similarity", "similarity/matrix", "weights"]
        func read(_ resource: String) async throws -> CurlResponse {
          for _ in 0..<600 {
            let response = try await service.send("GET", "\(path)/\(resource)")
            if response.status != 409 { return response }
            #expect(response.headers["Retry-After"] == "1")
            try await Task.sleep(for: .milliseconds(50))
          }
          throw Failure("\(resource) shows nothing")
        }
        for resource in resources {
          let response = try await read(resource)
          try #require(response.status == 200, "\(response.text)")
          #expect(try response.json["partial"] == true)
          #expect(response.headers["ETag"] == nil)
          #expect(response.headers["Cache-Control"] == "no-store")
        }
        #expect(try await service.json(path)["state"] == "running")
        _ = try await service.send("POST", path + "/cancel")
        let job = try await service.finished(id)
        let step = try #require(job["progress"]["step"].number)
        for resource in resources {
          let response = try await service.send("GET", "\(path)/\(resource)")
          try #require(response.status == 200, "\(response.text)")
          #expect(try response.json["partial"] == true)
          let tag = try #require(response.headers["ETag"])
          let again = try await service.send(
            "GET", "\(path)/\(resource)", headers: [("If-None-Match", tag)])
          #expect(again.status == 304)
        }
        let curves = try await service.json(path + "/curves?points=all")
        let steps = try #require(curves["columns"]["step"].numbers)
        #expect(steps.first == 0)
        #expect(try #require(steps.last) <= step)
        #expect(curves["total_points"] == .number(Double(steps.count)))
        #expect(try await service.json(path + "/similarity")["steps"].numbers == steps)
        let health = try await service.json(path + "/health?points=all")
        #expect(health["columns"]["step"].numbers == steps)
        let csv = try await service.send(
          "GET", path + "/curves?points=all", headers: [("Accept", "text/csv")])
        #expect(csv.text.split(separator: "\r\n").count == steps.count + 1)
        // The first weights, and those at which it was stopped.
        #expect(try await service.json(path + "/weights?at=initial")["step"] == 0)
        #expect(try await service.json(path + "/weights")["step"] == .number(step))
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
