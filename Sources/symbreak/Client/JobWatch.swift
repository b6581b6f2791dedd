internal import Foundation
internal import ServiceClient
internal import StrictJSON

/// Waits for jobs of a service, showing how far they are where a person is watching.
struct JobWatch {
  private static let interval = 0.25

  let client: ServiceClient

  /// The jobs as they ended, in this order.
  func ended(_ ids: [String]) throws(ServiceFault) -> [JobFigures] {
    var jobs: [JobFigures] = []
    defer { clear() }
    for (index, id) in ids.enumerated() {
      jobs.append(
        try ended(id, prefix: ids.count > 1 ? "\(index + 1)/\(ids.count)  " : ""))
    }
    return jobs
  }

  private func ended(_ id: String, prefix: String) throws(ServiceFault) -> JobFigures {
    let path = "/v1/jobs/\(id.asPathSegment)"
    var first: (step: Int, time: ContinuousClock.Instant)?
    while true {
      // On a terminal asked often; else the service holds its answer until there is news.
      let watches = Terminal.errors.isInteractive
      let job = JobFigures(try client.get(path + (watches || first == nil ? "" : "?wait=30")))
      if job.isTerminal { return job }
      if first == nil || first?.step == 0 { first = (job.step, .now) }
      guard watches, let start = first else { continue }
      let seconds = (ContinuousClock.now - start.time) / .seconds(1)
      let width = Terminal.errors.width - 1 - prefix.count
      let line =
        job.state == "queued"
        ? "\(id) waits for its turn"
        : ProgressBar(steps: job.steps).line(step: job.step, seconds: seconds, width: width)
      Terminal.errors.replaceLine(with: prefix + line.prefix(max(0, width)))
      Thread.sleep(forTimeInterval: Self.interval)
    }
  }

  /// The sweep once all its jobs have ended.
  func endedSweep(_ id: String) throws(ServiceFault) {
    defer { clear() }
    while true {
      let sweep = try client.get("/v1/sweeps/\(id.asPathSegment)")
      if sweep["state"]?.stringValue == "finished" { return }
      if Terminal.errors.isInteractive, let jobs = sweep["jobs"]?.objectValue {
        func count(_ state: String) -> Int { jobs[state]?.numberValue?.asInt ?? 0 }
        let done = count("succeeded") + count("failed") + count("cancelled")
        Terminal.errors.replaceLine(
          with: "\(done)/\(count("total")) jobs, \(count("running")) in training")
      }
      Thread.sleep(forTimeInterval: Self.interval)
    }
  }

  private func clear() {
    if Terminal.errors.isInteractive { Terminal.errors.replaceLine(with: "") }
  }
}

extension String {
  /// The text as one segment of a path, or a value of a query (RFC 3986).
  var asPathSegment: String {
    addingPercentEncoding(
      withAllowedCharacters: CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) ?? ""
  }
}
