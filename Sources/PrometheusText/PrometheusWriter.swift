/// Writes measurements in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
///
///     var writer = PrometheusWriter()
///     writer.family("jobs", .gauge, "Jobs by state.")
///     writer.sample("jobs", ["state": "queued"], 3)
package struct PrometheusWriter {
  /// What a family's values are.
  package enum Kind: String, Sendable {
    /// Only grows, from 0 at the start of the process; its name ends with `_total`.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts observations in buckets.
    case histogram
  }

  /// The media type of the text.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Labels of a sample, in the order in which they are written.
  package typealias Labels = KeyValuePairs<String, String>

  /// The text so far.
  package private(set) var bytes: [UInt8] = []

  /// A text without families.
  package init() {}

  /// Begins a family: its samples follow, and each family is begun once.
  package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    append("# HELP \(name) \(escaped)\n# TYPE \(name) \(kind.rawValue)\n")
  }

  /// A family of one value without labels.
  package mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    family(name, kind, help)
    sample(name, value)
  }

  /// One value of the family begun last.
  package mutating func sample(_ name: String, _ labels: Labels, _ value: Double) {
    append(name)
    if !labels.isEmpty {
      let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
      append("{\(pairs)}")
    }
    append(" \(Self.text(value))\n")
  }

  /// The value of the family begun last, which has no labels.
  package mutating func sample(_ name: String, _ value: Double) { sample(name, [:], value) }

  /// A histogram of the family begun last.
  package mutating func histogram(
    _ name: String, _ label: (name: String, value: String), _ histogram: DurationHistogram
  ) {
    buckets(of: histogram) { writer, bound, count in
      writer.sample(name + "_bucket", [label.name: label.value, "le": bound], count)
    }
    sample(name + "_sum", [label.name: label.value], histogram.sum)
    sample(name + "_count", [label.name: label.value], Double(histogram.count))
  }

  /// The histogram of the family begun last, which has no labels.
  package mutating func histogram(_ name: String, _ histogram: DurationHistogram) {
    buckets(of: histogram) { writer, bound, count in
      writer.sample(name + "_bucket", ["le": bound], count)
    }
    sample(name + "_sum", histogram.sum)
    sample(name + "_count", Double(histogram.count))
  }

  /// Calls `write` for each bucket with its bound and with what is in it and in those below.
  private mutating func buckets(
    of histogram: DurationHistogram,
    _ write: (inout PrometheusWriter, _ bound: String, _ count: Double) -> Void
  ) {
    var count: UInt64 = 0
    for (bound, inBucket) in zip(histogram.bounds + [.infinity], histogram.counts) {
      count += inBucket
      write(&self, Self.text(bound), Double(count))
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Whole numbers without a fraction, infinity as the format spells it.
  private static func text(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return String(value)
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
