internal import HTTPCodec
package import WebRouting

/// An operation of this service.
package typealias ServiceRoute = Route<ServiceAction>

/// What answers a request.
package struct ServiceAction: Sendable {
  enum Kind: Sendable {
    case immediate(@Sendable (APIServices, APIRequest) throws(Problem) -> HTTPResponse)
    case deferred(@Sendable (APIServices, APIRequest) async throws -> HTTPResponse)
  }

  let kind: Kind

  /// Answers at once: touches no store and computes little.
  static func immediate(
    _ action: @escaping @Sendable (APIServices, APIRequest) throws(Problem) -> HTTPResponse
  ) -> ServiceAction {
    ServiceAction(kind: .immediate(action))
  }

  /// Answers after waiting for the store, for a job or for a computation.
  static func deferred(
    _ action: @escaping @Sendable (APIServices, APIRequest) async throws -> HTTPResponse
  ) -> ServiceAction {
    ServiceAction(kind: .deferred(action))
  }
}

extension ServiceRoute {
  /// Whether it is about the one job that its path names.
  var isOfOneJob: Bool { pattern.description.hasPrefix("/v1/jobs/{id}") }
}
