internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// The rows of a data set as networks see them: split and standardised.
struct DatasetRowsRoute: Sendable {
  let datasets: DatasetCache
  let analyses: AnalysisQueue
  let answers: Answers

  static let parameters =
    RowPage.parameters + NamedDataset.parameters.map(RouteParameter.one)

  func rows(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let page = try RowPage(request.query)
    let named = try await dataset(request)
    try page.check(named.spec)
    let owner = request.caller.owner
    // One at a time: what is fetched may be large, and only a page of it is kept.
    let rows = try await analyses.run(
      AnalysisRequest(
        key: "\(request.route.operationID) \(owner) \(request.http.target)", owner: owner,
        cost: AnalysisCost.rows(named.spec))
    ) {
      let data = try BlockingCall.run {
        try await datasets.rows(of: named.spec, owner: owner)
      }
      return try DatasetRows(data, dataset: named.json, names: named.names, page: page)
    }
    let count = rows.rows.inputs.count + rows.rows.targets.count
    let tag = try await answers.threads.run(over: 8 * count) {
      EntityTag(of: rows.identity + Array(request.format.name.utf8))
    }
    var head = request.head(tag)
    let unmade = head.conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    head.link(to: rows.next, of: request.http)
    let content = PiecedContent(
      request.format.isTable ? rows.table.pieces(as: request.format) : rows.json)
    return try await content.answer(head, on: answers.threads)
  }
}
