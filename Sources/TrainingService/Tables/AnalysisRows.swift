internal import StrictJSON
internal import WebRouting

/// Analyses as rows, made of their documents.
enum AnalysisRows {
  /// A row a claim; what was measured for it as one value, since each claim has its own.
  static func claims(_ document: JSONValue) -> RowTable {
    RowTable(flattening: document["claims"]?.arrayValue ?? [], keeping: ["measured"])
  }

  /// A row a layer.
  static func measurements(_ document: JSONValue) -> RowTable {
    RowTable(
      flattening: (document["layers"]?.arrayValue ?? []).map {
        joined(["step": document["step"] ?? .null, "loss": document["loss"] ?? .null], $0)
      })
  }

  /// A row a run and hidden layer; one a run without hidden layers.
  static func runs(_ document: JSONValue) -> RowTable {
    RowTable(
      flattening: (document["runs"]?.arrayValue ?? []).flatMap { run in
        var common = run.objectValue ?? JSONObject()
        (common["curve"], common["layers"]) = (nil, nil)
        let layers = run["layers"]?.arrayValue ?? []
        return layers.isEmpty ? [.object(common)] : layers.map { joined(common, $0) }
      })
  }

  /// A row a pair of runs and of their layers.
  static func representations(_ document: JSONValue) -> RowTable {
    RowTable(
      flattening: (document["representations"]?.arrayValue ?? []).flatMap { pair in
        var common = pair.objectValue ?? JSONObject()
        (common["layers"], common["reason"]) = (nil, nil)
        return (pair["layers"]?.arrayValue ?? []).map { joined(common, $0) }
      })
  }

  /// The members of both.
  private static func joined(_ common: JSONObject, _ row: JSONValue) -> JSONValue {
    var object = common
    for (name, value) in row.objectValue ?? JSONObject() { object[name] = value }
    return .object(object)
  }
}
