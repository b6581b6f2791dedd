internal import Foundation

/// What recording costs a shape.
struct RecordedFigures: Encodable {
  let name: String
  /// Replicas × steps / seconds, of the bare steps and with the default recording.
  let netStepsPerSecond: Double
  let recordedNetStepsPerSecond: Double
  /// Seconds of one thread for each network and recorded step: passing all rows forward and back;
  /// measuring how alike the neurons are; and taking the figures into the record.
  let evaluationSeconds: Double
  let similaritySeconds: Double
  /// Recorded steps.
  let points: Int
  /// Rows that training passes, as a share of all that training and recording pass.
  let shareOfRows: Double
  let threads: Int
  let kernels: String

  /// What recording leaves of the bare rate.
  var ratio: Double { recordedNetStepsPerSecond / netStepsPerSecond }

  static let heading =
    "shape                net-steps/s      recorded   ratio   rows trained   evaluation, similarity"
    + " (µs a network and point)"

  var line: String {
    name.padding(toLength: 18, withPad: " ", startingAt: 0)
      + String(
        format: "%14.0f%14.0f   %5.3f   %10.1f %%   %10.1f  %10.1f", netStepsPerSecond,
        recordedNetStepsPerSecond, ratio, 100 * shareOfRows, 1e6 * evaluationSeconds,
        1e6 * similaritySeconds)
  }
}
