package import HTTPCodec

/// One operation of the API: an entry of `RouteTable`, from which dispatch, `Allow`, the check of
/// query parameters, content negotiation and the comparison with the OpenAPI document follow.
///
/// A class, so that a request carries one reference to it.
package final class Route: Sendable {
  /// A parameter of the query.
  package struct Parameter: Sendable {
    package let name: String
    /// Whether it may be there more than once.
    let isRepeatable: Bool

    static func one(_ name: String) -> Parameter { Parameter(name: name, isRepeatable: false) }
    static func many(_ name: String) -> Parameter { Parameter(name: name, isRepeatable: true) }
  }

  /// What answers a request.
  enum Action: Sendable {
    /// At once: touches no store and computes little.
    case immediate(@Sendable (APIServices, APIRequest) throws(Problem) -> HTTPResponse)
    /// After waiting for the store, for a job or for a computation.
    case deferred(@Sendable (APIServices, APIRequest) async throws -> HTTPResponse)
  }

  package let method: HTTPMethod
  package let pattern: RoutePattern
  /// The operation's name in the OpenAPI document.
  package let operationID: String
  /// The query parameters that it takes.
  package let parameters: [Parameter]
  /// The media types that it answers with, the preferred one first; empty where it has no content.
  package let formats: [MediaFormat]
  /// What its requests carry.
  package let content: RouteContent
  /// What it needs of its caller.
  package let access: RouteAccess
  let action: Action

  /// `isOpen` routes need no key; the others need the scope that their method asks for.
  init(
    _ method: HTTPMethod, _ pattern: String, _ operationID: String, parameters: [Parameter] = [],
    content: RouteContent = .none, formats: [MediaFormat] = [.json], isOpen: Bool = false,
    _ action: Action
  ) {
    self.method = method
    self.pattern = RoutePattern(pattern)
    self.operationID = operationID
    // A choice of formats is always a choice by `?format=` too.
    self.parameters = parameters + (formats.count > 1 ? [.one("format")] : [])
    self.content = content
    self.formats = formats
    access = isOpen ? .open : method == .get ? .read : .write
    self.action = action
  }
}

/// What the requests of a route carry.
package enum RouteContent: Sendable {
  /// Nothing; what comes all the same is refused before it is read (RFC 9110, sections 9.3.1 and
  /// 15.5.14).
  case none
  /// A document, read into memory.
  case document
  /// Data that may be large, kept in a file while they come.
  case file
}

extension Route {
  /// Whether it is about the one job that its path names.
  var isOfOneJob: Bool { pattern.description.hasPrefix("/v1/jobs/{id}") }
}

/// A request that has found its route, its query checked and its format chosen.
struct APIRequest: Sendable {
  var http: HTTPRequest
  /// The request's id, which the log knows it by.
  var id: String
  var route: Route
  /// The named segments of the path.
  var path: PathParameters
  var query: CheckedQuery
  /// What to answer in; JSON where the route has no content.
  var format: MediaFormat
  /// The content codings that the client takes.
  var codings: ContentCodings
  var caller: Caller

  /// The key under which the answer may be kept: all that it depends on.
  var cacheKey: String {
    let coding = codings.gzip ? codings.identity ? "gzip" : "gzip!" : "plain"
    return "\(caller.owner) \(format.name) \(coding) \(http.target)"
  }
}
