import HTTPCodec
import Jobs
import StrictJSON
import Testing

@Suite struct JobRoutesTests {
  @Test func aJobIsTakenInAndShownWhole() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(.post, "/v1/jobs", body: Specs.xor)
    #expect(response.status == .accepted)
    #expect(response.headers["retry-after"] == "1")
    let job = try response.json
    let id = try #require(job["id"]?.stringValue)
    #expect(response.headers["location"] == "/v1/jobs/\(id)")
    #expect(
      job.objectValue?.keys == [
        "id", "state", "name", "labels", "spec", "spec_digest", "progress", "created_at",
        "started_at", "finished_at", "attempt", "cancel_requested", "result", "error",
        "stored_bytes", "sweep", "links",
      ])
    #expect(job["state"] == "queued")
    #expect(job["name"] == "clones")
    #expect(job["labels"] == ["team": "a"])
    #expect(job["progress"] == ["step": 0, "steps": 100])
    #expect(job["created_at"] == "2000-02-29T12:34:56.789Z")
    #expect(job["started_at"] == nil || job["started_at"]?.isNull == true)
    #expect(job["result"]?.isNull == true)
    #expect(job.at("/links/cancel") == .string("/v1/jobs/\(id)/cancel"))
    #expect(job.at("/links/curves") == nil)

    let shown = try await service.get("/v1/jobs/\(id)")
    #expect(shown.status == .ok)
    #expect(try shown.json == job)
    // Every default is filled in, and the normalised spec is the same experiment again.
    let spec = try #require(job["spec"])
    #expect(spec.at("/precision") == "float32")
    let again = try await service.send(
      .post, "/v1/jobs", body: String(decoding: spec.serialized(), as: UTF8.self))
    #expect(try again.json["spec_digest"] == job["spec_digest"])
    #expect(try again.json["spec"] == spec)
  }

  @Test func preferWaitAnswersWithTheFinishedJob() async throws {
    let service = try await TestService(workers: 1)
    let response = try await service.send(
      .post, "/v1/jobs", ["Prefer": "respond-async, wait=600"], body: Specs.xor)
    #expect(response.status == .ok)
    #expect(response.headers["preference-applied"] == "wait=60")
    #expect(response.headers["retry-after"] == nil)
    let job = try response.json
    #expect(job["state"] == "succeeded")
    #expect(job["progress"] == ["step": 100, "steps": 100])
    #expect(job.at("/links/curves") != nil)
    #expect(job.at("/result/symmetry/layers/0/distinct_neurons") == 1)
    #expect(job.at("/result/symmetry/layers/0/units") == 2)
    #expect(job.at("/result/symmetry/layers/0/mean_cosine") == 1)
    #expect(job.at("/result/snapshots") == [0, 50, 100])
    #expect(job.at("/result/digest")?.stringValue?.utf8.count == 64)
  }

  @Test func preferWaitThatPassesAnswers202() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/jobs", ["Prefer": "wait=0"], body: Specs.xor)
    #expect(response.status == .accepted)
    #expect(response.headers["preference-applied"] == "wait=0")
  }

  @Test func oneIdempotencyKeyIsOneJob() async throws {
    let service = try await TestService(workers: 0)
    let key: HTTPFields = ["Idempotency-Key": "order 66"]
    let first = try await service.send(.post, "/v1/jobs", key, body: Specs.xor)
    let second = try await service.send(.post, "/v1/jobs", key, body: Specs.xor)
    #expect(second.status == .accepted)
    #expect(second.headers["location"] == first.headers["location"])
    let other = try await service.send(.post, "/v1/jobs", key, body: Specs.endless)
    #expect(other.status == .unprocessableContent)
    #expect(other.problem == "idempotency_conflict")
    #expect(try other.json["job"] == first.json["id"])
    #expect(try await service.get("/v1/jobs").json["items"]?.arrayValue?.count == 1)
  }

  @Test(arguments: ["", "key\u{7F}", "schlüssel", String(repeating: "k", count: 256)])
  func refusesIdempotencyKeys(_ key: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/jobs", ["Idempotency-Key": key], body: Specs.xor)
    #expect(response.status == .badRequest)
    #expect(response.problem == "invalid_header")
  }

  @Test func faultsOfTheSpecComeAllAtOnce() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/jobs",
      body: #"{"architecture": [2, 0, 1], "init": "xavier_unifrom", "sed": 1}"#)
    #expect(response.status == .unprocessableContent)
    #expect(response.problem == "invalid_spec")
    let errors = try response.json["errors"]?.arrayValue ?? []
    let pointers = Set(errors.compactMap { $0["pointer"]?.stringValue })
    #expect(pointers.isSuperset(of: ["/architecture/1", "/init", "/sed"]))
    #expect(errors.contains { $0["suggestion"] == "xavier_uniform" })
    #expect(errors.allSatisfy { $0["code"] != nil && $0["detail"] != nil })
  }

  @Test func syntaxErrorsTellThePlace() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(.post, "/v1/jobs", body: "{\n  \"seed\": 01}")
    #expect(response.status == .badRequest)
    #expect(response.problem == "invalid_json")
    let error = try response.json.at("/errors/0")
    #expect(error?["line"] == 2)
    #expect(error?["column"]?.int ?? 0 > 8)
    #expect(error?["offset"]?.int ?? 0 > 10)
    let twice = try await service.send(.post, "/v1/jobs", body: #"{"seed": 1, "seed": 2}"#)
    #expect(try twice.json.at("/errors/0/code") == "duplicate_key")
  }

  @Test(arguments: [
    "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
  ])
  func refusesOtherMediaTypes(_ type: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.send(
      .post, "/v1/jobs", ["Content-Type": type], body: Specs.xor)
    #expect(response.status == .unsupportedMediaType)
    #expect(response.headers["accept-post"] == "application/json")
  }

  @Test func anUnfinishedJobIsCancelledAndThenDeleted() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let early = try await service.send(.delete, path)
    #expect(early.status == .conflict)
    #expect(try early.json["state"] == "queued")
    let cancelled = try await service.send(.post, path + "/cancel")
    #expect(cancelled.status == .ok)
    #expect(try cancelled.json["state"] == "cancelled")
    #expect(try await service.send(.post, path + "/cancel").status == .ok)
    #expect(try await service.get(path + "/curves").problem == "job_without_result")
    #expect(try await service.send(.delete, path).status == .noContent)
    #expect(try await service.get(path).problem == "job_not_found")
    #expect(try await service.send(.delete, path).status == .notFound)
    #expect(try await service.send(.post, path + "/cancel").status == .notFound)
  }

  @Test func aRunningJobEndsSoonAfterItIsCancelled() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.submit(Specs.endless)
    // A wait that begins when the job already runs ends with its time, so it is a short one.
    while try await service.get(path).json["state"] == "queued" {
      _ = try await service.get(path + "?wait=1")
    }
    let answer = try await service.send(.post, path + "/cancel")
    #expect(answer.status == .accepted || answer.status == .ok)
    let ended = try await service.get(path + "?wait=30")
    #expect(try ended.json["state"] == "cancelled")
  }

  @Test func aFinishedJobCannotBeCancelled() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let response = try await service.send(.post, path + "/cancel")
    #expect(response.status == .conflict)
    #expect(response.problem == "job_finished")
  }

  @Test(arguments: ["job_", "1", "job_zzzzzzzzzzzzzzzzzzzzzzzzzz", "JOB_01h0"])
  func whatIsNoIdIsNoJob(_ id: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.get("/v1/jobs/\(id)")
    #expect(response.status == .notFound)
    #expect(response.problem == "job_not_found")
  }

  @Test func waitIsBounded() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    for wait in ["61", "-1", "+1", "1.5", "x"] {
      let response = try await service.get("\(path)?wait=\(wait)")
      #expect(response.status == .badRequest, "\(wait)")
    }
    #expect(try await service.get("\(path)?wait=0").status == .ok)
    // A parameter without a value is none.
    #expect(try await service.get("\(path)?wait=").status == .ok)
  }

  @Test func aFailingStoreIsUnavailableAndNothingElse() async throws {
    let service = try await TestService(workers: 0)
    service.store.fail(with: .unavailable(reason: "secret path"))
    let response = try await service.send(.post, "/v1/jobs", body: Specs.xor)
    #expect(response.status == .serviceUnavailable)
    #expect(response.headers["retry-after"] == "1")
    #expect(!response.text.contains("secret"))
    let readiness = try await service.get("/readyz")
    #expect(readiness.status == .serviceUnavailable)
    #expect(try readiness.json["reason"] == "store_unavailable")
    #expect(try readiness.json["since"] == "2000-02-29T12:34:56.789Z")
    #expect(!readiness.text.contains("secret"))
    #expect(try await service.get("/healthz").status == .ok)
    service.store.fail(with: .fault(reason: "secret path"))
    let fault = try await service.get("/v1/jobs")
    #expect(fault.status == .internalServerError)
    #expect(!fault.text.contains("secret"))
  }
}
