import HTTPCodec
import StrictJSON
import Testing
import TrainingService
import WebRouting

@Suite struct ProblemTests {
  private static let kinds: [any ProblemKind] = WebProblem.allCases + ServiceProblem.allCases

  @Test func everyKindHasTheMembersOfTheContract() throws {
    for kind in Self.kinds { try check(kind) }
  }

  private func check(_ kind: some ProblemKind) throws {
    let response = Problem(of: kind, "What to change.").response(instance: "/here?x=1")
    #expect(response.headers["content-type"] == "application/problem+json")
    let json = try response.json
    #expect(
      json.objectValue?.keys == ["type", "title", "status", "detail", "instance", "errors"])
    #expect(json["type"]?.stringValue == "/problems/\(kind.rawValue)")
    #expect(json["status"]?.int == response.status.code)
    #expect((400...599).contains(response.status.code))
    #expect(json["instance"] == "/here?x=1")
  }

  @Test func typesAreSpeltInOneWay() {
    let codes = Self.kinds.map { $0.rawValue } + HTTPFault.Code.allCases.map(\.rawValue)
    #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil })
    #expect(Set(codes).count == codes.count)
  }

  @Test func titlesAreDistinct() throws {
    let titles = try Self.kinds.map { (kind: any ProblemKind) in
      try Problem(of: kind, "").response(instance: nil).json["title"]?.stringValue
    }
    #expect(Set(titles).count == titles.count)
  }

  @Test(arguments: HTTPFault.Code.allCases)
  func messagesThatAreNotHTTPAreProblemsToo(_ code: HTTPFault.Code) async throws {
    let service = try await TestService(workers: 0)
    let fault = HTTPFault(code, "Send it otherwise.")
    let response = service.api.response(to: fault, in: nil)
    #expect(response.status == fault.status)
    let json = try response.json
    #expect(json["detail"] == "Send it otherwise.")
    #expect(json["title"]?.stringValue == fault.title)
    #expect(response.problem == code.rawValue)
    #expect(json["instance"] == nil)
  }
}
