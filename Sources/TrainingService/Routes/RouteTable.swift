internal import HTTPCodec
internal import StrictJSON
internal import WebRouting

/// Every operation of the API, each in one place.
package enum RouteTable {
  /// The operations, in the order in which the documentation lists them.
  package static let routes: [ServiceRoute] = [
    ServiceRoute(
      .get, "/", "getIndex", formats: [.html, .json], isOpen: true,
      .immediate(\.page, PageRoutes.root)
    ),
    ServiceRoute(
      .post, "/v1/jobs", "createJob", content: .document, .deferred(\.jobs, JobRoutes.create)),
    ServiceRoute(
      .get, "/v1/jobs", "listJobs",
      parameters: [
        .many("state"), .many("label"), .one("scheme"), .one("sweep"), .many("fields"),
        .one("sort"), .one("limit"), .one("cursor"),
      ], formats: MediaFormat.series,
      .deferred(\.jobs, JobRoutes.list)),
    ServiceRoute(
      .get, "/v1/jobs/{id}", "getJob", parameters: [.one("wait")], .deferred(\.jobs, JobRoutes.get)),
    ServiceRoute(
      .patch, "/v1/jobs/{id}", "patchJob", content: .document,
      .deferred(\.names, NameRoutes.patchJob)),
    ServiceRoute(
      .delete, "/v1/jobs/{id}", "deleteJob", formats: [],
      .deferred(\.jobs, JobRoutes.delete, readsJob: false)),
    ServiceRoute(
      .post, "/v1/jobs/{id}/cancel", "cancelJob",
      .deferred(\.jobs, JobRoutes.cancel, readsJob: false)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/events", "streamEvents", formats: [.eventStream],
      .deferred(\.events, EventRoute.events)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/curves", "getCurves",
      parameters: [.many("metrics"), .one("points"), .one("x")] + PictureForm.all,
      formats: MediaFormat.series + [.svg], .deferred(\.results, ResultRoutes.curves)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/health", "getLayerHealth",
      parameters: [.many("metrics"), .one("points")], formats: MediaFormat.series,
      .deferred(\.results, ResultRoutes.health)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/similarity", "getSimilarity", formats: MediaFormat.series,
      .deferred(\.results, ResultRoutes.similarity)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/similarity/matrix", "getSimilarityMatrix",
      parameters: [.one("layer"), .one("of"), .one("step")] + PictureForm.size,
      formats: MediaFormat.series + [.svg], .deferred(\.matrix, MatrixRoute.matrix)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/symmetry", "getSymmetry", parameters: [.one("tolerance")],
      .deferred(\.analyses, AnalysisRoutes.symmetry)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/measurements", "getMeasurements",
      parameters: [.one("at"), .one("since")], formats: MediaFormat.series,
      .deferred(\.analyses, AnalysisRoutes.measurements)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/claims", "getClaims", formats: MediaFormat.series,
      .deferred(\.analyses, AnalysisRoutes.claims)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/diagnosis", "getDiagnosis",
      .deferred(\.analyses, AnalysisRoutes.diagnosis)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/weights", "getWeights", parameters: [.one("at")],
      formats: [.json, .safetensors], .deferred(\.results, ResultRoutes.weights)),
    ServiceRoute(
      .get, "/v1/jobs/{id}/outputs", "getOutputs",
      parameters: OutputSelection.parameters + OutputRoutes.pictureParameters,
      formats: MediaFormat.series + [.svg], .deferred(\.outputs, OutputRoutes.get)),
    ServiceRoute(
      .post, "/v1/jobs/{id}/outputs", "postOutputs", content: .document,
      formats: MediaFormat.series,
      .deferred(\.outputs, OutputRoutes.post)),
    ServiceRoute(
      .post, "/v1/sweeps", "createSweep", content: .document,
      .deferred(\.sweeps, SweepRoutes.create)),
    ServiceRoute(
      .get, "/v1/sweeps", "listSweeps", parameters: [.one("limit"), .one("cursor")],
      formats: MediaFormat.series,
      .deferred(\.sweeps, SweepRoutes.list)),
    ServiceRoute(
      .get, "/v1/sweeps/{id}", "getSweep", parameters: [.one("wait")],
      .deferred(\.sweeps, SweepRoutes.get)),
    ServiceRoute(
      .patch, "/v1/sweeps/{id}", "patchSweep", content: .document,
      .deferred(\.names, NameRoutes.patchSweep)),
    ServiceRoute(
      .delete, "/v1/sweeps/{id}", "deleteSweep", formats: [],
      .deferred(\.sweeps, SweepRoutes.delete)),
    ServiceRoute(
      .post, "/v1/sweeps/{id}/cancel", "cancelSweep", .deferred(\.sweeps, SweepRoutes.cancel)),
    ServiceRoute(
      .get, "/v1/sweeps/{id}/results", "getSweepResults", parameters: [.one("sort")],
      formats: MediaFormat.series,
      .deferred(\.sweeps, SweepRoutes.results)),
    ServiceRoute(
      .get, "/v1/sweeps/{id}/statistics", "getSweepStatistics",
      parameters: [.many("by"), .many("over")] + StatisticsPicture.parameters,
      formats: MediaFormat.series + [.svg], .deferred(\.sweeps, SweepRoutes.statistics)),
    ServiceRoute(
      .get, "/v1/sweeps/{id}/events", "streamSweepEvents", formats: [.eventStream],
      .deferred(\.feeds, FeedRoute.sweepEvents)),
    ServiceRoute(
      .get, "/v1/events", "streamAllEvents", parameters: [.one("seconds")],
      formats: [.eventStream], .deferred(\.feeds, FeedRoute.events)),
    ServiceRoute(
      .get, "/v1/sweeps/{id}/curves", "getSweepCurves",
      parameters: [.many("by"), .many("over"), .many("metrics"), .one("points")],
      formats: MediaFormat.series, .deferred(\.sweepCurves, SweepCurvesRoute.curves)),
    ServiceRoute(
      .get, "/v1/curves", "getManyCurves",
      parameters: [.many("jobs"), .many("metrics"), .one("points"), .one("x")] + PictureForm.all,
      formats: MediaFormat.series + [.svg], .deferred(\.comparisons, ComparisonRoutes.curves)),
    ServiceRoute(
      .get, "/v1/compare", "compareJobs", parameters: [.many("jobs"), .one("table")],
      formats: MediaFormat.series,
      .deferred(\.comparisons, ComparisonRoutes.compare)),
    ServiceRoute(
      .post, "/v1/predictions", "predict", content: .document,
      .deferred(\.theory, TheoryRoutes.predict)),
    ServiceRoute(
      .post, "/v1/verifications", "verify", content: .document,
      .deferred(\.theory, TheoryRoutes.verify)),
    ServiceRoute(.get, "/v1/schemes", "listSchemes", .fixed(Catalogues.schemes)),
    ServiceRoute(.get, "/v1/activations", "listActivations", .fixed(Catalogues.activations)),
    ServiceRoute(.get, "/v1/optimizers", "listOptimizers", .fixed(Catalogues.optimizers)),
    ServiceRoute(.get, "/v1/schedules", "listSchedules", .fixed(Catalogues.schedules)),
    ServiceRoute(.get, "/v1/losses", "listLosses", .fixed(Catalogues.losses)),
    ServiceRoute(.get, "/v1/presets", "listPresets", .fixed(Catalogues.presets)),
    ServiceRoute(.get, "/v1/datasets", "listDatasets", .deferred(\.datasets, DatasetRoutes.list)),
    ServiceRoute(
      .post, "/v1/datasets", "createDataset",
      parameters: [
        .one("name"), .many("target"), .one("header"), .one("delimiter"), .one("decimal"),
        .many("drop"), .one("task"), .one("classes"), .one("divisor"),
      ], content: .file, .deferred(\.datasets, DatasetRoutes.create)),
    ServiceRoute(.get, "/v1/datasets/{id}", "getDataset", .deferred(\.datasets, DatasetRoutes.get)),
    ServiceRoute(
      .delete, "/v1/datasets/{id}", "deleteDataset", formats: [],
      .deferred(\.datasets, DatasetRoutes.delete)),
    ServiceRoute(
      .get, "/v1/datasets/{id}/rows", "getRows", parameters: DatasetRowsRoute.parameters,
      formats: MediaFormat.series, .deferred(\.rows, DatasetRowsRoute.rows)),
    ServiceRoute(
      .post, "/v1/webhooks", "createWebhook", content: .document,
      .deferred(\.webhooks, WebhookRoutes.create)),
    ServiceRoute(.get, "/v1/webhooks", "listWebhooks", .deferred(\.webhooks, WebhookRoutes.list)),
    ServiceRoute(.get, "/v1/webhooks/{id}", "getWebhook", .deferred(\.webhooks, WebhookRoutes.get)),
    ServiceRoute(
      .delete, "/v1/webhooks/{id}", "deleteWebhook", formats: [],
      .deferred(\.webhooks, WebhookRoutes.delete)),
    ServiceRoute(.get, "/v1/usage", "getUsage", .deferred(\.usage, UsageRoute.usage)),
    ServiceRoute(
      .get, "/v1/symmetry-factors", "listSymmetryFactors", .fixed(Catalogues.symmetryFactors)),
    ServiceRoute(
      .get, "/problems", "listProblems", formats: [.json, .html], isOpen: true,
      .immediate(\.problems, ProblemRoutes.list)),
    ServiceRoute(
      .get, "/problems/{id}", "getProblem", formats: [.json, .html], isOpen: true,
      .immediate(\.problems, ProblemRoutes.one)),
    ServiceRoute(
      .get, "/healthz", "getHealth", isOpen: true, ignoresQuery: true,
      .immediate(\.operations, OperationsRoutes.health)),
    ServiceRoute(
      .get, "/readyz", "getReadiness", isOpen: true, ignoresQuery: true,
      .immediate(\.operations, OperationsRoutes.readiness)),
    ServiceRoute(
      .get, "/metrics", "getMetrics", formats: [.prometheus], ignoresQuery: true,
      .deferred(\.metrics, MetricsRoute.metrics)),
    ServiceRoute(
      .get, "/openapi.yaml", "getOpenAPIYAML", formats: [.yaml], isOpen: true,
      .immediate(\.operations, OperationsRoutes.openAPIYAML)),
    ServiceRoute(
      .get, "/openapi.json", "getOpenAPIJSON", isOpen: true,
      .immediate(\.operations, OperationsRoutes.openAPIJSON)),
  ]

  /// What the page at `/` is made of: not of the contract, as only the page asks for it.
  static let pageFiles = ServiceRoute(
    .get, "/page/{file}", "getPageFile", formats: [], isOpen: true,
    .immediate(\.page, PageRoutes.file))

  /// Everything that is answered.
  private static let all = routes + [pageFiles]

  /// A route with the values of its path's named segments.
  struct Match {
    var route: ServiceRoute
    var parameters: PathParameters
    /// The form that the path ends with, such as `.csv`.
    var suffix: MediaFormat?
  }

  /// The route of a request; HEAD finds that of GET.
  ///
  /// Throws 404 where no route has the path, 405 with `Allow` where none has the method there.
  static func find(_ request: HTTPRequest) throws(Problem) -> Match {
    let method = request.method == .head ? .get : request.method
    for route in all where route.method == method {
      if let parameters = route.pattern.match(request.pathSegments) {
        return Match(route: route, parameters: parameters)
      }
    }
    if let match = suffixed(request.pathSegments).first(where: { $0.route.method == method }) {
      return match
    }
    let methods = try methods(at: request.pathSegments)
    throw Problem(
      .methodNotAllowed,
      "\(request.method.rawValue) does not belong to \(request.path). Use one of"
        + " \(allow(methods)).",
      headers: ["Allow": allow(methods)])
  }

  /// The methods of a path, HEAD and OPTIONS included; throws 404 where there are none.
  static func methods(at path: [String]) throws(Problem) -> Set<HTTPMethod> {
    let exact = all.filter { $0.pattern.match(path) != nil }.map(\.method)
    let methods = exact.isEmpty ? suffixed(path).map(\.route.method) : exact
    guard !methods.isEmpty else { throw unknown(path) }
    return completed(Set(methods))
  }

  /// The routes whose path this is but for the name of a form behind its last segment:
  /// `/v1/jobs.csv`. Where the last segment is a name, the form would be a part of it.
  private static func suffixed(_ path: [String]) -> [Match] {
    guard let last = path.last, let dot = last.lastIndex(of: ".") else { return [] }
    let name = String(last[last.index(after: dot)...])
    let rest = path.dropLast() + [String(last[..<dot])]
    return routes.compactMap { route in
      guard route.formats.count > 1, route.pattern.endsInText,
        let suffix = route.formats.first(where: { $0.name.hasOctets(of: name) }),
        let parameters = route.pattern.match(Array(rest))
      else { return nil }
      return Match(route: route, parameters: parameters, suffix: suffix)
    }
  }

  /// Every method that some path has.
  static var allMethods: Set<HTTPMethod> { completed(Set(routes.map(\.method))) }

  private static func completed(_ methods: Set<HTTPMethod>) -> Set<HTTPMethod> {
    methods.union([.options]).union(methods.contains(.get) ? [.head] : [])
  }

  /// The methods as `Allow` lists them.
  static func allow(_ methods: Set<HTTPMethod>) -> String {
    HTTPMethod.allCases.filter(methods.contains).map(\.rawValue).joined(separator: ", ")
  }

  private static func unknown(_ path: [String]) -> Problem {
    let given = "/" + path.joined(separator: "/")
    let near = near(path)
    var members: Problem.Members = [:]
    if let near { members["suggestion"] = .string(near) }
    return Problem(
      .unknownPath,
      "There is nothing at \(given)."
        + (near.map { " Did you mean \($0)?" } ?? " /openapi.yaml lists every path."),
      members: members)
  }

  /// The path that was probably meant: the same without slashes at its end and with all its parts, or
  /// one that is spelt much the same.
  private static func near(_ path: [String]) -> String? {
    let trimmed = Array(path.prefix(1 + (path.lastIndex { !$0.isEmpty } ?? -1)))
    let given = "/" + trimmed.joined(separator: "/")
    // Of a long path no name is near, and each candidate would repeat its length.
    if given.utf8.count > NearName.longest { return nil }
    let isSlashed = trimmed.count < path.count || trimmed.contains("")
    let filled = trimmed.map { $0.isEmpty ? "{}" : $0 }
    if isSlashed, let route = routes.first(where: { $0.pattern.match(filled) != nil }) {
      return route.pattern.filled(from: trimmed)
    }
    return NearName.nearest(
      to: given, among: Set(routes.map { $0.pattern.filled(from: trimmed) }).sorted())
  }
}
