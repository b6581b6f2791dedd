/// A number, or the reason why there is none.
///
/// A value that does not exist (the cosine of a zero vector) must never be mistaken for one that
/// does, 0 or 1: whoever reads it has to say what happens without it.
package enum Measured<Value> {
  case present(Value)
  case absent(Absence)

  /// The value, where there is one.
  package var value: Value? {
    switch self {
    case .present(let value): value
    case .absent: nil
    }
  }

  /// Why there is no value; `nil` where there is one.
  package var absence: Absence? {
    switch self {
    case .present: nil
    case .absent(let absence): absence
    }
  }

  /// The same with its value, where there is one, changed by `transform`.
  package func map<Other>(_ transform: (Value) -> Other) -> Measured<Other> {
    switch self {
    case .present(let value): .present(transform(value))
    case .absent(let absence): .absent(absence)
    }
  }

  /// A measurement of the value, or why there is neither.
  package func flatMap<Other>(_ transform: (Value) -> Measured<Other>) -> Measured<Other> {
    switch self {
    case .present(let value): transform(value)
    case .absent(let absence): .absent(absence)
    }
  }
}

extension Measured: Sendable where Value: Sendable {}
extension Measured: Equatable where Value: Equatable {}

/// Why a value does not exist.
package enum Absence: String, Sendable, Hashable, CaseIterable {
  /// A vector of zeros has no direction.
  case zeroVector = "zero_vector"
  /// An activation that is the same on every row correlates with nothing.
  case constantActivation = "constant_activation"
  /// A pair takes two neurons.
  case singleNeuron = "single_neuron"
  /// A weight, gradient or activation is NaN or infinite, or the value itself would be.
  case notFinite = "not_finite"
  /// The output layer feeds no other.
  case noOutgoingWeights = "no_outgoing_weights"
  /// All weights were zero at the start: nothing to turn away from or grow out of.
  case startedAtZero = "started_at_zero"
  /// The examples are too few for this measure.
  case tooFewRows = "too_few_rows"
  /// The theory has no such value here: no finite fixed point, or another kind of network.
  case noFixedPoint = "no_fixed_point"
  /// The activation is not homogeneous: gradient flow keeps no such quantity.
  case notConserved = "not_conserved"
  /// The draw is not random, or is not known to be of one variance.
  case notRandom = "not_random"
  /// The draw has a mean, which the theory does not know.
  case meanNotZero = "mean_not_zero"
  /// The activation has no flat ends.
  case doesNotSaturate = "does_not_saturate"
  /// Too costly at this step: see ``SimilarityRecorder``.
  case notComputed = "not_computed"
}
