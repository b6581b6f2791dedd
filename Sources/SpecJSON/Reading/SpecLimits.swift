/// The bounds within which a spec is accepted. They are checked on the numbers alone, before
/// anything of the size that they bound is allocated.
///
/// `openapi.yaml` states the values of ``standard`` under `x-limits`, by the same names.
package struct SpecLimits: Sendable, Equatable {
  /// Layers, the output layer included.
  package var layers = 64
  /// Units of one layer, and inputs of the network. The neuron × neuron matrices grow with its
  /// square.
  package var units = 4096
  /// Weights and biases in all.
  package var parameters = 5_000_000
  /// Updates of the weights.
  package var steps = 10_000_000
  /// Multiply-adds of the whole training, what is recorded of it included: see `TrainingWork`.
  package var multiplyAdds = 3_000_000_000_000_000
  /// Multiply-adds of what is recorded, where those of learning are fewer: recording may take as many
  /// as learning in any case.
  package var recordedMultiplyAdds = 100_000_000_000_000
  /// Multiply-adds of one product of the Hessian with a vector, where the curvature is recorded: a
  /// training that is to end waits for one.
  package var curvatureMultiplyAdds = 60_000_000
  /// Numbers of one pass of all training or all test rows: rows × Σ widths.
  package var activations = 100_000_000
  /// The same where a layer is normalised over batches: all training rows then pass at once.
  package var normalizedActivations = 10_000_000
  /// Rows of inline data, of the training and the test split each.
  package var inlineRows = 100_000
  /// Numbers of inline data in all: inputs and targets of both splits.
  package var inlineNumbers = 1_000_000
  /// Steps that are recorded.
  package var recordedPoints = 100_000
  /// Recorded points × layers, where similarity is recorded.
  package var recordedLayers = 100_000
  /// Numbers that all snapshots hold together: snapshots × parameters.
  package var snapshotNumbers = 20_000_000
  /// Characters (Unicode scalars) of a name.
  package var nameLength = 200
  /// Labels of one job.
  package var labels = 32
  /// Characters of a label's key.
  package var labelKeyLength = 64
  /// Characters of a label's value.
  package var labelValueLength = 256
  /// Seconds that `max_seconds` may allow.
  package var maxSeconds = 31_536_000
  /// Faults that one answer lists.
  package var faults = 100

  /// The limits of the service.
  package static let standard = SpecLimits()

  /// The standard limits, to be changed one by one.
  package init() {}
}

/// What is filled in where a spec is silent and the catalogues name nothing.
package enum SpecDefaults {
  package static let scheme = "xavier_uniform"
  package static let dataset = "xor"
  package static let steps = 1000
  package static let points = 200
  /// Unless told, as many recorded steps keep their weights as fit into this many numbers (64 KiB in
  /// single precision), but at least the first and the last.
  package static let snapshotNumbers = 16_384
  /// Unless told, at most so many recorded steps keep their weights.
  package static let snapshots = 10
}
