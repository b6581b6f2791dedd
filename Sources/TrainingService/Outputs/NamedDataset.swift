internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// A data set that the path of a request names, prepared as its query says.
struct NamedDataset: Sendable {
  var spec: DatasetSpec
  /// The normalised `dataset` of a spec.
  var json: JSONValue
  var names: InlineRows.Names

  /// The parameters that a spec's `dataset` takes beside `name` and `id`.
  static let parameters = SpecFields.generatedDataset.names.filter { $0 != "name" }
}

extension DatasetRowsRoute {
  /// The built-in data set of a name, or the caller's upload of an id. Throws 404 where there is none,
  /// and 400 for parameters that it does not take or that are wrong.
  func dataset(_ request: APIRequest) async throws -> NamedDataset {
    let text = request.path["id"] ?? ""
    var object: JSONObject = [:]
    var shape: DatasetShape?
    var names = InlineRows.Names()
    if DatasetGenerator.named(text) != nil {
      object["name"] = .string(text)
    } else {
      guard let id = DatasetID(rawValue: text),
        let upload = try await datasets.store.dataset(id, of: request.caller.owner),
        !upload.isDeleted
      else { throw Problem.noDataset(text) }
      object["id"] = .string(text)
      shape = try upload.shape()
      names = try upload.names()
    }
    for name in NamedDataset.parameters {
      if let text = request.query[name] { object[name] = Self.value(text, of: name) }
    }
    let draft = try Self.draft(["dataset": .object(object)], shape)
    let spec: DatasetSpec
    switch draft {
    case .generated(let generator, let parameters):
      spec = .generated(name: generator.name, parameters: parameters)
    case .stored(let stored): spec = .stored(stored)
    case .inline: throw Problem.noDataset(text)
    }
    return NamedDataset(spec: spec, json: .object(SpecWriter.dataset(spec)), names: names)
  }

  /// The value that a parameter's text stands for; what it cannot stand for is left to be refused.
  private static func value(_ text: String, of name: String) -> JSONValue {
    if name == "standardize", let flag = ["true": JSONValue.bool(true), "false": false][text] {
      return flag
    }
    return JSONNumber(literal: text).map(JSONValue.number) ?? .string(text)
  }

  private static func draft(
    _ spec: JSONValue, _ shape: DatasetShape?
  ) throws(Problem) -> DatasetDraft {
    let faults = FaultList(capacity: SpecLimits.standard.faults)
    let root = Cursor(value: spec, pointer: .root, faults: faults)
    let draft = Fields(root, SpecFields.spec).flatMap {
      DatasetReader(limits: .standard, upload: shape).read($0)
    }
    guard let draft, faults.isEmpty else {
      let list = faults.list()
      throw Problem(
        .invalidQuery, list.map(\.detail).joined(separator: " "),
        errors: list.map {
          Problem.fault(
            parameter: String($0.pointer.split(separator: "/").last ?? ""), code: $0.code,
            $0.detail, suggestion: $0.suggestion)
        })
    }
    return draft
  }
}

extension UploadedDataset {
  /// What columns and classes are called.
  func names() throws -> InlineRows.Names {
    let json = try JSONValue.parse(summary)
    func texts(_ name: String) -> [String] {
      json[name]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
    return InlineRows.Names(
      features: texts("feature_names"), targets: texts("target_names"),
      classes: texts("class_names"))
  }
}

extension DatasetCache {
  /// The rows of a data set, those of an upload fetched.
  func rows(of dataset: DatasetSpec, owner: String) async throws -> Dataset {
    guard case .stored(let stored) = dataset, stored.rows == nil else { return dataset.dataset() }
    guard let rows = try await fetch(stored, of: owner).rows else {
      throw DatasetGone(id: stored.id)
    }
    return rows
  }
}
