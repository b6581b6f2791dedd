internal import HTTPCodec
internal import Jobs
internal import WebRouting

/// A request that has found its route, its query checked and its format chosen.
struct APIRequest: Sendable {
  var http: HTTPRequest
  /// The request's id, which the log knows it by.
  var id: String
  var route: ServiceRoute
  /// The named segments of the path.
  var path: PathParameters
  var query: CheckedQuery
  /// What to answer in; JSON where the route has no content.
  var format: MediaFormat
  /// The content codings that the client takes.
  var codings: ContentCodings
  var caller: Caller
  /// The state of the cache's deletions before anything was read for this request.
  var epoch: AnswerCache<JobID>.Epoch
  /// The job in the path, where it was read to see whose it is.
  var job: Job?

  /// The key under which the answer may be kept: all that it depends on.
  var cacheKey: String {
    let coding = codings.gzip ? codings.identity ? "gzip" : "gzip!" : "plain"
    return "\(caller.owner) \(format.name) \(coding) \(http.target)"
  }
}
