package import Kernels

/// An optimiser with its parameters, ready for the updates of a training.
///
/// A rule says here what its arithmetic in `UpdateKernel` is given at each update.
package struct OptimizerUpdate: Sendable {
  /// A moment of a training.
  package struct Moment {
    /// η at this update.
    var rate: Double
    /// β₁ᵗ and β₂ᵗ after this update, t counted from 1.
    var power1: Double
    var power2: Double

    package init(rate: Double, power1: Double, power2: Double) {
      self.rate = rate
      self.power1 = power1
      self.power2 = power2
    }
  }

  package let kind: UpdateKind
  /// The rates of decay whose powers ``Moment`` has; 1 where a rule needs none.
  package var beta1 = 1.0
  package var beta2 = 1.0
  /// The coefficients of an update in float64, which are then rounded once.
  package let coefficients: @Sendable (Moment) -> UpdateCoefficients<Double>
}
