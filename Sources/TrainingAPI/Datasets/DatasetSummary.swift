internal import JobQueue
internal import StrictJSON
internal import TrainingModel

extension DatasetContent {
  /// What is told of the content without reading it: the members of the API's answer that follow
  /// from it.
  ///
  /// - Parameter digest: the SHA-256 of `bytes`.
  func summary(bytes: Int, digest: String) -> JSONObject {
    func names(_ names: [String]) -> JSONValue { names.isEmpty ? .null : .texts(names) }
    return [
      "rows": .integer(data.trainRows), "test_rows": .integer(data.testRows),
      "features": .integer(data.features),
      "task": .string(data.task.name),
      "classes": data.task.classes.map { .integer($0) } ?? .null,
      "target_columns": .integer(targetColumns),
      "outputs": .array(data.task.fittingOutputs.map { .integer($0) }),
      "divisor": .double(divisor),
      "feature_names": names(self.names.features),
      "target_names": names(self.names.targets),
      "class_names": names(self.names.classes),
      "bytes": .integer(bytes), "sha256": .string(digest),
    ]
  }
}

extension DatasetShape {
  /// The shape that a summary, or the header of a content, tells.
  init(summary: JSONValue) throws(MalformedArtifact) {
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
      rows: rows, ownTestRows: testRows)
  }
}

extension UploadedDataset {
  /// The data set as the API shows it.
  func json() throws -> JSONValue {
    var object: JSONObject = [
      "id": .string(id.rawValue), "name": name.map { .string($0) } ?? .null,
    ]
    for (key, value) in try JSONValue.parse(summary).objectValue ?? [:] { object[key] = value }
    object["created_at"] = .string(createdAt.rfc3339)
    object["inline"] = .bool(isInline)
    return .object(object)
  }

  /// The shape of its rows.
  func shape() throws -> DatasetShape { try DatasetShape(summary: JSONValue.parse(summary)) }
}
