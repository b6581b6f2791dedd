/// What is measured at a recorded step at most, so that recording stays bounded by the training: what
/// an admission counts on, and what recorders keep to.
package enum RecordingBounds {
  /// Rows whose activations and gradients are looked at.
  package static let probeRows = 1024
  /// Neurons of a layer that are compared, evenly spaced among all.
  package static let neurons = 128
  /// Inputs and units of a layer up to which networks train, and are measured, one a lane.
  package static let smallLayer = 32
  /// Larger side × (smaller side)² of the distinct rows up to which the effective rank of a layer is
  /// measured at every recorded step: two or three milliseconds.
  package static let everyStepRankWork = 1 << 20
  /// The same up to which it is measured at the powers of two: some 50 milliseconds.
  package static let milestoneRankWork = 1 << 27
  /// The same up to which it is measured at all: about a second.
  package static let largestRankWork = 1 << 31
}
