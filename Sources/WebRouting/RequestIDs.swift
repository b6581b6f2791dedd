package import HTTPCodec
internal import Synchronization

/// Names requests, so that an answer can be found in the log.
package final class RequestIDs: Sendable {
  private let prefix: String
  private let last = Atomic<UInt64>(0)

  /// `prefix` tells the processes apart whose logs are gathered in one place.
  package init(prefix: String) { self.prefix = prefix }

  /// The client's own `X-Request-Id`, where it is fit for a log, or a new id.
  package func id(of request: HTTPRequest) -> String {
    if let given = request.headers["x-request-id"], Self.isFit(given) { return given }
    return next()
  }

  package func next() -> String {
    prefix + String(last.wrappingAdd(1, ordering: .relaxed).newValue)
  }

  private static func isFit(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
      }
  }
}
