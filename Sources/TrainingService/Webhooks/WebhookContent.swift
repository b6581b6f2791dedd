package import Jobs
internal import StrictJSON

/// What messages to webhooks say: `{"type", "timestamp", "data"}`, the form of Standard Webhooks.
package enum WebhookContent {
  /// The figures of a result that a message has; the others are a GET away.
  private static let figures = ["outcome", "diverged_at", "final", "digest", "seconds"]

  /// The content of a message, by what the queue knows of its subject; the closure computes, and is
  /// not for the cooperative pool. What was deleted meanwhile is told by its id alone.
  package static func of(
    _ delivery: WebhookDelivery, in queue: JobQueue
  ) async throws -> @Sendable () throws -> [UInt8] {
    switch delivery.subject {
    case .job(let id):
      let job = try await queue.job(id)
      return { envelope(delivery, data: try data(of: job, id, after: delivery.event)) }
    case .sweep(let id):
      let sweep = try await queue.sweep(id)
      return { envelope(delivery, data: try sweep.map(SweepEncoding.json) ?? data(ofGone: id)) }
    }
  }

  private static func envelope(_ delivery: WebhookDelivery, data: [UInt8]) -> [UInt8] {
    var object = SplicedObject()
    object.member("type", .string(delivery.event.rawValue))
    object.member("timestamp", .string(delivery.at.rfc3339))
    object.member("data", json: data)
    return object.bytes
  }

  private static func data(
    of job: Job?, _ id: JobID, after event: WebhookEvent
  ) throws -> [UInt8] {
    let state: JobState =
      switch event {
      case .jobSucceeded, .sweepFinished: .succeeded
      case .jobFailed: .failed
      case .jobCancelled: .cancelled
      }
    let result = try job?.result.map { try JSONValue.parse($0) }
    let data: JSONValue = [
      "id": .string(id.rawValue),
      "state": .string((job?.state ?? state).rawValue),
      "name": job?.name.map(JSONValue.string) ?? .null,
      "labels": .object(
        JSONObject(
          unique: (job?.labels ?? [:]).sorted { $0.key < $1.key }.map {
            ($0.key, .string($0.value))
          }
        )),
      "sweep": job?.sweep.map { .string($0.rawValue) } ?? .null,
      "result": result.map { result in
        .object(JSONObject(unique: figures.map { ($0, result[$0] ?? .null) }))
      } ?? .null,
      "error": job?.error.map { ["code": .string($0.code), "message": .string($0.message)] }
        ?? .null,
      "links": job == nil ? [:] : ["self": .string(JobEncoding.path(of: id))],
    ]
    return data.serialized()
  }

  private static func data(ofGone id: SweepID) -> [UInt8] {
    let data: JSONValue = ["id": .string(id.rawValue), "state": "finished", "links": [:]]
    return data.serialized()
  }
}
