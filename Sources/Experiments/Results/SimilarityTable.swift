package import ByteCoding
internal import NeuronSimilarity
package import StrictJSON

/// The similarity answer as rows, one a layer and step, for CSV and NDJSON.
package struct SimilarityTable: Sendable {
  /// The columns after `step`.
  private static let series =
    ["distinct_neurons"]
    + SimilarityKind.allCases.flatMap { kind in
      [
        "mean", "min", "lower_quartile", "median", "upper_quartile", "max", "largest_difference",
        "smallest_norm", "largest_norm",
      ].map { "\(kind.rawValue)/\($0)" }
    } + ["effective_rank", "turned_degrees", "norm_ratio", "distinct_directions"]
  private static let names = series.map { $0.replacing("/", with: "_") }

  private struct Layer: Sendable {
    var head: [JSONValue]
    /// One a series, each with a value a step, or empty.
    var columns: [[JSONValue]]
  }

  private let steps: [JSONValue]
  /// One a step where they are not all rows at every step; else empty.
  private let rows: [JSONValue]
  private let layers: [Layer]

  /// The rows of an answer as `SimilarityEncoding` writes it.
  package init(_ answer: JSONValue) {
    steps = answer["steps"]?.arrayValue ?? []
    rows = answer["train_rows"]?.arrayValue ?? []
    layers = (answer["layers"]?.arrayValue ?? []).map { layer in
      Layer(
        head: [layer["layer"] ?? .null, layer["units"] ?? .null],
        columns: Self.series.map { name in
          JSONPointer("/" + name).flatMap { layer[$0] }?.arrayValue ?? []
        })
    }
  }

  private var names: [String] {
    ["step", "layer", "units"] + (rows.isEmpty ? [] : ["train_rows"]) + Self.names
  }

  private var rowCount: Int { steps.count * layers.count }

  /// A row by its number: step after step, and of each one layer after the other.
  private func row(_ number: Int) -> [JSONValue] {
    let (step, place) = number.quotientAndRemainder(dividingBy: layers.count)
    return [steps[step]] + layers[place].head + (rows.isEmpty ? [] : [rows[step]])
      + layers[place].columns.map {
        // Records of earlier versions do not have every series.
        step < $0.count ? $0[step] : .null
      }
  }

  /// RFC 4180 with a header line; empty where there is no value.
  package func csv() -> Pieces {
    let header = Array((names.joined(separator: ",") + "\r\n").utf8)
    let ranges = Pieces.ranges(of: rowCount, by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      var bytes = index == 0 ? header : []
      for number in ranges[index] {
        for (column, value) in row(number).enumerated() {
          if column > 0 { bytes.append(UInt8(ascii: ",")) }
          if !value.isNull { bytes += value.serialized() }
        }
        bytes += [0x0D, 0x0A]
      }
      return bytes
    }
  }

  /// One object a row, null where there is no value.
  package func ndjson() -> Pieces {
    let ranges = Pieces.ranges(of: rowCount, by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      ranges[index].flatMap { number in
        JSONValue.object(JSONObject(unique: zip(names, row(number)).map { ($0, $1) }))
          .serialized() + [0x0A]
      }
    }
  }
}
