internal import Foundation
internal import StrictJSON

/// What a line of a table says of a job.
struct JobFigures {
  let id: String
  let state: String
  let name: String
  let step: Int
  let steps: Int
  private let job: JSONValue

  init(_ job: JSONValue) {
    self.job = job
    id = job["id"]?.stringValue ?? ""
    state = job["state"]?.stringValue ?? ""
    name = job["name"]?.stringValue ?? job["spec"]?["name"]?.stringValue ?? ""
    step = job["progress"]?["step"]?.numberValue?.asInt ?? 0
    steps = job["progress"]?["steps"]?.numberValue?.asInt ?? 0
  }

  /// Whether it has ended.
  var isTerminal: Bool { ["succeeded", "failed", "cancelled"].contains(state) }

  var outcome: String { job["result"]?["outcome"]?.stringValue ?? "–" }
  var finalLoss: String { Self.text(job["result"]?["final"]?["train_loss"]) }

  /// `1/8, 2/4`: of each hidden layer how many of its neurons are distinct.
  var distinctNeurons: String {
    let layers = job["result"]?["symmetry"]?["layers"]?.arrayValue ?? []
    let parts = layers.compactMap { layer -> String? in
      guard let distinct = layer["distinct_neurons"]?.numberValue?.asInt,
        let units = layer["units"]?.numberValue?.asInt
      else { return nil }
      return "\(distinct)/\(units)"
    }
    return parts.isEmpty ? "–" : parts.joined(separator: ", ")
  }

  /// Why it failed, where it did.
  var error: String? { job["error"]?["detail"]?.stringValue ?? job["error"]?.stringValue }

  /// Six digits; a dash where there is no number.
  static func text(_ value: JSONValue?) -> String {
    value?.numberValue?.asDouble.map { String(format: "%.6g", $0) } ?? "–"
  }

  /// Jobs one below another.
  static func lines(_ jobs: [JobFigures]) -> [String] {
    var table = TextTable(["job", "state", "outcome", "step", "final loss", "distinct neurons"])
    for job in jobs {
      table.append([
        job.id, job.state, job.outcome, "\(job.step)/\(job.steps)", job.finalLoss,
        job.distinctNeurons,
      ])
    }
    // Names at the end: they are as long as people like.
    let names = ["name"] + jobs.map(\.name)
    guard names.dropFirst().contains(where: { !$0.isEmpty }) else { return table.lines }
    return zip(table.lines, names).map { $0 + "  " + $1.replacing("\n", with: " ") }
  }
}
