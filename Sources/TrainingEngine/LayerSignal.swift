/// What went forward and came back through a layer over the whole training set.
package struct LayerSignal: Sendable, Equatable {
  /// Mean and variance of the activations over rows and neurons.
  package var activationMean: Double
  package var activationVariance: Double
  /// Neurons, as a share, whose slope is 0 on every row: nothing that comes back moves them.
  package var deadFraction: Double
  /// Activations, as a share, within 5 % of an end of their range; `nil` where there is no range.
  package var saturatedFraction: Double?
  /// Root mean square over rows and neurons of the derivative of a row's loss by the
  /// pre-activation: the error that is sent back.
  package var backpropagated: Double

  package init(
    activationMean: Double, activationVariance: Double, deadFraction: Double,
    saturatedFraction: Double?, backpropagated: Double
  ) {
    self.activationMean = activationMean
    self.activationVariance = activationVariance
    self.deadFraction = deadFraction
    self.saturatedFraction = saturatedFraction
    self.backpropagated = backpropagated
  }
}
