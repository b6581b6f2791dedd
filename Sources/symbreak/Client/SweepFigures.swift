internal import Foundation
internal import StrictJSON

/// What is told of sweeps in tables.
enum SweepFigures {
  /// Sweeps one below another.
  static func lines(_ sweeps: [JSONValue]) -> [String] {
    var table = TextTable(["sweep", "state", "jobs", "succeeded"])
    for sweep in sweeps {
      table.append([
        sweep["id"]?.stringValue ?? "", sweep["state"]?.stringValue ?? "",
        count(sweep["jobs"]?["total"]), count(sweep["jobs"]?["succeeded"]),
      ])
    }
    let names = ["name"] + sweeps.map { $0["name"]?.stringValue ?? "" }
    return zip(table.lines, names).map { $0 + "  " + $1.replacing("\n", with: " ") }
  }

  /// The groups of a sweep's statistics: what tells them apart, how many jobs they are, and mean and
  /// deviation of the final loss and of the distinct neurons of each hidden layer.
  static func statistics(_ answer: JSONValue) -> [String] {
    let fields = (answer["by"]?.arrayValue ?? []).compactMap(\.stringValue)
    let groups = answer["groups"]?.arrayValue ?? []
    let layers = groups.map { $0["distinct_neurons"]?.arrayValue?.count ?? 0 }.max() ?? 0
    var table = TextTable(
      fields + ["jobs", "final loss"] + (0..<layers).map { "distinct neurons, layer \($0 + 1)" })
    for group in groups {
      let neurons = group["distinct_neurons"]?.arrayValue ?? []
      table.append(
        fields.map { text(group["values"]?.objectValue?[$0]) } + [count(group["jobs"])]
          + [summary(group["final_train_loss"])]
          + (0..<layers).map { summary(neurons.indices.contains($0) ? neurons[$0] : nil) })
    }
    return table.lines
  }

  private static func count(_ value: JSONValue?) -> String {
    value?.numberValue?.literal ?? "–"
  }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "–" }
    return value.stringValue ?? String(decoding: value.serialized(), as: UTF8.self)
  }

  private static func summary(_ value: JSONValue?) -> String {
    let mean = JobFigures.text(value?["mean"])
    let deviation = value?["deviation"]?.numberValue?.asDouble
    return mean + (deviation.map { String(format: " ± %.3g", $0) } ?? "")
  }
}
