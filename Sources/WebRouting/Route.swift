package import HTTPCodec

/// One operation of a service: an entry of its table of routes, from which dispatch, `Allow`, the
/// check of query parameters, content negotiation and the comparison with an OpenAPI document follow.
///
/// A class, so that a request carries one reference to it. `Action` is what answers its requests.
package final class Route<Action: Sendable>: Sendable {
  package typealias Parameter = RouteParameter
  package let method: HTTPMethod
  package let pattern: RoutePattern
  /// The operation's name in the OpenAPI document.
  package let operationID: String
  /// The query parameters that it takes.
  package let parameters: [Parameter]
  /// The media types that it answers with, the preferred one first; empty where it has no content.
  package let formats: [MediaFormat]
  /// Whether whatever stands in the query is passed over: probes are sent by tools that add their own.
  package let ignoresQuery: Bool
  /// What its requests carry.
  package let content: RouteContent
  /// What it needs of its caller.
  package let access: RouteAccess
  package let action: Action

  /// `isOpen` routes need no key; the others need the scope that their method asks for.
  package init(
    _ method: HTTPMethod, _ pattern: String, _ operationID: String, parameters: [Parameter] = [],
    content: RouteContent = .none, formats: [MediaFormat] = [.json], isOpen: Bool = false,
    ignoresQuery: Bool = false, _ action: Action
  ) {
    self.method = method
    self.pattern = RoutePattern(pattern)
    self.operationID = operationID
    // A choice of formats is always a choice by `?format=` too.
    self.parameters = parameters + (formats.count > 1 ? [.one("format")] : [])
    self.ignoresQuery = ignoresQuery
    self.content = content
    self.formats = formats
    access = isOpen ? .open : method == .get ? .read : .write
    self.action = action
  }
}
