import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Requests as browsers make them for pages of other origins.
  @Suite struct CrossOriginTests {
    private static let page = "http://localhost:3000"
    private static let options = Service.Options(workers: 1, arguments: ["--cors-origins", page])

    private func isReadable(_ response: CurlResponse) -> Bool {
      response.headers["access-control-allow-origin"] == Self.page
    }

    @Test func aListedPagePostsAndReads() async throws {
      try await withService(Self.options) { service in
        let preflight = try await service.send(
          "OPTIONS", "/v1/jobs",
          headers: [
            ("Origin", Self.page), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,prefer"),
          ])
        #expect(preflight.status == 204)
        #expect(isReadable(preflight))
        #expect(preflight.headers["access-control-max-age"] == "600")
        let job = try await service.post(
          Spec.minimal, headers: [("Origin", Self.page), ("Prefer", "wait=60")])
        #expect(job.status == 200)
        #expect(isReadable(job))
        let path = try #require(job.headers["location"])
        let events = try await service.send(
          "GET", path + "/events", headers: [("Origin", Self.page)])
        #expect(events.status == 200)
        #expect(isReadable(events))
        #expect(events.text.contains("event: state"))
      }
    }

    /// What the server refuses before the API sees it.
    @Test func aListedPageReadsWhatItDidWrong() async throws {
      try await withService(
        .init(workers: 0, arguments: Self.options.arguments + ["--max-body-bytes", "1024"])
      ) { service in
        let fields = [("Origin", Self.page), ("Content-Type", "application/json")]
        let large = try await service.send(
          "POST", "/v1/jobs", headers: fields, body: Array(repeating: 0x20, count: 2048))
        _ = try large.problem(413, "content_too_large")
        #expect(isReadable(large))
        let unfit = try await service.send(
          "POST", "/v1/jobs", headers: fields, body: Array(#"{"architecture": [2]}"#.utf8))
        _ = try unfit.problem(422, "invalid_spec")
        #expect(isReadable(unfit))
      }
    }

    @Test func pagesOfOtherOriginsAreRefused() async throws {
      try await withService(Self.options) { service in
        for method in ["GET", "OPTIONS"] {
          let response = try await service.send(
            method, "/v1/jobs",
            headers: [
              ("Origin", "http://localhost:3001"), ("Access-Control-Request-Method", "POST"),
            ])
          _ = try response.problem(403, "foreign_origin")
          #expect(response.headers["access-control-allow-origin"] == nil)
        }
      }
    }

    @Test func everyOriginWithoutKeysDoesNotStart() async throws {
      try await withTemporaryFolder { folder in
        let process = try ServiceProcess(
          arguments: [
            "serve", "--port", "0", "--cors-origins", "*", "--database",
            folder.appending(path: "jobs.sqlite").path,
          ], environment: [:], log: folder.appending(path: "stderr.txt"))
        let ending = try await process.end(within: .seconds(30))
        #expect(ending != .exit(0))
        #expect(process.errors.contains("--cors-origins *"))
        #expect(process.errors.contains("symbreak key create"))
      }
    }
  }
}
