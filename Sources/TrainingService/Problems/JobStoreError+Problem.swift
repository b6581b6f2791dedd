internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
package import WebRouting

/// Faults of the store that can pass are 503.
extension JobStoreError: ProblemConvertible {
  package var problem: Problem {
    switch self {
    case .idempotencyConflict(let existing):
      Problem(
        .idempotencyConflict,
        "This Idempotency-Key was used for a job with another spec, name or labels. Send a new key, or"
          + " the same again.",
        members: ["job": .string(existing.rawValue)])
    case .sweepConflict(let existing):
      Problem(
        .idempotencyConflict,
        "This Idempotency-Key was used for a sweep with other jobs, another name or other labels. Send"
          + " a new key, or the same sweep again.",
        members: ["sweep": .string(existing.rawValue)])
    case .quotaExceeded(let part):
      Problem(
        .quotaExceeded, part.refusal, members: ["limit": .string(part.rawValue)],
        headers: ["Retry-After": part == .bytes ? "60" : "10"])
    case .datasetQuotaExceeded(let part):
      Problem(
        .datasetQuota,
        part == .count
          ? "You have as many data sets as you may. Delete one that no job needs."
          : "Your data sets, with the rows that came with jobs' specs, take as many bytes as they may."
            + " Delete one that no job needs, or jobs that brought rows.",
        members: ["limit": .string(part.rawValue)])
    case .unknownDataset(let id):
      // Deleted since the spec was read.
      Problem(
        SpecFaults(faults: [
          SpecFault(
            pointer: "/dataset/id", code: SpecFault.Code.unknownName.rawValue,
            detail: "There is no data set `\(id)` among your uploads.")
        ]))
    case .full:
      Problem(
        .storeFull, "The job store is full. Delete finished jobs, or give the service more room.",
        headers: ["Retry-After": "60"])
    case .incomplete: .unusable("lacks parts that the service needs")
    case .forbidden: .unusable("refuses the service a right that it needs")
    case .replaced:
      Problem(
        .unavailable,
        "Files of the job store were removed or replaced while the service was using them. Nothing is"
          + " written until its operator has seen to it; the log says more.",
        headers: ["Retry-After": "60"])
    case _ where isTransient:
      Problem(
        .unavailable, "The job store cannot answer now. Try again in a moment.",
        headers: ["Retry-After": "1"])
    case .closed: .shuttingDown
    default:
      Problem(
        .internalFault,
        "The job store has a fault (\(code)). The log says more, under the request's id.")
    }
  }
}

extension Problem {
  fileprivate static func unusable(_ cause: String) -> Problem {
    Problem(
      .storeUnusable,
      "The job store's database \(cause). Nothing is done until its operator has seen to it; the log says"
        + " more.",
      headers: ["Retry-After": "60"])
  }
}

extension JobQuota.Part {
  fileprivate var refusal: String {
    switch self {
    case .queued: "With this, more of your jobs would wait than may. Send it when some have begun."
    case .cost:
      "With this, your unfinished jobs would cost more than they may. Send it when some have ended."
    case .bytes:
      "Your jobs and sweeps take as many bytes of the store as they may. Delete some that have"
        + " ended: stored_bytes of a job says what it takes, GET /v1/usage what all do."
    }
  }
}
