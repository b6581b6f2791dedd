public import HTTPCodec
public import JobQueue

/// The whole API: from a request to its answer, without a socket.
///
/// The three calls are those that a server makes of its handler; they may come from many threads at
/// once, and none of them blocks.
public final class APIHandler: Sendable {
  private let services: APIServices
  private let hosts: HostPolicy

  /// The API over a queue of jobs. `document` is what `/openapi.yaml` and `/openapi.json` answer,
  /// `hosts` says which `Host` is answered, `live` is where the executor puts points as it records
  /// them, `heartbeat` how often a quiet stream of events shows that it lives, and `cacheBytes` the
  /// memory for answers about finished jobs.
  public init(
    queue: JobQueue, status: ServiceStatus, document: OpenAPIDocument, hosts: HostPolicy,
    live: LivePoints = LivePoints(), heartbeat: Duration = .seconds(15),
    cacheBytes: Int = 64 << 20
  ) {
    services = APIServices(
      queue: queue, status: status, document: document, cache: AnswerCache(capacity: cacheBytes),
      computing: DedicatedThreads(count: 1, niceness: 10), live: live, heartbeat: heartbeat)
    self.hosts = hosts
  }

  /// The answer to a request. HEAD is answered as GET, content included: the server drops it.
  public func handle(_ request: HTTPRequest) -> APIAnswer {
    do throws(Problem) {
      try hosts.check(request.authority)
      if request.method == .options { return .ready(try options(request)) }
      return answer(try RouteTable.find(request), request)
    } catch {
      return .ready(error.response(instance: request.target))
    }
  }

  /// A refusal on the strength of a head whose body is still to come, so that nobody sends 16 MB to
  /// hear that the path is wrong; nil where the body is wanted.
  public func refusal(of head: HTTPRequest) -> HTTPResponse? {
    do throws(Problem) {
      try hosts.check(head.authority)
      if head.method != .options { _ = try RouteTable.find(head) }
      return nil
    } catch {
      return error.response(instance: head.target)
    }
  }

  /// The answer to a message that never became a request.
  public func response(to fault: HTTPFault) -> HTTPResponse {
    Problem(fault).response(instance: nil)
  }

  private func answer(_ match: RouteTable.Match, _ http: HTTPRequest) -> APIAnswer {
    let request: APIRequest
    do throws(Problem) {
      let query = try CheckedQuery(http.query, for: match.route)
      let format = try ContentNegotiation.choose(
        from: match.route.formats, format: query["format"],
        accept: http.headers.combined("accept"))
      request = APIRequest(
        http: http, path: match.parameters, query: query, format: format,
        codings: try ContentCodings(accepting: http.headers.combined("accept-encoding")))
      if case .immediate(let action) = match.route.action {
        var response = try action(services, request)
        // What is large is coded once and for all by its route.
        if response.isWorthCoding(for: request.codings) { response = response.gzipped() }
        return .ready(Self.finished(response, match.route))
      }
    } catch {
      return .ready(error.response(instance: http.target))
    }
    guard case .deferred(let action) = match.route.action else {
      preconditionFailure("an action is immediate or deferred")
    }
    if match.route.method == .get, let kept = services.cache.response(for: request.cacheKey) {
      return .ready(Self.finished(kept.conditional(on: http), match.route))
    }
    return .pending { [services] in
      do {
        let response = try await action(services, request)
        return Self.finished(try await services.coded(response, for: request), match.route)
      } catch {
        return Problem(unexpected: error).response(instance: http.target)
      }
    }
  }

  /// `Allow` for a path, or for the server as a whole with `OPTIONS *`.
  private func options(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
    let methods =
      request.path == "*"
      ? RouteTable.allMethods : try RouteTable.methods(at: request.pathSegments)
    return HTTPResponse(status: .noContent, headers: ["Allow": RouteTable.allow(methods)])
  }

  /// What every answer of a route gets.
  private static func finished(_ response: HTTPResponse, _ route: Route) -> HTTPResponse {
    var response = response
    // Nothing may be used again without asking: a job can be deleted, and an unfinished one
    // changes.
    if response.headers["Cache-Control"] == nil { response.headers["Cache-Control"] = "no-cache" }
    response.headers["X-Content-Type-Options"] = "nosniff"
    if !route.formats.isEmpty {
      response.headers["Vary"] =
        route.formats.count > 1 ? "Accept, Accept-Encoding" : "Accept-Encoding"
    }
    return response
  }
}
