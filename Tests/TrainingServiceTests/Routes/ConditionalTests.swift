import HTTPCodec
import StrictJSON
import Testing

@Suite struct ConditionalTests {
  @Test func finishedJobsAreAnsweredFromMemoryAndByTag() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    for target in [
      path, path + "/curves?points=5", path + "/similarity", path + "/similarity/matrix?layer=1",
      path + "/weights?at=initial",
    ] {
      let first = try await service.get(target)
      #expect(first.status == .ok)
      let tag = try #require(first.headers["etag"])
      let reads = service.store.reads
      guard case .ready(let kept) = try service.answer(.get, target) else {
        Issue.record("\(target) was not kept")
        continue
      }
      #expect(kept.body == first.body)
      #expect(kept.headers["etag"] == tag)
      for given in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
        let same = try await service.get(target, ["If-None-Match": given])
        #expect(same.status == .notModified)
        #expect(same.body.isEmpty)
        #expect(same.headers["etag"] == tag)
      }
      #expect(try await service.get(target, ["If-None-Match": "\"x\""]).status == .ok)
      #expect(service.store.reads == reads)
    }
    #expect(try await service.send(.delete, path).status == .noContent)
    #expect(try await service.get(path).status == .notFound)
    #expect(try await service.get(path + "/curves?points=5").status == .notFound)
  }

  @Test func formsOfOneResourceHaveTagsOfTheirOwn() async throws {
    let service = try await TestService(workers: 1)
    let curves = try await service.train(Specs.xor) + "/curves"
    let json = try await service.get(curves)
    let csv = try await service.get(curves, ["Accept": "text/csv"])
    #expect(json.headers["etag"] != csv.headers["etag"])
    #expect(json.headers["vary"] == "Accept, Accept-Encoding")
    #expect(csv.headers["content-type"]?.hasPrefix("text/csv") == true)
    let tag = try #require(json.headers["etag"])
    let cross = try await service.get(curves, ["Accept": "text/csv", "If-None-Match": tag])
    #expect(cross.status == .ok)
  }

  @Test func anUnfinishedJobIsNotKeptButTagged() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let first = try await service.get(path)
    let tag = try #require(first.headers["etag"])
    guard case .pending = try service.answer(.get, path) else {
      Issue.record("a queued job was kept")
      return
    }
    #expect(try await service.get(path, ["If-None-Match": tag]).status == .notModified)
    _ = try await service.send(.post, path + "/cancel")
    let changed = try await service.get(path, ["If-None-Match": tag])
    #expect(changed.status == .ok)
    #expect(changed.headers["etag"] != tag)
  }

  @Test func fixedDocumentsAreTagged() async throws {
    let service = try await TestService(workers: 0)
    for target in [
      "/v1/schemes", "/v1/datasets", "/v1/symmetry-factors", "/openapi.yaml", "/openapi.json",
    ] {
      let tag = try #require(try await service.get(target).headers["etag"])
      #expect(try await service.get(target, ["If-None-Match": tag]).status == .notModified)
    }
  }
}
