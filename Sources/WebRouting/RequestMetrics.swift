package import HTTPCodec
package import PrometheusText
internal import Synchronization

/// Counts of requests by route, method and status, and how long they took.
///
/// Labels are patterns of routes, never paths: their number is that of the table.
package final class RequestMetrics: Sendable {
  /// What is counted of one route. It has so few kinds of answers that finding one compares them.
  private struct RouteCounts {
    var requests: [(method: HTTPMethod, status: Int, count: UInt64)] = []
    var durations = DurationHistogram()
    /// Of answers that their clients let wait for something.
    var held = DurationHistogram()

    mutating func count(
      _ method: HTTPMethod, _ status: Int, _ seconds: Double, isHeld: Bool
    ) {
      if let index = requests.firstIndex(where: { $0.status == status && $0.method == method }) {
        requests[index].count += 1
      } else {
        requests.append((method, status, 1))
      }
      if isHeld { held.observe(seconds) } else { durations.observe(seconds) }
    }
  }

  private struct State {
    var routes: [String: RouteCounts] = [:]
    var refusals: [String: UInt64] = [:]
  }

  private let state = Mutex(State())
  private static let noRoute = "none"

  /// Counts from zero.
  package init() {}

  /// Counts an answered request in; `isHeld` tells that its client let the answer wait for something.
  package func count(
    _ method: HTTPMethod, _ route: String?, _ status: HTTPStatus, _ duration: Duration, isHeld: Bool
  ) {
    let route = route ?? Self.noRoute
    let seconds = duration / .seconds(1)
    state.withLock { state in
      state.routes[route, default: RouteCounts()].count(
        method, status.code, seconds, isHeld: isHeld)
    }
  }

  /// Counts a message in that never became a request.
  package func count(_ fault: HTTPFault) {
    state.withLock { $0.refusals[fault.code.rawValue, default: 0] += 1 }
  }

  /// Writes four families.
  package func write(to writer: inout PrometheusWriter) {
    let state = state.withLock { $0 }
    let routes = state.routes.sorted { $0.key < $1.key }
    let requests = "symbreak_http_requests_total"
    writer.family(requests, .counter, "Requests answered, by the pattern of their route.")
    for (route, counts) in routes {
      let sorted = counts.requests.sorted {
        ($0.method.rawValue, $0.status) < ($1.method.rawValue, $1.status)
      }
      for (method, status, count) in sorted {
        writer.sample(
          requests, ["method": method.rawValue, "route": route, "status": String(status)],
          Double(count))
      }
    }
    let durations = "symbreak_http_request_duration_seconds"
    writer.family(
      durations, .histogram,
      "From the end of a request to its answer, but for those that were held.")
    for (route, counts) in routes {
      writer.histogram(durations, ("route", route), counts.durations)
    }
    let held = "symbreak_http_held_request_duration_seconds"
    writer.family(
      held, .histogram, "The same of answers that clients let wait for a job (long polls).")
    for (route, counts) in routes where counts.held.count > 0 {
      writer.histogram(held, ("route", route), counts.held)
    }
    let refusals = "symbreak_http_refusals_total"
    writer.family(refusals, .counter, "Messages that are not HTTP as this service takes it.")
    for (code, count) in state.refusals.sorted(by: { $0.key < $1.key }) {
      writer.sample(refusals, ["code": code], Double(count))
    }
  }
}
