internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import WebRouting

/// Names and labels of jobs and sweeps, given later: `PATCH` with a JSON merge patch (RFC 5789, RFC
/// 7396), under `If-Match` only to what the client has seen.
struct NameRoutes: Sendable {
  let jobs: JobReader
  let answers: Answers

  func patchJob(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let before = try await jobs.job(request)
    let patch = try NamePatchReader.read(request.http)
    let tag = EntityTag(of: before, as: .json)
    guard tag.meetsPrecondition(of: request.http) else { throw Problem.changedSince(tag) }
    let renaming = try await jobs.queue.rename(
      before.id, of: jobs.owner(request.caller), patch,
      ifRevision: request.http.headers["if-match"] == nil ? nil : before.revision,
      mostLabels: SpecLimits.mostLabels)
    switch renaming {
    case .done: break
    case .changedSince: throw Problem.changedSince(nil)
    case .tooManyLabels(let count): throw Problem.tooManyLabels(count)
    case .notFound: throw Problem.noJob(before.id)
    }
    // What is said of an ended job was kept.
    answers.cache.remove(before.id)
    guard let job = try await jobs.queue.job(before.id) else { throw Problem.noJob(before.id) }
    var response = HTTPResponse.json(try await answers.encoded(job))
    response.headers["ETag"] = EntityTag(of: job, as: .json).text
    return response
  }

  func patchSweep(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    _ = try await jobs.sweep(request)
    let patch = try NamePatchReader.read(request.http)
    // Another's change between the reading and the writing, which is tried again on what it left.
    while true {
      let before = try await jobs.sweep(request)
      let tag = EntityTag(of: before, as: .json)
      guard tag.meetsPrecondition(of: request.http) else { throw Problem.changedSince(tag) }
      let summary = try SweepEncoding.summary(before.summary, changedBy: patch)
      switch try await jobs.queue.replaceSummary(
        of: before.id, before.summary, with: summary)
      {
      case .done:
        let sweep = try await jobs.sweep(request)
        var response = HTTPResponse.json(try SweepEncoding.json(sweep))
        response.headers["ETag"] = EntityTag(of: sweep, as: .json).text
        return response
      case .changedSince: continue
      case .tooManyLabels(let count): throw Problem.tooManyLabels(count)
      case .notFound: throw Problem.noSweep(before.id.rawValue)
      }
    }
  }
}

extension SweepEncoding {
  /// What the store keeps of a sweep, with another name and other labels. Throws 422 where these are
  /// too many.
  static func summary(_ summary: [UInt8], changedBy patch: NamePatch) throws -> [UInt8] {
    let stored = try JSONValue.parse(summary)
    let labels = (stored["labels"]?.objectValue ?? JSONObject()).reduce(into: [String: String]()) {
      $0[$1.key] = $1.value.stringValue
    }
    let changed = patch.applied(to: stored["name"]?.stringValue, labels)
    guard changed.labels.count <= SpecLimits.mostLabels else {
      throw Problem.tooManyLabels(changed.labels.count)
    }
    var object = stored.objectValue ?? JSONObject()
    object["name"] = changed.name.map(JSONValue.string) ?? .null
    object["labels"] = .object(
      JSONObject(
        unique: changed.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    return JSONValue.object(object).serialized()
  }
}

extension Problem {
  /// What was asked to be changed is not as the client has seen it.
  fileprivate static func changedSince(_ tag: EntityTag?) -> Problem {
    Problem(
      .preconditionFailed,
      "It has changed since. Read it again, and send the change with its ETag in If-Match.",
      headers: tag.map { ["ETag": $0.text] } ?? [:])
  }

  fileprivate static func tooManyLabels(_ count: Int) -> Problem {
    Problem(
      .invalidPatch,
      "With these there would be \(count) labels; at most \(SpecLimits.mostLabels) are allowed."
        + " Remove some, as null.",
      errors: [
        [
          "pointer": "/labels", "code": "out_of_range",
          "detail": .string("At most \(SpecLimits.mostLabels) labels are allowed."),
        ]
      ])
  }
}
