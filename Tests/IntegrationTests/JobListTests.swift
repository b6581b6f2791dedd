import CurlClient
import Testing

extension IntegrationTests {
  /// `GET /v1/jobs`: pages and filters. The services here train nothing, so that states stand
  /// still.
  @Suite struct JobListTests {
    @Test func pagesShowEveryJobOnceNewestFirst() async throws {
      try await withService(.init(workers: 0)) { service in
        var submitted: [JSON] = []
        for seed in 0..<25 {
          submitted.append(
            try await service.submit(Spec.minimal.with("seed", .number(Double(seed))))["id"])
        }
        var shown: [JSON] = []
        var sizes: [Int] = []
        var target: String? = "/v1/jobs?limit=10"
        while let page = target {
          let list = try await service.json(page)
          shown += list["items"].array.map { $0["id"] }
          sizes.append(list["items"].array.count)
          target = list["next"].string.map { "/v1/jobs?limit=10&cursor=\($0)" }
          if target == nil { #expect(list["next"] == .null) }
          // What arrives meanwhile is newer than every page to come.
          _ = try await service.submit(Spec.minimal)
        }
        #expect(sizes == [10, 10, 5])
        #expect(shown == submitted.reversed())
      }
    }

    @Test func filtersHoldTogether() async throws {
      try await withService(.init(workers: 0)) { service in
        func submit(_ scheme: JSON, _ team: JSON) async throws -> String {
          let spec: JSON = [
            "architecture": [2, 2, 1], "init": scheme, "labels": ["team": team, "stage": "test"],
          ]
          return try #require(try await service.submit(spec)["id"].string)
        }
        func list(_ query: String) async throws -> [String?] {
          try await service.json("/v1/jobs?" + query)["items"].array.map { $0["id"].string }
        }
        let zeros = try await submit("zeros", "a")
        let he = try await submit("he_normal", "a")
        let other = try await submit("he_normal", "b:c")
        let cancel = try await service.send("POST", "/v1/jobs/\(he)/cancel")
        #expect(cancel.status == 200)

        #expect(try await list("") == [other, he, zeros])
        #expect(try await list("state=queued") == [other, zeros])
        #expect(try await list("state=cancelled") == [he])
        #expect(try await list("state=cancelled,queued") == [other, he, zeros])
        #expect(try await list("state=cancelled&state=running") == [he])
        #expect(try await list("label=team:a") == [he, zeros])
        #expect(try await list("label=team:b%3Ac") == [other])
        #expect(try await list("label=team:a&label=stage:test&state=queued") == [zeros])
        #expect(try await list("scheme=he_normal") == [other, he])
        // An alias finds what was sent under the name, and the other way round.
        #expect(try await list("scheme=kaiming_normal&label=team:a") == [he])
        #expect(try await list("state=succeeded") == [])
      }
    }

    @Test(arguments: [
      ("limit=0", "limit"), ("limit=201", "limit"), ("limit=ten", "limit"), ("limit=%2B5", "limit"),
      ("cursor=abc", "cursor"), ("state=done", "state"), ("label=team", "label"),
      ("label=a:1&label=a:2", "label"), ("scheme=xavir_uniform", "scheme"), ("stat=queued", "stat"),
      ("limit=1&limit=2", "limit"),
    ])
    func wrongQueryIsRefused(query: String, parameter: String) async throws {
      try await withService(.init(workers: 0)) { service in
        let response = try await service.send("GET", "/v1/jobs?" + query)
        let problem = try response.problem(400, "invalid_query")
        #expect(problem["errors"][0]["parameter"] == .string(parameter))
      }
    }
  }
}
