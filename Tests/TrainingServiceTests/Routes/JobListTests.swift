import HTTPCodec
import StrictJSON
import Testing

@Suite struct JobListTests {
  @Test func pagesNeitherRepeatNorSkip() async throws {
    let service = try await TestService(workers: 0)
    var paths: [String] = []
    for _ in 0..<7 { paths.append(try await service.submit()) }
    var seen: [String] = []
    var target = "/v1/jobs?limit=3"
    var pages = 0
    while true {
      let page = try await service.get(target).json
      seen += (page["items"]?.arrayValue ?? []).compactMap { $0.at("/links/self")?.stringValue }
      pages += 1
      guard let cursor = page["next"]?.stringValue else { break }
      target = "/v1/jobs?limit=3&cursor=\(cursor)"
    }
    #expect(pages == 3)
    #expect(seen == paths.reversed())
  }

  /// Clients that know RFC 8288 need not know what a cursor is.
  @Test(arguments: ["/v1/jobs", "/v1/sweeps"])
  func linksLeadThroughAllPages(path: String) async throws {
    let service = try await TestService(workers: 0)
    var made: [String] = []
    for seed in 0..<5 {
      let spec = #"{"architecture": [2, 2, 1], "seed": \#(seed)}"#
      let body = path == "/v1/jobs" ? spec : #"{"spec": \#(spec), "list": [{}]}"#
      let created = try await service.send(.post, path, body: body)
      made.append(try #require(created.headers["location"]))
    }
    var seen: [String] = []
    // What else is asked for stays; an empty cursor, and a second one, do not.
    var target = path + "?cursor=&limit=2"
    var pages = 0
    while true {
      let page = try await service.get(target)
      seen += (try page.json["items"]?.arrayValue ?? []).compactMap {
        $0.at("/links/self")?.stringValue
      }
      pages += 1
      guard let link = page.headers["link"] else {
        #expect(try page.json["next"] == .null)
        break
      }
      #expect(link.hasSuffix(#">; rel="next""#))
      target = String(link.dropFirst().prefix { $0 != ">" })
      #expect(target.hasPrefix(path + "?limit=2&cursor="))
    }
    #expect(pages == 3)
    #expect(seen == made.reversed())
  }

  @Test func filtersHoldTogether() async throws {
    let service = try await TestService(workers: 0)
    let first = try await service.submit()
    let second = try await service.submit(
      #"{"architecture": [2, 2, 1], "labels": {"team": "b:c"}}"#)
    _ = try await service.send(.post, first + "/cancel")
    func list(_ query: String) async throws -> [String] {
      let page = try await service.get("/v1/jobs?\(query)").json
      return (page["items"]?.arrayValue ?? []).compactMap { $0.at("/links/self")?.stringValue }
    }
    #expect(try await list("state=queued") == [second])
    #expect(try await list("state=queued,cancelled") == [second, first])
    #expect(try await list("state=queued&state=cancelled") == [second, first])
    #expect(try await list("scheme=constant") == [first])
    #expect(try await list("scheme=glorot_uniform") == [second])
    #expect(try await list("label=team:b:c") == [second])
    #expect(try await list("label=team:a&state=queued") == [])
    // What a form or a dashboard sends where nothing was chosen.
    let all = [second, first]
    #expect(try await list("state=&label=&scheme=&sweep=&cursor=") == all)
    #expect(try await list("state&label&scheme&sweep&cursor") == all)
    #expect(try await list("state=queued,&label=") == [second])
  }

  @Test(arguments: [
    "state=runing", "scheme=xaver_uniform", "limit=0", "limit=201", "limit=05", "cursor=abc",
    "label=team", "label=:x", "label=a:1&label=a:2", "state=,runing",
  ])
  func refusesWhatMeansNothing(_ query: String) async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.get("/v1/jobs?\(query)")
    #expect(response.status == .badRequest)
    #expect(
      try response.json.at("/errors/0/parameter")?.stringValue
        == query.split(separator: "=")
        .first.map(String.init))
  }
}
