package import HTTPCodec
internal import WebRouting

/// The problems that have to do with jobs, sweeps, data sets, webhooks and analyses.
package enum ServiceProblem: String, ProblemKind, CaseIterable {
  /// The owner's jobs have reached a limit; `limit` says which.
  case quotaExceeded = "quota_exceeded"
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
  /// The upload is no data set; `errors` lists every fault.
  case invalidDataset = "invalid_dataset"
  /// The spec cannot be trained; `errors` lists every fault.
  case invalidSpec = "invalid_spec"
  /// Training the spec needs more memory than trainings may take here.
  case memoryExceeded = "memory_exceeded"
  /// The sweep cannot be made, or jobs of it cannot be trained; `errors` lists the faults.
  case invalidSweep = "invalid_sweep"
  /// The change of name and labels cannot be made; `errors` lists every fault.
  case invalidPatch = "invalid_patch"
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
  /// The service's job store has no room.
  case storeFull = "store_full"
  /// The service's job store lacks a right or a part, which its operator has to give back.
  case storeUnusable = "store_unusable"

  package var status: HTTPStatus {
    switch self {
    case .quotaExceeded: .tooManyRequests
    case .jobNotFound, .sweepNotFound, .datasetNotFound, .webhookNotFound, .notRecorded: .notFound
    case .webhooksDisabled: .forbidden
    case .invalidWebhook, .invalidDataset, .invalidSpec, .memoryExceeded, .invalidSweep,
      .invalidPatch, .idempotencyConflict, .unavailableSelection, .notModelled, .analysisTooCostly:
      .unprocessableContent
    case .webhookQuota, .jobNotFinished, .jobWithoutResult, .jobFinished, .sweepNotFinished,
      .sweepFinished, .datasetInUse, .datasetDeleted, .datasetQuota:
      .conflict
    case .datasetTooLarge: .contentTooLarge
    case .analysisQueueFull, .storeFull, .storeUnusable: .serviceUnavailable
    }
  }

  package var title: String {
    switch self {
    case .quotaExceeded: "A quota is used up"
    case .jobNotFound: "There is no such job"
    case .sweepNotFound: "There is no such sweep"
    case .datasetNotFound: "There is no such data set"
    case .webhookNotFound: "There is no such webhook"
    case .webhooksDisabled: "There are no webhooks here"
    case .invalidWebhook: "The webhook cannot be registered"
    case .webhookQuota: "There are too many webhooks"
    case .notRecorded: "The job did not record this"
    case .jobNotFinished: "The job has not finished"
    case .jobWithoutResult: "The job has no result"
    case .jobFinished: "The job has already finished"
    case .sweepNotFinished: "The sweep has not finished"
    case .sweepFinished: "The sweep has already finished"
    case .datasetInUse: "Jobs need the data set"
    case .datasetDeleted: "The data set is deleted"
    case .datasetQuota: "Too many data sets"
    case .datasetTooLarge: "The data set is too large"
    case .invalidDataset: "The data set is not valid"
    case .invalidSpec: "The spec is not valid"
    case .memoryExceeded: "The job needs too much memory"
    case .invalidSweep: "The sweep is not valid"
    case .invalidPatch: "The change is not valid"
    case .idempotencyConflict: "The Idempotency-Key is in use"
    case .unavailableSelection: "There is no such part to show"
    case .notModelled: "The analysis does not model this network"
    case .analysisTooCostly: "The analysis takes more than one may"
    case .analysisQueueFull: "Too many analyses wait"
    case .storeFull: "The job store is full"
    case .storeUnusable: "The job store cannot be used"
    }
  }
}
