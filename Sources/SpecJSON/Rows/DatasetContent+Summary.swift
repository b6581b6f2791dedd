package import ByteCoding
package import StrictJSON
internal import TrainingModel

extension DatasetContent {
  /// What is told of the content without reading it: the members of the API's answer that follow
  /// from it.
  ///
  /// - Parameter digest: the SHA-256 of `bytes`.
  package func summary(bytes: Int, digest: String) -> JSONObject {
    [
      "rows": .integer(data.trainRows), "test_rows": .integer(data.testRows),
      "features": .integer(data.features),
      "task": .string(data.task.name),
      "classes": data.task.classes.map { .integer($0) } ?? .null,
      "target_columns": .integer(data.targetColumns),
      "outputs": .array(data.task.fittingOutputs.map { .integer($0) }),
      "divisor": .double(divisor),
      "feature_names": .names(names.features),
      "target_names": .names(names.targets),
      "class_names": .names(names.classes),
      "bytes": .integer(bytes), "sha256": .string(digest),
    ]
  }
}

extension JSONValue {
  /// Names of columns or classes; null where there are none.
  package static func names(_ names: [String]) -> JSONValue {
    names.isEmpty ? .null : .texts(names)
  }
}

extension DatasetShape {
  /// The shape that a summary, or the header of a content, tells.
  package init(summary: JSONValue) throws(MalformedArtifact) {
    guard let features = summary["features"]?.numberValue?.asInt,
      let rows = summary["rows"]?.numberValue?.asInt,
      let testRows = summary["test_rows"]?.numberValue?.asInt,
      let columns = summary["target_columns"]?.numberValue?.asInt,
      features > 0, rows > 0, testRows >= 0, columns > 0
    else { throw MalformedArtifact() }
    let classes = summary["classes"]?.numberValue?.asInt
    self.init(
      features: features,
      task: classes.map { .classification(classes: $0) } ?? .regression(outputs: columns),
      rows: rows, ownTestRows: testRows, bytes: summary["bytes"]?.numberValue?.asInt)
  }
}
