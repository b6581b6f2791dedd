internal import ByteCoding
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

/// How answers leave: tagged, coded as the client likes them, and kept where they stand for good.
struct Answers: Sendable {
  let cache: AnswerCache<JobID>
  /// Makes answers that are too large for the cooperative pool: text of tables, gzip, digests.
  let threads: DedicatedThreads

  /// An answer about a job under its ETag and coded as the client likes it: kept in the cache where
  /// the job has ended, and 304 where the client has it already.
  func answer(
    _ response: HTTPResponse, about job: Job, _ request: APIRequest
  ) async throws -> HTTPResponse {
    var tagged = response
    tagged.headers["ETag"] = EntityTag(of: job, as: request.format).text
    tagged = try await coded(tagged, for: request)
    if job.state.isTerminal, tagged.stream == nil {
      var kept = tagged.completed(for: request.route)
      kept.headers = kept.headers.shared()
      cache.insert(kept, for: request.cacheKey, of: job.id, since: request.epoch)
    }
    return tagged.conditional(on: request.http)
  }

  /// An answer gzipped where the client takes that and it is of use.
  func coded(_ response: HTTPResponse, for request: APIRequest) async throws -> HTTPResponse {
    guard response.isWorthCoding(for: request.codings) else { return response }
    if response.stream != nil || response.body.count > PiecedContent.wholeBytes {
      return response.gzippedStream(on: threads)
    }
    return try await threads.run(over: response.body.count) { response.gzipped() }
  }

  /// An answer under a tag that is made of its content, or 304 where the client has it already.
  func tagged(_ body: [UInt8], for request: APIRequest) async throws -> HTTPResponse {
    var response = request.head(try await threads.run(over: body.count) { EntityTag(of: body) })
    response.body = body
    return response.conditional(on: request.http)
  }

  /// What `rows` makes of a document, in one of the forms of tables.
  func rows(
    _ rows: @escaping @Sendable (JSONValue) -> RowTable, of document: [UInt8],
    _ format: MediaFormat
  ) async throws -> [UInt8] {
    try await threads.run(over: document.count) {
      rows(try JSONValue.parse(document)).pieces(as: format).whole()
    }
  }

  /// The job as the API shows it.
  func encoded(_ job: Job) async throws -> [UInt8] {
    try await threads.run(over: JobEncoding.byteCount(of: job)) { JobEncoding.json(job) }
  }
}
