import Foundation
import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

/// `docs/problems.md` has every kind of problem, where its type leads, and no other.
@Suite struct ProblemPageTests {
  private static func page() throws -> [Substring] {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/problems.md"), encoding: .utf8)
    return text.split(separator: "\n")
  }

  @Test func everyKindHasItsPlace() throws {
    let lines = try Self.page()
    var places: Set<String> = []
    for line in lines where line.hasPrefix("### ") {
      #expect(places.insert(String(line.dropFirst(4))).inserted, "\(line) is there twice")
    }
    func check(_ kinds: [some ProblemKind]) {
      for kind in kinds {
        guard let heading = lines.firstIndex(of: "### \(kind.rawValue)") else {
          Issue.record("\(kind.rawValue) is not on the page")
          continue
        }
        #expect(
          lines[heading + 1].hasPrefix("\(kind.status.code), \(kind.title). "), "\(kind.rawValue)")
        places.remove(kind.rawValue)
      }
    }
    check(WebProblem.allCases)
    check(ServiceProblem.allCases)
    #expect(places == [], "these are no kinds")
  }

  @Test func everyKindIsExplained() {
    #expect(
      ProblemGuide.entries.count
        == ServiceProblem.allCases.count + WebProblem.allCases.count + HTTPFault.Code.allCases.count
    )
    for entry in ProblemGuide.entries {
      // More than the title, and whole sentences without what only the file's readers can follow.
      #expect(entry.explanation.count > 30 && entry.explanation.hasSuffix("."), "\(entry)")
      #expect(!entry.explanation.hasPrefix(entry.title + "."), "\(entry)")
      #expect(!entry.explanation.contains("]("), "\(entry)")
    }
  }

  /// Without a key too, by what a browser and by what curl send.
  @Test func theTypeOfAProblemLeadsToItsExplanation() async throws {
    let keys = Keys()
    _ = keys.make("ada")
    let service = try await TestService(workers: 0, keys: keys.ring)
    let refused = try await service.send(.get, "/v1/jobs")
    let type = try #require(try refused.json["type"]?.stringValue)
    #expect(type == "/problems/unauthorized")
    let told = try await service.send(.get, type)
    #expect(told.status == .ok)
    #expect(try told.json["type"]?.stringValue == type)
    #expect(try told.json["status"] == 401)
    #expect(try told.json["title"] == refused.json["title"])
    let page = try await service.send(
      .get, type, ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"])
    #expect(page.headers["content-type"] == "text/html; charset=utf-8")
    #expect(page.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
    #expect(page.text.contains("<code>unauthorized</code>"))
    let all = try await service.send(.get, "/problems")
    #expect(try all.json["items"]?.arrayValue?.count == ProblemGuide.entries.count)
    let unknown = try await service.send(.get, "/problems/no_such_kind")
    #expect(unknown.status == .notFound)
  }

  @Test func everyFaultOfMessagesHasItsPlace() throws {
    let rows = try Self.page().filter { $0.hasPrefix("| <a id") }
    #expect(rows.count == HTTPFault.Code.allCases.count)
    for code in HTTPFault.Code.allCases {
      let fault = HTTPFault(code, "")
      let row =
        "| <a id=\"\(code.rawValue)\"></a>`\(code.rawValue)` | \(fault.status.code) | \(fault.title) |"
      #expect(rows.contains(Substring(row)), "\(row)")
    }
  }
}
