package import Foundation
package import StrictJSON

/// A job with its curves, for programs that keep runs.
package struct ExportedRun {
  package struct Metric {
    package let name: String
    /// Not finite where the training was not; steps without a value are left out.
    package let values: [(step: Int, time: Date, value: Double)]
  }

  package let id: String
  package let name: String
  package let state: String
  package let start: Date
  package let end: Date?
  package let metrics: [Metric]
  /// Leaves of the spec by their paths.
  package let parameters: [(name: String, value: String)]
  package let labels: [(name: String, value: String)]

  /// Columns that are no measure: what the others are over.
  private static let axes = ["step", "epoch", "seconds"]

  /// Of a job's object and its `/curves` with all points.
  package init(job: JSONValue, curves: JSONValue) {
    id = job["id"]?.stringValue ?? "job"
    let spec = job["spec"] ?? .null
    name = job["name"]?.stringValue ?? spec["name"]?.stringValue ?? id
    state = job["state"]?.stringValue ?? ""
    start =
      Self.date(job["started_at"]) ?? Self.date(job["created_at"]) ?? Date(timeIntervalSince1970: 0)
    end = Self.date(job["finished_at"])
    labels = (spec["labels"]?.objectValue.map { Array($0) } ?? []).map {
      ($0.key, $0.value.stringValue ?? "")
    }
    parameters = Self.leaves(of: spec, at: "").filter { !$0.name.hasPrefix("labels") }
    metrics = Self.metrics(curves, start: start)
  }

  private static func metrics(_ curves: JSONValue, start: Date) -> [Metric] {
    let columns = curves["columns"]?.objectValue ?? [:]
    let steps = (columns["step"]?.arrayValue ?? []).map { $0.numberValue?.asInt ?? 0 }
    let seconds = columns["seconds"]?.arrayValue ?? []
    let times = steps.indices.map { row in
      start + (seconds.indices.contains(row) ? seconds[row].numberValue?.asDouble ?? 0 : 0)
    }
    var words: [String: [Int: Double]] = [:]
    for entry in curves["non_finite"]?.arrayValue ?? [] {
      guard let column = entry["column"]?.stringValue, let step = entry["step"]?.numberValue?.asInt,
        let word = entry["value"]?.stringValue, let value = Double(word)
      else { continue }
      words[column, default: [:]][step] = value
    }
    return columns.filter { !axes.contains($0.key) }.map { name, column in
      let values = zip(steps, zip(times, column.arrayValue ?? [])).compactMap { step, pair in
        (pair.1.numberValue?.asDouble ?? words[name]?[step]).map { (step, pair.0, $0) }
      }
      return Metric(name: name, values: values)
    }
  }

  private static func leaves(
    of value: JSONValue, at path: String
  ) -> [(name: String, value: String)] {
    switch value {
    case .null: return []
    case .object(let object):
      return object.flatMap {
        leaves(of: $0.value, at: path.isEmpty ? $0.key : "\(path).\($0.key)")
      }
    default:
      let text = value.stringValue ?? String(decoding: value.serialized(), as: UTF8.self)
      return [(path, text)]
    }
  }

  private static func date(_ value: JSONValue?) -> Date? {
    guard let text = value?.stringValue else { return nil }
    let whole = try? Date(text, strategy: .iso8601)
    return (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
      ?? whole
  }
}
