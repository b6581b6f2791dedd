package import ArgumentParser

/// The options of `symbreak serve` that bound what clients may take, as they were typed; each is an
/// environment variable too (`SYMBREAK_MAX_BODY_BYTES` and so on).
package struct LimitOptions: ParsableArguments {
  @Option(help: "Bytes of a request line; beyond: 414 (default: 8192).")
  package var maxRequestLineBytes: String?

  @Option(help: "Bytes of all header fields; beyond: 431 (default: 32768).")
  package var maxHeaderBytes: String?

  @Option(help: "Header fields; beyond: 431 (default: 100).")
  package var maxHeaderCount: String?

  @Option(help: "Bytes of a body; beyond: 413 (default: 8388608).")
  package var maxBodyBytes: String?

  @Option(help: "Bytes of a body of POST /v1/datasets; beyond: 413 (default: 67108864).")
  package var maxUploadBytes: String?

  @Option(help: "Rows of a split of an uploaded data set; beyond: 413 (default: 1000000).")
  package var maxDatasetRows: String?

  @Option(help: "Inputs a row of an uploaded data set; beyond: 413 (default: 4096).")
  package var maxDatasetFeatures: String?

  @Option(help: "Numbers of an uploaded data set; beyond: 413 (default: 64000000).")
  package var maxDatasetNumbers: String?

  @Option(
    help: """
      Bytes of an upload when nothing of it is gzipped any more, and of what is kept of it; beyond: \
      413 (default: 268435456).
      """)
  package var maxDatasetBytes: String?

  @Option(help: "Uploaded data sets of one owner; one more: 409 (default: 100).")
  package var maxDatasets: String?

  @Option(
    help: """
      Bytes that are kept of all uploaded data sets of one owner; beyond: 409 (1073741824 unless \
      told).
      """)
  package var maxDatasetsBytes: String?

  @Option(help: "Jobs of one sweep; beyond: 422 (default: 1000).")
  package var maxSweepJobs: String?

  @Option(
    help: """
      What all jobs of one sweep may cost: millions of multiply-adds of learning and recording; \
      beyond: 422 (default: 6000000000).
      """)
  package var maxSweepCost: String?

  @Option(help: "Analyses that wait for their turn; one more: 503 (default: 256).")
  package var maxWaitingAnalyses: String?

  @Option(help: "Analyses of one owner that wait; one more: 503 (default: 64).")
  package var maxWaitingAnalysesOfOwner: String?

  @Option(
    help: """
      What one analysis may cost, as estimated before it begins: millions of multiply-adds; beyond: \
      422 (default: 100000).
      """)
  package var maxAnalysisCost: String?

  @Option(help: "Seconds that one analysis may compute; longer: 422 (default: 600).")
  package var maxAnalysisTime: String?

  @Option(
    help: """
      Bytes of the database file, its log not counted; beyond: 503 (no limit but the disk's unless \
      told).
      """)
  package var maxDatabaseBytes: String?

  @Option(
    help: """
      Bytes that the store keeps of the jobs and sweeps of one owner; beyond: 429 (4294967296 unless \
      told).
      """)
  package var maxStoredBytes: String?

  @Option(help: "Days after its end for which a job is kept (default: for ever).")
  package var retainDays: String?

  @Option(help: "The newest ended jobs of each owner that are kept (default: all).")
  package var retainJobs: String?

  @Option(help: "Bytes of the chunk extensions of a request; beyond: 400 (default: 4096).")
  package var maxChunkExtensionBytes: String?

  @Option(
    help: """
      Connections in all; for one more the longest idle one is closed, or it is answered 503 (default: \
      16384).
      """)
  package var maxConnections: String?

  @Option(
    help: "Connections of one address, in the same way (default: three quarters of all).")
  package var maxConnectionsPerAddress: String?

  @Option(
    help: """
      Bytes of unfinished requests in memory, over all connections; beyond: 503 (default: an \
      eighth of the memory that the process may use, at most 268435456).
      """)
  package var maxBufferedBytes: String?

  @Option(
    help: """
      Bytes of uploads in temporary files, over all requests; beyond: 503 (default: 1073741824).
      """)
  package var maxStoredUploadBytes: String?

  @Option(help: "Bytes of pipelined answers that may wait for a slow reader (default: 262144).")
  package var maxUnsentBytes: String?

  @Option(help: "Seconds within which a head must arrive; later: 408 (default: 10).")
  package var headerTimeout: String?

  @Option(help: "Seconds within which a body must arrive; later: 408 (default: 60).")
  package var bodyTimeout: String?

  @Option(help: "Seconds that a connection may be idle before it is closed (default: 75).")
  package var idleTimeout: String?

  @Option(help: "Seconds that a client may take nothing of an answer (default: 30).")
  package var writeTimeout: String?

  @Option(help: "Seconds that answers and trainings get at the end (default: 10).")
  package var grace: String?

  @Option(help: "Requests a second of one key; beyond: 429 (default: 100).")
  package var maxRequestRate: String?

  @Option(
    help: """
      Seconds that one attempt at a job may train, whatever its max_seconds says; it fails then \
      (default: no bound).
      """)
  package var maxJobSeconds: String?

  @Option(help: "Jobs of one owner that wait; one more: 429 (default: 1000).")
  package var maxQueuedJobs: String?

  @Option(
    help: """
      What the unfinished jobs of one owner may cost: millions of multiply-adds of learning and \
      recording; beyond: 429 (default: 6000000000).
      """)
  package var maxRunningCost: String?

  package init() {}

  /// The texts, in the order of `LimitCatalogue.limits`.
  var texts: [String?] {
    [
      maxRequestLineBytes, maxHeaderBytes, maxHeaderCount, maxBodyBytes, maxUploadBytes,
      maxChunkExtensionBytes, maxConnections, maxConnectionsPerAddress, maxBufferedBytes,
      maxStoredUploadBytes, maxUnsentBytes,
      headerTimeout, bodyTimeout,
      idleTimeout, writeTimeout,
    ]
  }

  /// The texts, in the order of `DatasetLimitCatalogue.limits`.
  var datasetTexts: [String?] {
    [
      maxDatasetRows, maxDatasetFeatures, maxDatasetNumbers, maxDatasetBytes, maxDatasets,
      maxDatasetsBytes,
    ]
  }

  /// The texts, in the order of `SweepLimitCatalogue.limits`.
  var sweepTexts: [String?] { [maxSweepJobs, maxSweepCost] }

  /// The texts, in the order of `AnalysisLimitCatalogue.limits`.
  var analysisTexts: [String?] {
    [maxWaitingAnalyses, maxWaitingAnalysesOfOwner, maxAnalysisCost, maxAnalysisTime]
  }
}
