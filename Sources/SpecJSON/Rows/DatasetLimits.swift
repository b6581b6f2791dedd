/// What uploaded data sets may come to. `openapi.yaml` states the defaults under `x-limits` of
/// `UploadedDataset`, by the names of the options.
package struct DatasetLimits: Sendable, Equatable {
  /// Rows of each split.
  package var rows = 1_000_000
  /// Columns of the inputs.
  package var features = 4096
  /// Numbers of all rows together, inputs and targets.
  package var numbers = 64_000_000
  /// Bytes of one upload once nothing of it is gzipped any more, and of what is kept of it.
  package var bytes = 256 << 20
  /// Data sets of one owner, but for rows that came with jobs.
  package var uploads = 100
  /// Bytes that are kept of all data sets of one owner, rows that came with jobs among them.
  package var ownerBytes = 1 << 30

  /// The standard limits, to be changed one by one.
  package init() {}

  /// The standard limits for a process that may use `memory` bytes: what the largest upload takes
  /// while it is read stays below half of them.
  package init(memory: Int) {
    numbers = max(1000, min(numbers, memory / 64))
    bytes = max(1 << 20, min(bytes, memory / 16))
  }

  /// Bytes of an upload as JSON: a value takes many times as much memory as its text, and the other
  /// forms do not.
  package static let jsonBytes = 8 << 20
}
