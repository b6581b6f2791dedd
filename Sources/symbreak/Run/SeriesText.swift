internal import StrictJSON

/// Curves out of an answer of the service, or of what `symbreak run --format json` wrote: `/curves` of one job
/// or of several, `/health` and `/similarity`.
package struct SeriesText {
  /// Why there are no such curves.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// What is drawn: the metric asked for, or the one that stands for it.
  package let metric: String
  /// The curves, ready to be drawn.
  package let lines: [LineChart.Line]

  /// Reads the curves `metric` out of `bytes`; `name` is the file's, for messages. Without a metric the
  /// training loss, of layers the distinct neurons, or the first there is.
  ///
  /// A metric of layers, `dead_fraction` or `incoming_mean`, is a curve for each layer; `dead_fraction_1`
  /// is that of the first.
  package init(_ bytes: [UInt8], metric: String?, name: String) throws(Refusal) {
    let json: JSONValue
    do {
      json = try JSONValue.parse(bytes)
    } catch {
      throw Refusal(description: "\(name) is not valid JSON: \(error)")
    }
    let sources = try Self.sources(json, name)
    guard let names = sources.first?.columns.map(\.name), !names.isEmpty else {
      throw Refusal(description: "\(name) has no curve.")
    }
    let metric = metric ?? Self.standard(names)
    var lines: [LineChart.Line] = []
    for source in sources {
      let columns = Self.columns(of: metric, in: source)
      guard !columns.isEmpty else {
        let known = source.columns.map(\.name).joined(separator: ", ")
        throw Refusal(description: "\(name) has no curve \(metric). It has \(known).")
      }
      for column in columns {
        guard source.steps?.arrayValue?.count == column.values?.arrayValue?.count else {
          throw Refusal(
            description: "In \(name), step and \(column.name) are not equally long.")
        }
        let parts = [source.name, columns.count > 1 || source.name.isEmpty ? column.name : ""]
        lines.append(
          LineChart.Line(
            name: parts.filter { !$0.isEmpty }.joined(separator: ": "),
            points: Self.points(source.steps, column.values)))
      }
    }
    (self.metric, self.lines) = (metric, lines)
  }

  /// Null is a value that is not finite, or one that was not measured; either way a gap.
  static func points(_ steps: JSONValue?, _ values: JSONValue?) -> [LineChart.Point] {
    zip(steps?.arrayValue ?? [], values?.arrayValue ?? []).compactMap { step, value in
      step.numberValue?.asDouble.map { LineChart.Point(x: $0, y: value.numberValue?.asDouble) }
    }
  }

  /// What one job has, under its name where there are several.
  private struct Source {
    var name: String
    var steps: JSONValue?
    var columns: [(name: String, values: JSONValue?)]
  }

  private static func sources(_ json: JSONValue, _ name: String) throws(Refusal) -> [Source] {
    if let items = json["items"]?.arrayValue {
      var sources: [Source] = []
      for item in items {
        let title = item["name"]?.stringValue ?? item["id"]?.stringValue ?? ""
        sources.append(try table(item["curves"] ?? .null, title, name))
      }
      return sources
    }
    if let layers = json["layers"]?.arrayValue, json["steps"]?.arrayValue != nil {
      return [Source(name: "", steps: json["steps"], columns: layers.flatMap(Self.columns))]
    }
    return [try table(json["curves"] ?? json, "", name)]
  }

  private static func table(
    _ json: JSONValue, _ title: String, _ name: String
  ) throws(Refusal) -> Source {
    guard let columns = json["columns"]?.objectValue, columns["step"]?.arrayValue != nil else {
      throw Refusal(
        description: "\(name) holds no curves: there is no array at /columns/step.")
    }
    return Source(
      name: title, steps: columns["step"],
      columns: columns.filter { $0.key != "step" }.map { ($0.key, $0.value) })
  }

  /// The series of a layer's similarity by their names in a table, the layer's number behind.
  private static func columns(of layer: JSONValue) -> [(name: String, values: JSONValue?)] {
    let number = layer["layer"]?.numberValue?.literal ?? ""
    return (layer.objectValue.map { Array($0) } ?? []).flatMap { member in
      let inner = member.value.objectValue.map { Array($0) } ?? []
      return
        (inner.isEmpty
        ? [(member.key, member.value)] : inner.map { ("\(member.key)_\($0.key)", $0.value) })
        .filter { $0.1.arrayValue?.isEmpty == false && $0.1.arrayValue?[0].objectValue == nil }
        .map { ("\($0.0)_\(number)", $0.1) }
    }
  }

  private static func columns(
    of metric: String, in source: Source
  ) -> [(name: String, values: JSONValue?)] {
    let own = source.columns.filter { $0.name == metric }
    if !own.isEmpty { return own }
    return source.columns.filter { column in
      column.name.hasPrefix(metric + "_") && Int(column.name.dropFirst(metric.count + 1)) != nil
    }
  }

  private static func standard(_ names: [String]) -> String {
    if names.contains("train_loss") { return "train_loss" }
    if names.contains("distinct_neurons_1") { return "distinct_neurons" }
    let first = names.first { $0 != "train_rows" } ?? names[0]
    return first.replacing(/_[0-9]+$/, with: "")
  }
}
