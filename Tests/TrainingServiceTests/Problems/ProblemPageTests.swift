import Foundation
import HTTPCodec
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
