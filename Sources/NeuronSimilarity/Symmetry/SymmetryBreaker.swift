public import TrainingCore

/// What in a training, after the start, can tell apart neurons that were equal.
///
/// Momentum, Adam, weight decay and the order of batches treat equal neurons alike and are not
/// among them.
public enum SymmetryBreaker: String, Sendable, CaseIterable {
  /// None is known to this version: a neuron that nevertheless comes apart is a fault of it.
  case unknown

  /// What the spec has of them.
  public static func active(in spec: TrainingSpec) -> [SymmetryBreaker] { [.unknown] }
}
