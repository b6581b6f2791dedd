import AccessKeys
import HTTPCodec
import Jobs
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// The life of a sweep.
@Suite struct SweepRoutesTests {
  @Test func aSweepIsTakenInAndShown() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.sweep(Sweeps.grid)
    #expect(response.status == .accepted)
    #expect(response.headers["retry-after"] == "1")
    let sweep = try response.json
    let id = try #require(sweep["id"]?.stringValue)
    let path = "/v1/sweeps/\(id)"
    #expect(response.headers["location"] == path)
    let expected: JSONValue = [
      "id": .string(id), "name": "scales", "labels": ["team": "a"],
      "created_at": "2000-02-29T12:34:56.789Z", "state": "running",
      "jobs": [
        "total": 12, "queued": 12, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 0,
      ],
      "varied": ["/alpha", "/seed", "/init"],
      "links": [
        "self": .string(path), "results": .string(path + "/results"),
        "jobs": .string("/v1/jobs?sweep=\(id)"), "cancel": .string(path + "/cancel"),
      ],
    ]
    #expect(sweep == expected)
    #expect(sweep.objectValue?.keys == expected.objectValue?.keys)
    #expect(try await service.get(path).json == sweep)
    try await service.refreshGauge()
    let health = try await service.get("/healthz").json
    #expect(health.at("/jobs/queued") == 12)
    // The sweep's name and labels are its own.
    let job = try await service.jobs(of: path)[0]
    #expect(job["name"] == .null)
    #expect(job["labels"] == [:])
  }

  @Test func preferWaitAnswersWithTheFinishedSweep() async throws {
    let service = try await TestService(workers: 2)
    let response = try await service.sweep(Sweeps.grid, ["Prefer": "wait=60"])
    #expect(response.status == .ok)
    #expect(response.headers["preference-applied"] == "wait=60")
    #expect(response.headers["retry-after"] == nil)
    let sweep = try response.json
    #expect(sweep["state"] == "finished")
    #expect(sweep.at("/jobs/succeeded") == 12)
    #expect(sweep.at("/links/cancel") == nil)
    let short = try await service.sweep(
      Sweeps.over(#""list": [{"training": {"steps": 10000000}}]"#), ["Prefer": "wait=0"])
    #expect(short.status == .accepted)
    let path = try #require(short.headers["location"])
    _ = try await service.send(.post, path + "/cancel")
  }

  @Test func aFinishedSweepHasATagThatHolds() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Sweeps.grid, ["Prefer": "wait=60"])
    for part in ["", "/results", "/results?format=csv", "/results?format=ndjson"] {
      let first = try await service.get(path + part)
      let tag = try #require(first.headers["etag"])
      let again = try await service.get(path + part, ["If-None-Match": tag])
      #expect(again.status == .notModified)
      #expect(again.body.isEmpty)
      #expect(again.headers["etag"] == tag)
    }
    let tag = try #require(try await service.get(path).headers["etag"])
    // A job that is deleted leaves its sweep, which is another then.
    let job = try await service.jobs(of: path)[4]
    let link = try #require(job.at("/links/self")?.stringValue)
    _ = try await service.send(.delete, link)
    let after = try await service.get(path, ["If-None-Match": tag])
    #expect(after.status == .ok)
    #expect(try after.json.at("/jobs/total") == 11)
    let rows = try await service.get(path + "/results").json["rows"]?.arrayValue ?? []
    #expect(rows.map { $0["values"]?["/seed"] } == [1, 1, 2, 2, 3, 1, 1, 2, 2, 3, 3])
  }

  @Test func anIdempotencyKeyIsOneSweep() async throws {
    let service = try await TestService(workers: 0)
    let key: HTTPFields = ["Idempotency-Key": "k"]
    let first = try await service.swept(Sweeps.grid, key)
    // The same experiments, written otherwise.
    let seeds = Sweeps.grid.replacing(#""seed": [1, 2, 3]"#, with: #""/seed": [1, "2", 3.0]"#)
    #expect(try await service.swept(seeds, key) == first)
    let other = try await service.sweep(
      Sweeps.grid.replacing("[1, 2, 3]", with: "[1, 3, 2]"), key)
    #expect(other.status == .unprocessableContent)
    #expect(other.problem == "idempotency_conflict")
    #expect(try other.json["sweep"]?.stringValue.map { "/v1/sweeps/" + $0 } == first)
    #expect(try await service.send(.post, "/v1/jobs", key, body: Specs.xor).status == .accepted)
    #expect(try await service.get("/v1/sweeps").json["items"]?.arrayValue?.count == 1)
  }

  @Test func listsShowEverySweepOnceNewestFirst() async throws {
    let service = try await TestService(workers: 0)
    var paths: [String] = []
    for seed in 0..<7 {
      paths.append(try await service.swept(Sweeps.over(#""grid": {"seed": [\#(seed)]}"#)))
    }
    var seen: [String] = []
    var target = "/v1/sweeps?limit=3"
    for _ in 0..<3 {
      let page = try await service.get(target).json
      seen += (page["items"]?.arrayValue ?? []).compactMap { $0.at("/links/self")?.stringValue }
      if let cursor = page["next"]?.stringValue { target = "/v1/sweeps?limit=3&cursor=\(cursor)" }
    }
    #expect(seen == paths.reversed())
    // A cursor of the list of jobs is none of this one.
    let jobs = try await service.get("/v1/jobs?limit=1").json["next"]?.stringValue ?? ""
    #expect(try await service.get("/v1/sweeps?cursor=\(jobs)").problem == "invalid_query")
    #expect(try await service.get("/v1/sweeps?limit=0").problem == "invalid_query")
  }

  @Test func jobsAreFilteredByTheirSweep() async throws {
    let service = try await TestService(workers: 0)
    _ = try await service.submit()
    let path = try await service.swept(Sweeps.over(#""grid": {"seed": [1, 2]}"#))
    let id = String(path.split(separator: "/")[2])
    let items = try await service.get("/v1/jobs?sweep=\(id)").json["items"]?.arrayValue ?? []
    #expect(items.map { $0.at("/spec/seed") } == [2, 1])
    #expect(items.allSatisfy { $0["sweep"]?.stringValue == id })
    let none = try await service.get("/v1/jobs?sweep=sweep_00000000000000000000000000")
    #expect(try none.json["items"] == [])
    let wrong = try await service.get("/v1/jobs?sweep=job_1")
    #expect(try wrong.json.at("/errors/0/code") == "malformed_id")
  }

  @Test func cancellingEndsWhatHasNotEnded() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(
      #"""
      {"spec": {"architecture": [2, 64, 64, 1], "training": {"steps": 1000000},
                "record": {"similarity": false}}, "grid": {"seed": [1, 2, 3], "/training/steps": [1000000, 999999]}}
      """#)
    let refused = try await service.send(.delete, path)
    #expect(refused.status == .conflict)
    #expect(refused.problem == "sweep_not_finished")
    #expect(refused.headers["retry-after"] == "1")
    let cancelled = try await service.send(.post, path + "/cancel")
    #expect([.ok, .accepted].contains(cancelled.status))
    #expect(try cancelled.json.at("/jobs/queued") == 0)
    for job in try await service.jobs(of: path) {
      _ = try await service.get((job.at("/links/self")?.stringValue ?? "") + "?wait=30")
    }
    let ended = try await service.get(path).json
    #expect(ended["state"] == "finished")
    #expect(ended.at("/jobs/cancelled") == 6)
    #expect(try await service.send(.post, path + "/cancel").status == .ok)
  }

  @Test func whatHasEndedByItselfCannotBeCancelled() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept(Sweeps.grid, ["Prefer": "wait=60"])
    let refused = try await service.send(.post, path + "/cancel")
    #expect(refused.status == .conflict)
    #expect(refused.problem == "sweep_finished")
  }

  @Test func deletingTakesTheJobsAlong() async throws {
    let service = try await TestService(workers: 1)
    let other = try await service.train(Specs.xor)
    let path = try await service.swept(Sweeps.grid, ["Prefer": "wait=60"])
    let jobs = try await service.jobs(of: path).compactMap { $0.at("/links/self")?.stringValue }
    // Kept answers go too.
    for job in jobs { #expect(try await service.get(job + "/curves").status == .ok) }
    #expect(try await service.send(.delete, path).status == .noContent)
    for target in jobs + jobs.map({ $0 + "/curves" }) {
      #expect(try await service.get(target).problem == "job_not_found")
    }
    for (method, target) in [
      (HTTPMethod.get, path), (.get, path + "/results"), (.post, path + "/cancel"), (.delete, path),
    ] {
      let gone = try await service.send(method, target)
      #expect(gone.status == .notFound)
      #expect(gone.problem == "sweep_not_found")
    }
    #expect(try await service.get(other).status == .ok)
  }

  @Test func anothersSweepsDoNotExist() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(workers: 1, keys: keys.ring)
    var headers = ada
    headers.append("Prefer", "wait=60")
    headers.append("Idempotency-Key", "k")
    let path = try await service.swept(Sweeps.grid, headers)
    let id = String(path.split(separator: "/")[2])
    for route in RouteTable.routes where route.pattern.description.hasPrefix("/v1/sweeps/{id}") {
      let target = path + route.pattern.description.dropFirst("/v1/sweeps/{id}".count)
      if route.method == .get { #expect(try await service.get(target, ada).status == .ok) }
      let foreign = try await service.send(route.method, target, bob)
      #expect(foreign.status == .notFound, "\(route.operationID)")
      #expect(foreign.problem == "sweep_not_found")
    }
    #expect(try await service.get("/v1/sweeps", bob).json["items"] == [])
    #expect(try await service.get("/v1/jobs?sweep=\(id)", bob).json["items"] == [])
    #expect(try await service.get("/v1/sweeps", ada).json["items"]?.arrayValue?.count == 1)
    // One Idempotency-Key of two owners is two keys.
    var other = bob
    other.append("Idempotency-Key", "k")
    let second = try await service.swept(Sweeps.over(#""list": [{}]"#), other)
    #expect(second != path)
  }

  @Test func quotasHoldForAllJobsTogether() async throws {
    let keys = Keys()
    let ada = keys.make("ada")
    let limits = CallerLimits(quota: JobQuota(queued: 5, cost: 40e6))
    let service = try await TestService(workers: 0, keys: keys.ring, limits: limits)
    func refused(_ grid: String) async throws -> JSONValue? {
      let response = try await service.sweep(Sweeps.over(#""grid": {\#(grid)}"#), ada)
      #expect(response.status == .tooManyRequests)
      #expect(response.problem == "quota_exceeded")
      #expect(response.headers["retry-after"] == "10")
      #expect(try await service.get("/v1/jobs", ada).json["items"] == [])
      return try response.json["limit"]
    }
    #expect(try await refused(#""seed": [1, 2, 3, 4, 5, 6]"#) == "queued")
    // 200 recorded points are over 200 million each, 6 are 7 million.
    #expect(try await refused(#""/training/steps": [15000], "seed": [1, 2]"#) == "cost")
    _ = try await service.swept(Sweeps.over(#""grid": {"seed": [1, 2, 3, 4, 5]}"#), ada)
  }
}
