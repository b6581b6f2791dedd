/// What one sweep may come to. `openapi.yaml` states the defaults of those that can be set under
/// `x-limits` of `Sweep`, by the names of the options.
package struct SweepLimits: Sendable, Equatable {
  /// Jobs.
  package var jobs = 1000
  /// The cost of all jobs together, in millions of multiply-adds.
  package var cost = 6_000_000_000

  /// The standard limits, to be changed one by one.
  package init() {}

  /// Fields of the spec that differ from job to job; each is a column of the table.
  static let fields = 64
  /// Bytes of one value of such a field, as JSON: tables repeat it, and rows of data have a better
  /// place in an upload.
  static let valueBytes = 4096
  /// Bytes of the specs of all jobs together, as JSON, both as they were sent and normalised: each is
  /// read and digested, which takes time. What is kept of them is far less.
  static let specBytes = 256 << 20
  /// Faults that one answer lists.
  static let faults = 100
}
