internal import HTTPCodec
package import WebRouting

/// An operation of this service.
package typealias ServiceRoute = Route<ServiceAction>

/// What answers a request: a call of one of the groups.
package struct ServiceAction: Sendable {
  enum Kind: Sendable {
    case immediate(@Sendable (RouteGroups, APIRequest) throws(Problem) -> HTTPResponse)
    case deferred(@Sendable (RouteGroups, APIRequest) async throws -> HTTPResponse)
  }

  let kind: Kind
  /// Whether the one job that the path names is read, for its owner alone, before the call; else the call
  /// tells the store whose it has to be.
  var readsJob = true

  /// Answers at once: touches no store and computes little.
  static func immediate<Group>(
    _ group: @escaping @Sendable (RouteGroups) -> Group,
    _ call: @escaping @Sendable (Group) -> (APIRequest) throws(Problem) -> HTTPResponse
  ) -> ServiceAction {
    ServiceAction(
      kind: .immediate { (groups, request) throws(Problem) in try call(group(groups))(request) })
  }

  /// Answers the same to everyone; made at the first question.
  static func fixed(_ answer: @autoclosure @escaping @Sendable () -> FixedAnswer) -> ServiceAction {
    ServiceAction(kind: .immediate { _, request in answer().response(to: request) })
  }

  /// Answers after waiting for the store, for a job or for a computation.
  static func deferred<Group: Sendable>(
    _ group: @escaping @Sendable (RouteGroups) -> Group,
    _ call: @escaping @Sendable (Group) -> (APIRequest) async throws -> HTTPResponse,
    readsJob: Bool = true
  ) -> ServiceAction {
    ServiceAction(kind: .deferred { try await call(group($0))($1) }, readsJob: readsJob)
  }
}

extension ServiceRoute {
  /// Whether it is about the one job that its path names.
  var isOfOneJob: Bool { pattern.description.hasPrefix("/v1/jobs/{id}") }
}
