internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// Data sets: those that are built in, and those that were uploaded.
enum DatasetRoutes {
  @Sendable static func create(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    if services.status.phase == .draining { throw Problem.draining }
    var options = UploadOptions()
    for name in request.route.parameters.map(\.name) {
      for value in request.query.values(name) { _ = options.add(value, to: name) }
    }
    let (limits, owner) = (services.datasetLimits, request.caller.owner)
    let dataset = try await services.reading.run { [query = options.object] in
      try request.http.withContent { content in
        let body = try UploadBody(content, of: request.http, query: query, limits: limits)
        return try newDataset(body, owner, limits)
      }
    }
    let (upload, status): (UploadedDataset, HTTPStatus) =
      switch try await services.datasets.store.insert(dataset) {
      case .created(let upload): (upload, .created)
      case .existing(let upload): (upload, .ok)
      }
    return HTTPResponse(
      status: status,
      headers: [
        "Content-Type": MediaFormat.json.contentType, "Location": "/v1/datasets/\(upload.id)",
      ],
      body: try upload.json().serialized())
  }

  private static func newDataset(
    _ body: UploadBody, _ owner: String, _ limits: DatasetLimits
  ) throws(Problem) -> NewDataset {
    let read: (name: String?, content: DatasetContent)
    do {
      read = try UploadReader(limits: limits).read(body.options, body.files)
    } catch {
      throw Problem(ofUpload: error)
    }
    return NewDataset(read.content, owner: owner, name: read.name, quota: limits.quota)
  }

  @Sendable static func list(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let uploads = try await services.datasets.store.datasets(of: request.caller.owner)
    let body = SpecWriter.datasetsJSON(uploads: try uploads.map { try $0.json() })
    return try await services.tagged(body.serialized(), for: request)
  }

  @Sendable static func get(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try datasetID(request)
    guard let upload = try await services.datasets.store.dataset(id, of: request.caller.owner),
      !upload.isDeleted
    else { throw Problem.noDataset(id.rawValue) }
    return try await services.tagged(upload.json().serialized(), for: request)
  }

  @Sendable static func delete(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try datasetID(request)
    switch try await services.datasets.store.delete(id, of: request.caller.owner) {
    case .deleted:
      services.datasets.remove(id, of: request.caller.owner)
      // Which jobs were trained on it is not known here, and data sets are seldom deleted.
      services.cache.removeAll()
      return HTTPResponse(status: .noContent)
    case .inUse(let jobs):
      throw Problem(
        .datasetInUse,
        "\(jobs.map(\.rawValue).joined(separator: ", ")) wait or run and need \(id). Cancel them, or"
          + " delete it when they have ended.",
        members: ["jobs": .array(jobs.map { .string($0.rawValue) })])
    case .notFound: throw Problem.noDataset(id.rawValue)
    }
  }

  /// The id of the path; what no id can look like is a data set that does not exist.
  private static func datasetID(_ request: APIRequest) throws(Problem) -> DatasetID {
    let text = request.path["id"] ?? ""
    guard let id = DatasetID(rawValue: text) else { throw Problem.noDataset(text) }
    return id
  }
}

extension Problem {
  static func noDataset(_ id: String) -> Problem {
    Problem(
      .datasetNotFound,
      DatasetGenerator.named(id) != nil
        ? "\(id) is built in: only uploads have this path. GET /v1/datasets/\(id)/rows gives its rows."
        : "You have no data set \(id.shortened). GET /v1/datasets lists those there are.")
  }
}
