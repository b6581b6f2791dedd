internal import NeuronSimilarity
internal import StrictJSON

/// The similarity answer as rows, one a layer and step, for CSV and NDJSON.
struct SimilarityTable {
  /// The columns after `step`.
  private static let series =
    ["distinct_neurons"]
    + SimilarityKind.allCases.flatMap { kind in
      [
        "mean", "min", "lower_quartile", "median", "upper_quartile", "max", "largest_difference",
        "smallest_norm", "largest_norm",
      ].map { "\(kind.rawValue)/\($0)" }
    } + ["effective_rank", "turned_degrees", "norm_ratio"]
  private static let names =
    ["step", "layer", "units"] + series.map { $0.replacing("/", with: "_") }

  private let rows: [[JSONValue]]

  /// The rows of an answer as `SimilarityEncoding` writes it.
  init(_ answer: JSONValue) {
    let steps = answer["steps"]?.arrayValue ?? []
    let layers = (answer["layers"]?.arrayValue ?? []).map { layer in
      (
        head: [layer["layer"] ?? .null, layer["units"] ?? .null],
        columns: Self.series.map { name in
          JSONPointer("/" + name).flatMap { layer[$0] }?.arrayValue ?? []
        }
      )
    }
    rows = steps.indices.flatMap { index in
      layers.map { layer in [steps[index]] + layer.head + layer.columns.map { $0[index] } }
    }
  }

  /// RFC 4180 with a header line; empty where there is no value.
  func csv() -> [UInt8] {
    var bytes = Array((Self.names.joined(separator: ",") + "\r\n").utf8)
    for row in rows {
      for (index, value) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if !value.isNull { bytes += value.serialized() }
      }
      bytes += [0x0D, 0x0A]
    }
    return bytes
  }

  /// One object a row, null where there is no value.
  func ndjson() -> [UInt8] {
    rows.flatMap { row in
      JSONValue.object(JSONObject(unique: zip(Self.names, row).map { ($0, $1) })).serialized()
        + [0x0A]
    }
  }
}
