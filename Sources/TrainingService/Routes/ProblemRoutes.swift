internal import Drawing
internal import HTTPCodec
internal import StrictJSON
internal import WebRouting

/// The kinds of problems, for people who follow the `type` of one and for programs.
struct ProblemRoutes: Sendable {
  /// The page, or the list, of all kinds.
  func list(_ request: APIRequest) -> HTTPResponse {
    Self.response(to: request, page: Self.allHTML, other: Self.allJSON)
  }

  /// One kind.
  func one(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    let code = request.path["id"] ?? ""
    guard let entry = ProblemGuide.entries.first(where: { $0.code.hasOctets(of: code) }) else {
      throw Problem(.unknownPath, "There is no such kind of problem; /problems lists them.")
    }
    let link = "<p><a href=\"../problems\">All kinds of problems</a></p>"
    return Self.response(
      to: request, page: FixedAnswer(Self.page(entry.code, [link, Self.html(entry)])),
      other: FixedAnswer(entry.json.serialized()))
  }

  private static let allHTML = FixedAnswer(page("Problems", ProblemGuide.entries.map(html)))
  private static let allJSON = FixedAnswer(
    JSONValue.object(["items": .array(ProblemGuide.entries.map(\.json))]).serialized())

  private static func response(
    to request: APIRequest, page: @autoclosure () -> FixedAnswer,
    other: @autoclosure () -> FixedAnswer
  ) -> HTTPResponse {
    guard request.format == .html else { return other().response(to: request) }
    var response = page().response(to: request)
    // Text alone: nothing is loaded and nothing runs.
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
  }

  private static func page(_ title: String, _ parts: [String]) -> [UInt8] {
    let head = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title.asXMLText)</title>
      </head>
      <body>
      <main>

      """
    return Array((head + parts.joined(separator: "\n") + "\n</main>\n</body>\n</html>\n").utf8)
  }

  private static func html(_ entry: ProblemGuide.Entry) -> String {
    // Every second part stands between backquotes.
    let text = entry.explanation.split(separator: "`", omittingEmptySubsequences: false)
      .map { String($0).asXMLText }.enumerated()
      .map { $0.offset.isMultiple(of: 2) ? $0.element : "<code>\($0.element)</code>" }.joined()
    return """
      <h2 id="\(entry.code)"><code>\(entry.code)</code></h2>
      <p>\(entry.status.code), \(entry.title.asXMLText). \(text)</p>
      """
  }
}
