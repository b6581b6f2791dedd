internal import HTTPCodec
internal import JobQueue
internal import StrictJSON

extension Problem {
  /// What a body that is not JSON is answered with: where the reader stopped, and why.
  init(_ error: JSONError) {
    self.init(
      .invalidJSON, error.description,
      errors: [
        [
          "pointer": .string(error.pointer.description), "code": .string(error.code.rawValue),
          "detail": .string(error.message), "offset": .number(JSONNumber(error.offset)),
          "line": .number(JSONNumber(error.line)), "column": .number(JSONNumber(error.column)),
        ]
      ])
  }

  /// What a spec that cannot be trained is answered with: every fault at once.
  init(_ faults: SpecFaults) {
    let count = faults.faults.count
    self.init(
      .invalidSpec,
      count == 1
        ? "The spec has a fault: \(faults.faults[0].detail)"
        : "The spec has \(count) faults; errors lists each.",
      errors: faults.faults.map(Self.object))
  }

  /// What an upload that is no data set is answered with: every fault at once.
  init(ofUpload faults: SpecFaults) {
    self.init(
      Self.isOfSize(faults) ? .datasetTooLarge : .invalidDataset,
      faults.faults.count == 1
        ? "The data set has a fault: \(faults.faults[0].detail)"
        : "The data set has \(faults.faults.count) faults; errors lists each.",
      errors: faults.faults.map(Self.object))
  }

  private static func isOfSize(_ faults: SpecFaults) -> Bool {
    faults.faults.allSatisfy { $0.code == SpecFault.Code.tooCostly.rawValue }
  }

  /// An element of `errors` about a place in the body.
  static func object(_ fault: SpecFault) -> JSONObject {
    var item: JSONObject = [
      "pointer": .string(fault.pointer), "code": .string(fault.code),
      "detail": .string(fault.detail),
    ]
    if let suggestion = fault.suggestion { item["suggestion"] = .string(suggestion) }
    return item
  }

  /// What a message that is not proper HTTP is answered with.
  init(_ fault: HTTPFault) {
    self.init(
      code: fault.code.rawValue, status: fault.status, title: fault.title, detail: fault.detail,
      members: ["section": .string(fault.section)],
      // Connections and octets of others leave within seconds.
      headers: fault.status == .serviceUnavailable ? ["Retry-After": "2"] : [:])
  }

  /// What readiness is answered with where the store does not write. Anyone may ask that: it tells
  /// the kind of fault, and no path.
  init(_ trouble: StoreTrouble) {
    self.init(
      .unavailable, "The last write to the job store failed (\(trouble.error.code)).",
      members: [
        "state": "ready", "reason": .string(trouble.error.code),
        "since": .string(trouble.since.rfc3339),
      ], headers: ["Retry-After": "1"])
  }

  /// What any error that a route did not expect is answered with.
  ///
  /// Faults of the store that can pass are 503; nothing of an unknown error is told but its kind,
  /// since its text was not written for clients.
  init(unexpected error: any Error) {
    switch error {
    case let problem as Problem:
      self = problem
    case JobStoreError.idempotencyConflict(let existing):
      self.init(
        .idempotencyConflict,
        "This Idempotency-Key was used for a job with another spec, name or labels. Send a new key, or"
          + " the same again.",
        members: ["job": .string(existing.rawValue)])
    case JobStoreError.sweepConflict(let existing):
      self.init(
        .idempotencyConflict,
        "This Idempotency-Key was used for a sweep with other jobs, another name or other labels. Send"
          + " a new key, or the same sweep again.",
        members: ["sweep": .string(existing.rawValue)])
    case JobStoreError.quotaExceeded(let part):
      let detail =
        switch part {
        case .queued:
          "With this, more of your jobs would wait than may. Send it when some have begun."
        case .cost:
          "With this, your unfinished jobs would cost more than they may. Send it when some have"
            + " ended."
        case .bytes:
          "Your jobs and sweeps take as many bytes of the store as they may. Delete some that have"
            + " ended: stored_bytes of a job says what it takes, GET /v1/usage what all do."
        }
      self.init(
        .quotaExceeded, detail, members: ["limit": .string(part.rawValue)],
        headers: ["Retry-After": part == .bytes ? "60" : "10"])
    case JobStoreError.datasetQuotaExceeded(let part):
      self.init(
        .datasetQuota,
        part == .count
          ? "You have as many data sets as you may. Delete one that no job needs."
          : "Your data sets, with the rows that came with jobs' specs, take as many bytes as they may."
            + " Delete one that no job needs, or jobs that brought rows.",
        members: ["limit": .string(part.rawValue)])
    case JobStoreError.unknownDataset(let id):
      // Deleted since the spec was read.
      self.init(
        SpecFaults(faults: [
          SpecFault(
            pointer: "/dataset/id", code: SpecFault.Code.unknownName.rawValue,
            detail: "There is no data set `\(id)` among your uploads.")
        ]))
    case let gone as DatasetGone:
      self.init(
        .datasetDeleted,
        "This needs the rows of \(gone.id), which were deleted. Upload the same data again, and it"
          + " answers; what the job recorded is there as it was.")
    case let full as AnalysisQueueFull:
      self.init(
        .analysisQueueFull,
        full.limit == .waiting
          ? "As many analyses wait for their turn as may. Ask again when some are done."
          : "As many of your analyses wait for their turn as may. Ask again when some are done.",
        members: ["limit": .string(full.limit.rawValue)], headers: ["Retry-After": "5"])
    case JobStoreError.full:
      self.init(
        .storeFull, "The job store is full. Delete finished jobs, or give the service more room.",
        headers: ["Retry-After": "60"])
    case JobStoreError.replaced:
      self.init(
        .unavailable,
        "Files of the job store were removed or replaced while the service was using them. Nothing is"
          + " written until its operator has seen to it; the log says more.",
        headers: ["Retry-After": "60"])
    case let error as JobStoreError where error.isTransient:
      self.init(
        .unavailable, "The job store cannot answer now. Try again in a moment.",
        headers: ["Retry-After": "1"])
    case JobStoreError.closed, is CancellationError:
      self.init(
        .unavailable, "The service is shutting down. Try again when it is back.",
        headers: ["Retry-After": "5"])
    case let error as JobStoreError:
      self.init(
        .internalFault,
        "The job store has a fault (\(error.code)). The log says more, under the request's id.")
    default:
      self.init(
        .internalFault,
        "The service met an error that it did not expect. The log says more, under the request's id."
      )
    }
  }
}
