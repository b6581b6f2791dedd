internal import HTTPCodec

/// An error that knows how a client is to be told of it.
package protocol ProblemConvertible: Error {
  var problem: Problem { get }
}

extension Problem {
  /// What any error that a route did not expect is answered with.
  ///
  /// Nothing of an unknown error is told but that it is there, since its text was not written for
  /// clients.
  package init(unexpected error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as any ProblemConvertible: self = error.problem
    case is CancellationError: self = .shuttingDown
    default:
      self.init(
        .internalFault,
        "The service met an error that it did not expect. The log says more, under the request's id."
      )
    }
  }

  /// What a request that was broken off when the service ends is answered with.
  package static var shuttingDown: Problem {
    Problem(
      .unavailable, "The service is shutting down. Try again when it is back.",
      headers: ["Retry-After": "5"])
  }
}
