internal import AccessKeys
internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON

/// `GET /v1/usage`: what the caller's jobs and data sets take of the store, and what they may.
struct UsageRoute: Sendable {
  let queue: JobQueue
  let datasets: DatasetCache
  let access: CallerAccess
  let datasetLimits: DatasetLimits
  /// Which jobs go by themselves.
  let retention: JobRetention

  func usage(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let isCounted = access.keys.isRequired
    // Without keys everyone sees all jobs, whoever they belonged to.
    let jobs = try await queue.usage(of: isCounted ? request.caller.owner : nil)
    let datasets = try await datasets.store.datasets(of: request.caller.owner)
    var writer = JSONWriter()
    writer.object {
      $0.member("jobs", .number(JSONNumber(jobs.jobs)))
      $0.member("stored_bytes", .number(JSONNumber(jobs.bytes)))
      $0.member("datasets", .number(JSONNumber(datasets.count)))
      $0.member(
        "dataset_bytes", .number(JSONNumber(datasets.reduce(0) { $0 + $1.bytes })))
      $0.member(
        "limits",
        [
          "stored_bytes": isCounted
            ? .number(JSONNumber(access.limits.quota.bytes)) : .null,
          "datasets": .number(JSONNumber(datasetLimits.uploads)),
          "dataset_bytes": .number(JSONNumber(datasetLimits.ownerBytes)),
        ])
      $0.member(
        "retention",
        [
          "days": retention.age.map { .number(JSONNumber($0.wholeDays)) } ?? .null,
          "jobs": retention.count.map { .number(JSONNumber($0)) } ?? .null,
        ])
    }
    var response = HTTPResponse.json(writer.bytes)
    response.headers["Cache-Control"] = "no-store"
    return response
  }
}

extension Duration {
  fileprivate var wholeDays: Int64 { components.seconds / 86_400 }
}
