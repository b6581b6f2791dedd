internal import HTTPCodec
internal import PrometheusText
internal import Synchronization

/// Counts of requests by route, method and status, and how long they took.
///
/// Labels are patterns of routes, never paths: their number is that of the table.
final class RequestMetrics: Sendable {
  fileprivate struct Key: Hashable {
    var route: String
    var method: HTTPMethod
    var status: Int
  }

  private struct State {
    var requests: [Key: UInt64] = [:]
    var durations: [String: DurationHistogram] = [:]
    var refusals: [String: UInt64] = [:]
  }

  private let state = Mutex(State())
  private static let noRoute = "none"

  /// Counts an answered request in.
  func count(_ method: HTTPMethod, _ route: String?, _ status: HTTPStatus, _ duration: Duration) {
    let route = route ?? Self.noRoute
    let seconds = duration / .seconds(1)
    state.withLock { state in
      state.requests[Key(route: route, method: method, status: status.code), default: 0] += 1
      state.durations[route, default: DurationHistogram()].observe(seconds)
    }
  }

  /// Counts a message in that never became a request.
  func count(_ fault: HTTPFault) {
    state.withLock { $0.refusals[fault.code.rawValue, default: 0] += 1 }
  }

  /// Writes three families.
  func write(to writer: inout PrometheusWriter) {
    let state = state.withLock { $0 }
    let requests = "symbreak_http_requests_total"
    writer.family(requests, .counter, "Requests answered, by the pattern of their route.")
    for (key, count) in state.requests.sorted(by: { $0.key < $1.key }) {
      writer.sample(
        requests,
        ["method": key.method.rawValue, "route": key.route, "status": String(key.status)],
        Double(count))
    }
    let durations = "symbreak_http_request_duration_seconds"
    writer.family(
      durations, .histogram, "From the end of a request to its answer, waiting for jobs included.")
    for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
      writer.histogram(durations, ("route", route), histogram)
    }
    let refusals = "symbreak_http_refusals_total"
    writer.family(refusals, .counter, "Messages that are not HTTP as this service takes it.")
    for (code, count) in state.refusals.sorted(by: { $0.key < $1.key }) {
      writer.sample(refusals, ["code": code], Double(count))
    }
  }
}

extension RequestMetrics.Key: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    (left.route, left.method.rawValue, left.status)
      < (right.route, right.method.rawValue, right.status)
  }
}
