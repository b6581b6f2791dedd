import HTTPCodec
import StrictJSON
import Testing

/// Names and labels that are given later.
@Suite struct NameRoutesTests {
  private static let merge: HTTPFields = ["Content-Type": "application/merge-patch+json"]

  private func patch(
    _ service: TestService, _ path: String, _ body: String, _ headers: HTTPFields = merge
  ) async throws -> HTTPResponse {
    try await service.send(.patch, path, headers, body: body)
  }

  /// RFC 7396: members that are there are set, null ones go, the others stay.
  @Test func aMergePatchChangesWhatItNames() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let before = try await service.get(path)
    // What was kept of the job is not what is answered afterwards.
    _ = try await service.get(path)
    let renamed = try await patch(
      service, path, #"{"name": "best", "labels": {"team": null, "run": "7"}}"#)
    #expect(renamed.status == .ok, "\(renamed.text)")
    let job = try await service.get(path)
    #expect(job.text == renamed.text)
    #expect(try job.json["name"] == "best")
    #expect(try job.json["labels"] == ["run": "7"])
    #expect(try job.json["spec"] == (try before.json["spec"]))
    #expect(job.headers["etag"] == renamed.headers["etag"])
    #expect(job.headers["etag"] != before.headers["etag"])
    let found = try await service.get("/v1/jobs?label=run:7").json
    #expect(found["items"]?.arrayValue?.count == 1)
    #expect(try await service.get("/v1/jobs?label=team:a").json["items"] == [])
    let bare = try await patch(service, path, #"{"name": null, "labels": null}"#).json
    #expect(bare["name"] == .null && bare["labels"] == [:])
    // Nothing to change changes nothing.
    let tag = try await service.get(path).headers["etag"]
    #expect(try await patch(service, path, "{}").headers["etag"] == tag)
    #expect(
      try await patch(service, path, "{}", ["Content-Type": "application/json"]).status == .ok)
  }

  @Test(arguments: [true, false])
  func onlyWhatTheClientHasSeenIsChanged(_ isSweep: Bool) async throws {
    let service = try await TestService(workers: 0)
    let path = isSweep ? try await service.swept() : try await service.submit()
    let tag = try #require(try await service.get(path).headers["etag"])
    var headers = Self.merge
    headers["If-Match"] = tag
    let first = try await patch(service, path, #"{"name": "mine"}"#, headers)
    #expect(first.status == .ok, "\(first.text)")
    let late = try await patch(service, path, #"{"name": "theirs"}"#, headers)
    #expect(late.status == .preconditionFailed)
    #expect(late.problem == "precondition_failed")
    #expect(late.headers["etag"] == first.headers["etag"])
    #expect(try await service.get(path).json["name"] == "mine")
    headers["If-Match"] = "\"other\", *"
    #expect(try await patch(service, path, #"{"name": "any"}"#, headers).status == .ok)
    headers["If-Match"] = "W/" + (try await service.get(path).headers["etag"] ?? "")
    #expect(try await patch(service, path, #"{"name": "weak"}"#, headers).status.code == 412)
  }

  @Test func aSweepIsNamedToo() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept()
    let varied = try await service.get(path).json["varied"]
    let answer = try await patch(
      service, path, #"{"name": "scales of two", "labels": {"team": "b", "new": ""}}"#)
    #expect(answer.status == .ok, "\(answer.text)")
    let sweep = try await service.get(path).json
    #expect(sweep["name"] == "scales of two")
    #expect(sweep["labels"] == ["new": "", "team": "b"])
    #expect(sweep["varied"] == varied)
    #expect(try await service.get("/v1/sweeps").json.at("/items/0/name") == "scales of two")
  }

  @Test(arguments: [
    (#"{"nmae": "x"}"#, "/nmae"), (#"{"name": 7}"#, "/name"),
    (#"{"labels": {"a b": "c"}}"#, "/labels/a b"),
    (#"{"labels": {"a": 1}}"#, "/labels/a"), (#"{"labels": "a"}"#, "/labels"), ("[]", ""),
  ])
  func faultsAreToldWithTheirPlaces(_ body: String, _ pointer: String) async throws {
    let service = try await TestService(workers: 0)
    for path in [try await service.submit(), try await service.swept()] {
      let response = try await patch(service, path, body)
      #expect(response.problem == "invalid_patch", "\(response.text)")
      #expect(try response.json.at("/errors/0/pointer")?.stringValue == pointer)
    }
  }

  @Test func labelsStayWithinTheirNumber() async throws {
    let service = try await TestService(workers: 0)
    for path in [try await service.submit(), try await service.swept()] {
      var count = 0
      // One more at a time, until there are too many.
      while try await patch(service, path, #"{"labels": {"l\#(count)": ""}}"#).status == .ok {
        count += 1
        try #require(count < 1000)
      }
      let labels = try await service.get(path).json["labels"]?.objectValue
      #expect(labels?.keys.count == count + 1, "one was there: team")
    }
  }

  @Test func othersNamesAreTheirs() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(workers: 0, keys: keys.ring)
    let path = try #require(
      try await service.send(
        .post, "/v1/jobs", ada, body: Specs.xor
      ).headers["location"])
    var headers = bob
    headers["Content-Type"] = "application/merge-patch+json"
    #expect(try await patch(service, path, #"{"name": "x"}"#, headers).status == .notFound)
    headers = ada
    headers["Content-Type"] = "application/merge-patch+json"
    #expect(try await patch(service, path, #"{"name": "x"}"#, headers).status == .ok)
    headers["Content-Type"] = "text/plain"
    let refused = try await patch(service, path, #"{"name": "x"}"#, headers)
    #expect(refused.status == .unsupportedMediaType)
    #expect(refused.headers["accept-patch"] == "application/merge-patch+json, application/json")
  }

  /// A sweep is waited for as a job is.
  @Test func aSweepIsWaitedFor() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept()
    let tag = try #require(try await service.get(path).headers["etag"])
    let finished = try await service.get(path + "?wait=60")
    #expect(try finished.json["state"] == "finished")
    // Who knows another state has the news at once.
    let again = try await service.get(path + "?wait=60", ["If-None-Match": tag])
    #expect(try again.json["state"] == "finished")
    #expect(try await service.get(path + "?wait=61").status == .badRequest)
  }
}
