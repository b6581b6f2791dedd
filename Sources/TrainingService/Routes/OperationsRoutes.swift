internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// What operators and their tools ask.
struct OperationsRoutes: Sendable {
  let status: ServiceStatus
  let queue: JobQueue
  let document: OpenAPIDocument

  /// Whether the process lives and what it does: always 200, and never waits for anything.
  func health(
    _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    let load = status.gauge.load
    let memory = queue.memory
    var writer = JSONWriter()
    writer.object {
      $0.member("status", "ok")
      $0.member("state", .string(status.phase.rawValue))
      $0.member("version", .string(status.version))
      $0.member("kernels", .string(status.kernels))
      $0.member("workers", .number(JSONNumber(status.workers)))
      $0.member(
        "jobs",
        [
          "queued": .number(JSONNumber(load.queued)),
          "running": .number(JSONNumber(load.running)),
        ])
      $0.member(
        "training_memory",
        [
          "budget_bytes": .number(JSONNumber(memory.budget)),
          "in_use_bytes": .number(JSONNumber(memory.inUse)),
        ])
      $0.member("uptime_seconds") { $0.number(status.uptime / .seconds(1)) }
    }
    var response = HTTPResponse.json(writer.bytes)
    response.headers["Cache-Control"] = "no-store"
    return response
  }

  /// Whether requests may be sent here: 200 where the service takes jobs and its store wrote what it
  /// was last asked to, else 503. Never waits for anything.
  func readiness(
    _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    let phase = status.phase
    guard phase == .ready else {
      throw Problem(
        .unavailable, "The service is \(phase.rawValue).",
        members: ["state": .string(phase.rawValue)], headers: ["Retry-After": "1"])
    }
    if let trouble = status.storeTrouble { throw Problem(trouble) }
    var response = HTTPResponse.json(Array(#"{"status":"ready"}"#.utf8))
    response.headers["Cache-Control"] = "no-store"
    return response
  }

  func openAPIYAML(
    _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    document.yaml.response(to: request)
  }

  func openAPIJSON(
    _ request: APIRequest
  ) throws(Problem) -> HTTPResponse {
    document.json.response(to: request)
  }
}
