internal import Kernels

/// An optimiser with its parameters, ready for the updates of a training.
///
/// A rule says here what its arithmetic in `UpdateKernel` is given at each update.
struct OptimizerUpdate: Sendable {
  /// A moment of a training.
  struct Moment {
    /// η at this update.
    var rate: Double
    /// β₁ᵗ and β₂ᵗ after this update, t counted from 1.
    var power1: Double
    var power2: Double
  }

  let kind: UpdateKind
  /// The rates of decay whose powers ``Moment`` has; 1 where a rule needs none.
  var beta1 = 1.0
  var beta2 = 1.0
  /// The coefficients of an update in float64, which are then rounded once.
  let coefficients: @Sendable (Moment) -> UpdateCoefficients<Double>
}
