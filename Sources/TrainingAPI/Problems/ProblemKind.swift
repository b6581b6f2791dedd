internal import HTTPCodec

/// A kind of problem that the service reports: an entry of the catalogue of its errors.
///
/// The raw value is stable: it is the last part of the problem's `type`
/// (`urn:symbreak:problem:job_not_found`), for programs to match.
package enum ProblemKind: String, Sendable, CaseIterable {
  /// The body is not JSON; `errors` says where.
  case invalidJSON = "invalid_json"
  /// The query has unknown, repeated or wrong parameters; `errors` lists each.
  case invalidQuery = "invalid_query"
  /// A header field has a value that the operation cannot use.
  case invalidHeader = "invalid_header"
  /// The request needs a key, or has one that opens nothing.
  case unauthorized
  /// The key is not good for this operation.
  case insufficientScope = "insufficient_scope"
  /// The request was made by a page of another origin.
  case foreignOrigin = "foreign_origin"
  /// The key's requests come too fast.
  case rateLimited = "rate_limited"
  /// The owner's jobs have reached a limit; `limit` says which.
  case quotaExceeded = "quota_exceeded"
  /// Nothing lives at this path.
  case unknownPath = "unknown_path"
  /// There is no job of this id.
  case jobNotFound = "job_not_found"
  /// The caller has no sweep of this id.
  case sweepNotFound = "sweep_not_found"
  /// The caller has no data set of this id.
  case datasetNotFound = "dataset_not_found"
  /// The caller has no webhook of this id.
  case webhookNotFound = "webhook_not_found"
  /// The operator has allowed no host that webhooks may be sent to.
  case webhooksDisabled = "webhooks_disabled"
  /// The webhook cannot be registered; `errors` lists every fault.
  case invalidWebhook = "invalid_webhook"
  /// The owner has as many webhooks as may be; `limit` says how many.
  case webhookQuota = "webhook_quota"
  /// The job exists and has ended, but did not record what was asked for.
  case notRecorded = "not_recorded"
  /// The path exists, the method does not belong to it; `Allow` lists those that do.
  case methodNotAllowed = "method_not_allowed"
  /// None of the media types that the client accepts is offered.
  case notAcceptable = "not_acceptable"
  /// The operation needs a job that has ended, and this one has not.
  case jobNotFinished = "job_not_finished"
  /// The job ended without a result: it failed or was cancelled.
  case jobWithoutResult = "job_without_result"
  /// The job has ended, so that it cannot be cancelled any more.
  case jobFinished = "job_finished"
  /// Jobs of the sweep have not ended, so that it cannot be deleted.
  case sweepNotFinished = "sweep_not_finished"
  /// All jobs of the sweep have ended, so that it cannot be cancelled any more.
  case sweepFinished = "sweep_finished"
  /// Jobs that wait or run need the data set; `jobs` names some.
  case datasetInUse = "dataset_in_use"
  /// The rows that the job was trained on, and that this needs, are deleted.
  case datasetDeleted = "dataset_deleted"
  /// The owner's data sets have reached a limit; `limit` says which.
  case datasetQuota = "dataset_quota"
  /// The upload is more than one may be.
  case datasetTooLarge = "dataset_too_large"
  /// The gzip coding of the body, or of a part, is broken.
  case invalidCoding = "invalid_coding"
  /// The body is not a form as `multipart/form-data`.
  case invalidForm = "invalid_form"
  /// The upload is no data set; `errors` lists every fault.
  case invalidDataset = "invalid_dataset"
  /// The operation takes no content, and the request has some.
  case unexpectedContent = "unexpected_content"
  /// The body is not declared as a media type that the operation takes.
  case unsupportedMediaType = "unsupported_media_type"
  /// The `Host` is none of this service's names.
  case misdirectedRequest = "misdirected_request"
  /// The spec cannot be trained; `errors` lists every fault.
  case invalidSpec = "invalid_spec"
  /// Training the spec needs more memory than trainings may take here.
  case memoryExceeded = "memory_exceeded"
  /// The sweep cannot be made, or jobs of it cannot be trained; `errors` lists the faults.
  case invalidSweep = "invalid_sweep"
  /// The `Idempotency-Key` belongs to a job or sweep with another spec, name or labels.
  case idempotencyConflict = "idempotency_conflict"
  /// The layer or step asked for does not exist in this job, or is too large to show.
  case unavailableSelection = "unavailable_selection"
  /// The analysis does not know what the spec does to its layers.
  case notModelled = "not_modelled"
  /// The analysis would take, or has taken, more than one may; `limit` or `limit_seconds` says what.
  case analysisTooCostly = "analysis_too_costly"
  /// As many analyses wait as may, in all or of this owner; `limit` says which.
  case analysisQueueFull = "analysis_queue_full"
  /// The service does not take requests now; trying again may succeed.
  case unavailable = "unavailable"
  /// The service's job store has no room.
  case storeFull = "store_full"
  /// A fault of the service.
  case internalFault = "internal_fault"

  /// The status of the answer.
  var status: HTTPStatus {
    switch self {
    case .invalidJSON, .invalidQuery, .invalidHeader, .invalidCoding, .invalidForm: .badRequest
    case .unauthorized: .unauthorized
    case .insufficientScope, .foreignOrigin, .webhooksDisabled: .forbidden
    case .rateLimited, .quotaExceeded: .tooManyRequests
    case .unknownPath, .jobNotFound, .sweepNotFound, .datasetNotFound, .webhookNotFound,
      .notRecorded:
      .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .notAcceptable: .notAcceptable
    case .jobNotFinished, .jobWithoutResult, .jobFinished, .sweepNotFinished, .sweepFinished,
      .datasetInUse, .datasetDeleted, .datasetQuota, .webhookQuota:
      .conflict
    case .datasetTooLarge, .unexpectedContent: .contentTooLarge
    case .unsupportedMediaType: .unsupportedMediaType
    case .misdirectedRequest: .misdirectedRequest
    case .invalidSpec, .memoryExceeded, .invalidSweep, .invalidDataset, .invalidWebhook,
      .idempotencyConflict, .unavailableSelection, .notModelled, .analysisTooCostly:
      .unprocessableContent
    case .unavailable, .storeFull, .analysisQueueFull: .serviceUnavailable
    case .internalFault: .internalServerError
    }
  }

  /// The kind in a few words, the same for every occurrence (RFC 9457, section 3.1.3).
  var title: String {
    switch self {
    case .invalidJSON: "The body is not valid JSON"
    case .invalidQuery: "The query is not valid"
    case .invalidHeader: "A header field is not valid"
    case .unauthorized: "A valid key is needed"
    case .insufficientScope: "The key is not good for this"
    case .foreignOrigin: "The request comes from another origin"
    case .rateLimited: "Requests come too fast"
    case .quotaExceeded: "A quota is used up"
    case .unknownPath: "There is nothing at this path"
    case .jobNotFound: "There is no such job"
    case .sweepNotFound: "There is no such sweep"
    case .webhookNotFound: "There is no such webhook"
    case .webhooksDisabled: "There are no webhooks here"
    case .invalidWebhook: "The webhook cannot be registered"
    case .webhookQuota: "There are too many webhooks"
    case .sweepNotFinished: "The sweep has not finished"
    case .sweepFinished: "The sweep has already finished"
    case .invalidSweep: "The sweep is not valid"
    case .datasetNotFound: "There is no such data set"
    case .datasetInUse: "Jobs need the data set"
    case .datasetDeleted: "The data set is deleted"
    case .datasetQuota: "Too many data sets"
    case .datasetTooLarge: "The data set is too large"
    case .invalidCoding: "The gzip coding is broken"
    case .invalidForm: "The form is not valid"
    case .invalidDataset: "The data set is not valid"
    case .notRecorded: "The job did not record this"
    case .methodNotAllowed: "This method does not belong to the path"
    case .notAcceptable: "No acceptable media type"
    case .jobNotFinished: "The job has not finished"
    case .jobWithoutResult: "The job has no result"
    case .jobFinished: "The job has already finished"
    case .unexpectedContent: "This takes no content"
    case .unsupportedMediaType: "The body's media type is not supported"
    case .misdirectedRequest: "The request is for another host"
    case .invalidSpec: "The spec is not valid"
    case .memoryExceeded: "The job needs too much memory"
    case .idempotencyConflict: "The Idempotency-Key is in use"
    case .unavailableSelection: "The job has no such layer or step to show"
    case .notModelled: "The analysis does not model this network"
    case .analysisTooCostly: "The analysis takes more than one may"
    case .analysisQueueFull: "Too many analyses wait"
    case .unavailable: "The service is not available now"
    case .storeFull: "The job store is full"
    case .internalFault: "The service has a fault"
    }
  }
}
