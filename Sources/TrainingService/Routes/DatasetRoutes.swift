internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// Data sets: those that are built in, and those that were uploaded.
struct DatasetRoutes: Sendable {
  let status: ServiceStatus
  let datasets: DatasetCache
  let limits: DatasetLimits
  /// Reads uploads, one at a time: the memory that one takes is bounded, that of many is not.
  let reading: DedicatedThreads
  let answers: Answers

  func create(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    if status.phase == .draining { throw Problem.draining }
    var options = UploadOptions()
    for name in request.route.parameters.map(\.name) {
      for value in request.query.values(name) { _ = options.add(value, to: name) }
    }
    let owner = request.caller.owner
    let dataset = try await reading.run { [limits, query = options.object] in
      try request.http.withContent { content in
        let body = try UploadBody(content, of: request.http, query: query, limits: limits)
        return try Self.newDataset(body, owner, limits)
      }
    }
    let (upload, status): (UploadedDataset, HTTPStatus) =
      switch try await datasets.store.insert(dataset) {
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

  func list(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let uploads = try await datasets.store.datasets(of: request.caller.owner)
    let body = SpecWriter.datasetsJSON(uploads: try uploads.map { try $0.json() })
    return try await answers.tagged(body.serialized(), for: request)
  }

  func get(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try Self.datasetID(request)
    guard let upload = try await datasets.store.dataset(id, of: request.caller.owner),
      !upload.isDeleted
    else { throw Problem.noDataset(id.rawValue) }
    return try await answers.tagged(upload.json().serialized(), for: request)
  }

  func delete(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try Self.datasetID(request)
    switch try await datasets.store.delete(id, of: request.caller.owner) {
    case .deleted:
      datasets.remove(id, of: request.caller.owner)
      // Which jobs were trained on it is not known here, and data sets are seldom deleted.
      answers.cache.removeAll()
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
