/// A parameter of a route's query.
package struct RouteParameter: Sendable {
  package let name: String
  /// Whether it may be there more than once.
  let isRepeatable: Bool

  package static func one(_ name: String) -> RouteParameter {
    RouteParameter(name: name, isRepeatable: false)
  }
  package static func many(_ name: String) -> RouteParameter {
    RouteParameter(name: name, isRepeatable: true)
  }
}
