import HTTPCodec
import Jobs
import StrictJSON
import Testing
import TrainingService

struct UsageRouteTests {
  @Test func aJobAndItsOwnersTotalSayWhatTheyTake() async throws {
    let service = try await TestService(workers: 1)
    #expect(try await service.get("/v1/usage").json["stored_bytes"] == 0)
    let queued = try await TestService(workers: 0).send(.post, "/v1/jobs", body: Specs.xor).json
    let path = try await service.train(Specs.xor)
    let ended = try await service.get(path).json
    let bytes = try #require(ended["stored_bytes"]?.numberValue?.asInt)
    #expect(bytes > queued["stored_bytes"]?.numberValue?.asInt ?? .max)
    let usage = try await service.get("/v1/usage").json
    #expect(usage["jobs"] == 1)
    #expect(usage["stored_bytes"] == ended["stored_bytes"])
    // Nobody is counted where there are no keys.
    #expect(usage.at("/limits/stored_bytes")?.isNull == true)
    #expect(usage.at("/retention/days")?.isNull == true)
    #expect(usage.at("/retention/jobs")?.isNull == true)
    #expect(try await service.send(.delete, path).status == .noContent)
    #expect(try await service.get("/v1/usage").json["stored_bytes"] == 0)
  }

  @Test func anOwnerMayStoreSoMuchAndIsToldWhatToDo() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(
      workers: 0, keys: keys.ring,
      limits: CallerLimits(quota: JobQuota(queued: 100, cost: .infinity, bytes: 2000)))
    let first = try await service.send(.post, "/v1/jobs", ada, body: Specs.xor)
    #expect(first.status == .accepted)
    var refused = first
    for _ in 0..<5 where refused.status == .accepted {
      refused = try await service.send(.post, "/v1/jobs", ada, body: Specs.xor)
    }
    #expect(refused.status == .tooManyRequests)
    #expect(refused.problem == "quota_exceeded")
    #expect(try refused.json["limit"] == "stored_bytes")
    #expect(try refused.json["detail"]?.stringValue?.contains("Delete") == true)
    #expect(try await service.send(.post, "/v1/jobs", bob, body: Specs.xor).status == .accepted)
    let usage = try await service.get("/v1/usage", bob).json
    #expect(usage["jobs"] == 1)
    #expect(usage.at("/limits/stored_bytes") == 2000)
    // What has ended counts, until it is deleted.
    let path = try #require(first.headers["location"])
    #expect(try await service.send(.post, path + "/cancel", ada).status == .ok)
    #expect(
      try await service.send(.post, "/v1/jobs", ada, body: Specs.xor).status == .tooManyRequests)
    #expect(try await service.send(.delete, path, ada).status == .noContent)
    #expect(try await service.send(.post, "/v1/jobs", ada, body: Specs.xor).status == .accepted)
  }
}
