internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

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
