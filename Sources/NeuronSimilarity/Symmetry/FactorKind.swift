package import TrainingModel

/// By which factors neurons of a class may differ and still be one neuron: see ``FactorPartition``.
package enum FactorKind: String, Sendable, CaseIterable {
  /// 1 or -1, where φ(-z) = -φ(z).
  case sign
  /// Any number above 0, where φ(c z) = c φ(z) for c > 0.
  case scale

  /// Whether a hidden layer's neurons may stand for one another up to such factors.
  ///
  /// Layer normalisation takes means over the units of a row, which a change of sign of one unit
  /// moves; normalisation of either kind fixes the scale of the sums.
  package func applies(to layer: LayerSpec) -> Bool {
    switch self {
    case .sign: layer.activation.isOdd && layer.regularization.normalization != .layer
    case .scale: layer.activation.isHomogeneous && layer.regularization.normalization == .none
    }
  }

  /// Whether a training keeps the classes by mathematics.
  ///
  /// Every rule here takes opposite gradients to opposite updates. Updates in proportion to their
  /// gradients are made by plain descent and momentum alone. The penalty λ₁ |w| pulls at every weight
  /// alike, whatever its class.
  package func isKept(by plan: TrainingPlan) -> Bool {
    guard plan.gradientRules.l1 == 0 else { return false }
    return self == .sign || plan.optimizer.name == "sgd"
  }
}

extension Activation {
  /// Whether φ(-z) = -φ(z).
  var isOdd: Bool {
    switch self {
    case .linear, .softsign, .tanh: true
    default: false
    }
  }

  /// Whether φ(c z) = c φ(z) for every c > 0.
  var isHomogeneous: Bool {
    switch self {
    case .linear, .relu, .leakyReLU: true
    default: false
    }
  }
}
