import CurlClient
import Testing

extension IntegrationTests {
  /// ETag, 304 and HEAD.
  @Suite struct ConditionalRequestTests {
    @Test func everyResourceOfAFinishedJobHasATag() async throws {
      try await withService { service in
        let job = try await service.trained(Spec.minimal)
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        var tags: [String: String] = [:]
        for target in [
          path, path + "/curves", path + "/curves?format=csv", path + "/curves?format=ndjson",
          path + "/similarity", path + "/similarity/matrix?layer=1", path + "/weights",
          path + "/weights?format=safetensors", "/v1/schemes", "/v1/datasets", "/openapi.yaml",
          "/openapi.json",
        ] {
          let response = try await service.send("GET", target)
          #expect(response.status == 200, "\(target)")
          let tag = try #require(response.headers["ETag"], "\(target)")
          #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
          tags[target] = tag
          for candidate in [tag, "W/" + tag, "\"other\", " + tag, "*"] {
            let fresh = try await service.send(
              "GET", target, headers: [("If-None-Match", candidate)])
            #expect(fresh.status == 304, "\(target) \(candidate)")
            #expect(fresh.body.isEmpty)
            #expect(fresh.headers["ETag"] == tag)
          }
          let stale = try await service.send(
            "GET", target, headers: [("If-None-Match", "\"other\"")])
          #expect(stale.status == 200)
          #expect(stale.body == response.body)
        }
        // The forms of one resource are different representations.
        #expect(Set(tags.filter { $0.key.contains("/curves") }.values).count == 3)
        #expect(Set(tags.filter { $0.key.contains("/weights") }.values).count == 2)
      }
    }

    @Test func tagOfAJobFollowsItsState() async throws {
      try await withService(.init(workers: 0)) { service in
        let id = try #require(try await service.submit(Spec.minimal)["id"].string)
        let path = "/v1/jobs/\(id)"
        let queued = try #require(try await service.send("GET", path).headers["ETag"])
        #expect(try await service.send("POST", path + "/cancel").status == 200)
        let now = try await service.send("GET", path, headers: [("If-None-Match", queued)])
        #expect(now.status == 200)
        #expect(now.headers["ETag"] != queued)
        #expect(try now.json["state"] == "cancelled")
      }
    }

    @Test func headIsGetWithoutContent() async throws {
      try await withService { service in
        let job = try await service.trained(Spec.minimal)
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        for target in [
          path, path + "/curves?format=csv", path + "/weights?format=safetensors", "/v1/schemes",
          "/healthz", "/nothing",
        ] {
          let get = try await service.send("GET", target)
          let head = try await service.send("HEAD", target)
          #expect(head.status == get.status, "\(target)")
          #expect(head.body.isEmpty)
          let fields = { (response: CurlResponse) in
            response.headers.map { $0.name.lowercased() }.sorted()
          }
          #expect(fields(head) == fields(get), "\(target)")
          #expect(head.headers["Content-Type"] == get.headers["Content-Type"])
          // Uptime has as many digits as it has: only the length of fixed answers can be compared.
          if target != "/healthz" {
            #expect(head.headers["Content-Length"] == String(get.body.count), "\(target)")
          }
        }
      }
    }
  }
}
