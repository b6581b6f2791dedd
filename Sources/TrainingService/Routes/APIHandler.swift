package import HTTPCodec
package import Jobs
internal import Threading
internal import WebRouting

/// The whole API: from a request to its answer, without a socket.
///
/// None of its calls blocks.
package final class APIHandler: HTTPHandler {
  private let groups: RouteGroups
  private let answers: Answers
  private let documents: DocumentDecoder
  private let jobs: JobReader
  private let status: ServiceStatus
  private let metrics = RequestMetrics()
  /// Is told of errors that no route expected.
  private let faults: RequestFaultObserver
  private let admission: Admission
  private let ids: RequestIDs
  private let observer: RequestObserver

  /// The API over a queue of jobs and the data sets that they may name. `document` is what `/openapi.yaml` and `/openapi.json` answer.
  package init(
    queue: JobQueue, datasets: DatasetCache, status: ServiceStatus, document: OpenAPIDocument,
    options: APIOptions = APIOptions()
  ) {
    answers = Answers(
      cache: AnswerCache(capacity: options.cacheBytes),
      threads: DedicatedThreads(count: 2, niceness: 5))
    groups = RouteGroups(
      queue: queue, datasets: datasets, status: status, document: document, answers: answers,
      requests: metrics, options: options)
    documents = DocumentDecoder(limits: options.documentLimits, threads: answers.threads)
    self.status = status
    jobs = JobReader(queue: queue, keys: options.keys)
    faults = options.faults
    admission = Admission(
      hosts: options.hosts, origins: options.origins, keys: options.keys,
      limiter: RateLimiter(perSecond: options.limits.requestsPerSecond), time: status.time)
    ids = RequestIDs(prefix: options.requestPrefix)
    observer = options.observer
  }

  /// A request that has been let in: its route and its caller are known.
  private struct Arrival: Sendable {
    var exchange: Exchange
    /// Nil for OPTIONS, which everyone may ask.
    var match: RouteTable.Match?
  }

  /// The answer to a request. HEAD is answered as GET, content included: the server drops it.
  package func handle(_ request: HTTPRequest) -> HTTPAnswer {
    let admitted = request.admission as? Arrival
    var arrival = admitted ?? Arrival(exchange: begin(request), match: nil)
    do throws(Problem) {
      if admitted == nil {
        arrival.match = try admit(&arrival.exchange)
      } else {
        // Its content has come since.
        arrival.exchange.request = request
        arrival.exchange.start = status.time.monotonic()
      }
      if let caller = arrival.exchange.caller { try admission.count(caller) }
      guard let match = arrival.match else {
        return .ready(end(arrival.exchange, try options(request)))
      }
      return answer(match, arrival.exchange)
    } catch {
      return .ready(end(arrival.exchange, error))
    }
  }

  /// Decides on a request whose content is still to come, so that nobody sends 16 MB to hear that the
  /// path is wrong or the key missing, and nobody keeps memory with a content that means nothing.
  package func receive(_ head: HTTPRequest) -> HTTPReception {
    var exchange = begin(head)
    do throws(Problem) {
      guard let match = try admit(&exchange), match.route.content != .none else {
        throw Problem(
          .unexpectedContent,
          "\(head.method.rawValue) \(head.path) takes no content. Send it without any.")
      }
      _ = try RequestCoding(of: head)
      return .wanted(
        isStored: match.route.content == .file,
        admission: Arrival(exchange: exchange, match: match))
    } catch {
      return .refused(end(exchange, error))
    }
  }

  /// Forgets answers about jobs that were removed otherwise than by a request.
  package func forget(_ jobs: [JobID]) {
    for job in jobs { answers.cache.remove(job) }
  }

  /// The answer to a message that never became a request.
  package func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse {
    metrics.count(fault)
    var response = Problem(fault).response(instance: nil)
    SecurityFields.add(to: &response.headers)
    admission.addOriginFields(to: &response.headers, answering: head)
    response.headers.append("X-Request-Id", ids.next())
    return response
  }

  private func begin(_ request: HTTPRequest) -> Exchange {
    Exchange(request: request, id: ids.id(of: request), start: status.time.monotonic())
  }

  /// Finds the route and the caller; nil for OPTIONS, which everyone may ask.
  private func admit(_ exchange: inout Exchange) throws(Problem) -> RouteTable.Match? {
    try admission.checkPlace(exchange.request)
    if exchange.request.method == .options { return nil }
    let match = try RouteTable.find(exchange.request)
    exchange.route = match.route
    exchange.caller = try admission.caller(of: exchange.request, for: match.route)
    return match
  }

  private func answer(_ match: RouteTable.Match, _ exchange: Exchange) -> HTTPAnswer {
    let (route, http) = (match.route, exchange.request)
    let request: APIRequest
    do throws(Problem) {
      let query = try CheckedQuery(
        route.ignoresQuery ? HTTPQuery() : http.query, taking: route.parameters)
      let format = try ContentNegotiation.choose(
        from: route.formats, suffix: match.suffix, format: query["format"],
        accept: http.headers.values(of: "accept"))
      request = APIRequest(
        http: http, id: exchange.id, route: route, path: match.parameters, query: query,
        format: format,
        codings: try ContentCodings(accepting: http.headers.values(of: "accept-encoding")),
        caller: exchange.caller ?? .anyone, epoch: answers.cache.epoch)
      if case .immediate(let action) = route.action.kind {
        var response = try action(groups, request)
        // What is large is coded once and for all by its route.
        if response.isWorthCoding(for: request.codings) { response = response.gzipped() }
        return .ready(end(exchange, response))
      }
    } catch {
      return .ready(end(exchange, error))
    }
    guard case .deferred(let action) = route.action.kind else {
      preconditionFailure("an action is immediate or deferred")
    }
    if route.method == .get, let kept = answers.cache.response(for: request.cacheKey) {
      return .ready(end(exchange, completed: kept.conditional(on: http)))
    }
    return .pending { [self] in
      do {
        var request = request
        if route.isOfOneJob, route.action.readsJob { request.job = try await jobs.ownJob(request) }
        let response =
          route.content == .document
          ? try await documents.decoding(http) { [request] http in
            var request = request
            request.http = http
            return try await action(groups, request)
          } : try await action(groups, request)
        return end(exchange, watched(try await answers.coded(response, for: request), exchange))
      } catch {
        return end(exchange, problem(of: error, exchange))
      }
    }
  }

  /// The answer, of which the log is told what ends its stream too early: the client cannot be, the
  /// head is sent.
  private func watched(_ answer: HTTPResponse, _ exchange: Exchange) -> HTTPResponse {
    guard let stream = answer.stream else { return answer }
    var watched = answer
    watched.stream = { [faults] writer in
      do {
        try await stream(writer)
      } catch {
        if !(error is HTTPStreamClosed), !(error is CancellationError) {
          faults(RequestFault(id: exchange.id, path: exchange.request.path, error))
        }
        throw error
      }
    }
    return watched
  }

  /// What is answered to an error that no route expected, whose cause the log is told.
  private func problem(of error: any Error, _ exchange: Exchange) -> Problem {
    if error is CancellationError, status.phase != .draining { return .clientLeft }
    let problem = Problem(unexpected: error)
    if problem.status.code >= 500, !(error is Problem), !(error is CancellationError) {
      faults(RequestFault(id: exchange.id, path: exchange.request.path, error))
    }
    return problem
  }

  /// `Allow` for a path, or for the server as a whole with `OPTIONS *`; or what a page may send.
  private func options(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
    if CrossOriginPolicy.isPreflight(request), admission.lets(request) {
      return HTTPResponse(
        status: .noContent,
        headers: CrossOriginPolicy.preflightFields(
          methods: RouteTable.allow(RouteTable.allMethods)))
    }
    let methods =
      request.path == "*"
      ? RouteTable.allMethods : try RouteTable.methods(at: request.pathSegments)
    return HTTPResponse(status: .noContent, headers: ["Allow": RouteTable.allow(methods)])
  }

  private func end(_ exchange: Exchange, _ problem: Problem) -> HTTPResponse {
    end(exchange, problem.response(instance: exchange.request.target), problem: problem.code)
  }

  private func end(
    _ exchange: Exchange, _ answer: HTTPResponse, problem: String? = nil
  ) -> HTTPResponse {
    end(exchange, completed: answer.completed(for: exchange.route), problem: problem)
  }

  /// Names the request in its answer, and tells the metrics and the log of it.
  private func end(
    _ exchange: Exchange, completed answer: HTTPResponse, problem: String? = nil
  ) -> HTTPResponse {
    var response = answer
    response.headers.append("X-Request-Id", exchange.id)
    admission.addOriginFields(to: &response.headers, answering: exchange.request)
    let record = exchange.record(
      of: response, problem: problem, at: status.time.monotonic())
    metrics.count(
      record.method, record.route, record.status, record.duration, isHeld: exchange.isHeld(response)
    )
    observer(record)
    return response
  }
}
