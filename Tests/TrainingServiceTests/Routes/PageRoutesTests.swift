import Foundation
import HTTPCodec
import Page
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// The page's files and what programs get; what the page does is seen by `Tests/Page`.
@Suite struct PageRoutesTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/Page/files")

  @Test func everyFileOfTheFolderIsServedAsItIs() async throws {
    let service = try await TestService(workers: 0)
    let types = [
      "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8",
    ]
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.contains("index.html"))
    for file in files {
      let answer = try await service.get("/page/\(file)")
      #expect(answer.status == .ok, "\(file) is not in page_files.c")
      #expect(answer.body == [UInt8](try Data(contentsOf: Self.folder.appending(path: file))))
      #expect(answer.headers["content-type"] == types[String(file.split(separator: ".").last!)])
      #expect(answer.headers.values(of: "content-security-policy") == [PageFiles.policy])
      #expect(answer.headers["x-content-type-options"] == "nosniff")
    }
    #expect(PageFiles.all.count == files.count)
  }

  @Test(arguments: ["text/html", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""])
  func peopleGetThePage(accept: String) async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.get("/", accept.isEmpty ? [:] : ["Accept": accept])
    #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
    #expect(answer.body == PageFiles.index.bytes)
    #expect(answer.headers["vary"] == "Accept, Accept-Encoding")
    let tag = try #require(answer.headers["etag"])
    #expect(try await service.get("/", ["If-None-Match": tag]).status == .notModified)
  }

  @Test func programsGetAnIndexWhoseLinksLeadSomewhere() async throws {
    let service = try await TestService(workers: 0)
    let answer = try await service.get("/", ["Accept": "application/json"])
    #expect(answer.headers["content-type"] == "application/json")
    #expect(
      answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
    #expect(try answer.json["version"]?.stringValue == "1.2.3")
    let links = try #require(try answer.json["links"]?.objectValue)
    #expect(links["jobs"] == "/v1/jobs")
    #expect(try await service.get("/?format=json").body == answer.body)
    for (_, link) in links {
      let target = try #require(link.stringValue)
      // There is no store of webhooks here.
      if target != "/v1/webhooks" { #expect(try await service.get(target).status == .ok) }
    }
  }

  @Test func withoutThePageThereIsTheIndexAlone() async throws {
    let service = try await TestService(workers: 0, servesPage: false)
    let answer = try await service.get("/", ["Accept": "text/html,*/*;q=0.8"])
    #expect(answer.headers["content-type"] == "application/json")
    #expect(try answer.json["service"] == "symbreak")
    let file = try await service.get("/page/main.js")
    #expect(file.status == .notFound)
    #expect(file.problem == "unknown_path")
  }

  @Test(arguments: [
    "/page/..", "/page/%2e%2e", "/page/..%2FPageFiles.swift", "/page/", "/page/x.js",
  ])
  func nothingElseIsServed(target: String) async throws {
    #expect(try await TestService(workers: 0).get(target).status == .notFound)
  }
}
