package import HTTPCodec
internal import StrictJSON
internal import WebRouting

/// What every kind of problem means and what to do about it: where the `type` of a problem leads.
///
/// Status and title are the catalogues' own; the explanations are those of `docs/problems.md`, which is a
/// part of the program.
package enum ProblemGuide {
  /// A kind of problem, explained.
  package struct Entry: Sendable {
    /// The last part of the problem's `type`.
    package let code: String
    package let status: HTTPStatus
    package let title: String
    /// Plain sentences; what stands between backquotes is code.
    package let explanation: String

    /// As a member of the list and as the answer for itself.
    var json: JSONValue {
      .object([
        "type": .string(Problem.type(named: code)), "title": .string(title),
        "status": .number(JSONNumber(status.code)), "explanation": .string(explanation),
      ])
    }
  }

  /// All kinds: those of jobs, of requests, and of messages that are not understood.
  package static let entries: [Entry] = {
    let explanations = sections(of: String(decoding: PackageResources.problems_md, as: UTF8.self))
    func explained(_ kinds: [some ProblemKind]) -> [Entry] {
      kinds.map { kind in
        Entry(
          code: kind.rawValue, status: kind.status, title: kind.title,
          explanation: explanations[kind.rawValue] ?? kind.title + ".")
      }
    }
    let messages = HTTPFault.Code.allCases.map { code in
      let fault = HTTPFault(code, "")
      return Entry(
        code: code.rawValue, status: fault.status, title: fault.title,
        explanation:
          "The message was refused before the request was understood; `detail` says what to change."
      )
    }
    return explained(ServiceProblem.allCases) + explained(WebProblem.allCases) + messages
  }()

  /// The text of each section, without the status and the title that it begins with.
  private static func sections(of document: String) -> [String: String] {
    var sections: [String: String] = [:]
    for section in document.split(separator: "\n### ").dropFirst() {
      let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
      let text = lines.dropFirst().drop { $0.isEmpty }.prefix { !$0.isEmpty }
      guard let end = text.first?.firstRange(of: ". ") else { continue }
      let first = text.first.map { $0[end.upperBound...] } ?? ""
      sections[String(lines[0])] = ([first] + text.dropFirst()).joined(separator: " ")
    }
    return sections
  }
}
