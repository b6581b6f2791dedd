internal import HTTPCodec
internal import Page
internal import StrictJSON
internal import WebRouting

/// The page at `/`, its files, and what programs get there instead of it.
struct PageRoutes: Sendable {
  /// Whether the page is served; the index for programs always is.
  let isServed: Bool
  private let index: FixedAnswer
  private let files: [String: FixedAnswer]

  init(isServed: Bool, version: String) {
    self.isServed = isServed
    index = FixedAnswer(Self.index(version: version).serialized())
    files = isServed ? Self.files : [:]
  }

  /// The page to whoever takes HTML, else the index.
  func root(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    guard isServed, request.format == .html, let page = files[PageFiles.index.name] else {
      return index.response(to: request, contentType: MediaFormat.json.contentType)
    }
    return Self.secured(page.response(to: request))
  }

  /// A file that the page asks for.
  func file(_ request: APIRequest) throws(Problem) -> HTTPResponse {
    let name = request.path["file"] ?? ""
    guard let file = files.first(where: { $0.key.hasOctets(of: name) }) else {
      throw Problem(.unknownPath, "The page has no file of this name.")
    }
    var response = file.value.response(to: request, contentType: Self.types[file.key])
    response.headers["Vary"] = "Accept-Encoding"
    return Self.secured(response)
  }

  private static func secured(_ answer: HTTPResponse) -> HTTPResponse {
    var response = answer
    response.headers["Content-Security-Policy"] = PageFiles.policy
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response
  }

  /// The addresses that need no name filled in, by the last part of each.
  private static func index(version: String) -> JSONValue {
    let paths = RouteTable.routes.filter {
      $0.method == .get && $0.parameters.allSatisfy { $0.name != "jobs" }
    }.map(\.pattern.description).filter { $0 != "/" && !$0.contains("{") }
    let links = paths.map { path in
      (String(path.split(separator: "/").last ?? ""), JSONValue.string(path))
    }
    return .object([
      "service": "symbreak", "version": .string(version),
      "links": .object(JSONObject(unique: links)),
    ])
  }

  // The files are constants of the program: tagged and gzipped once, at the first service that is made.
  private static let files = Dictionary(
    uniqueKeysWithValues: PageFiles.all.map { ($0.name, FixedAnswer($0.bytes)) })
  private static let types = Dictionary(
    uniqueKeysWithValues: PageFiles.all.map { ($0.name, $0.contentType) })
}
