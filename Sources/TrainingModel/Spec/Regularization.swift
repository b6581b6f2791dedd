/// What is done to the gradient of a batch before the optimiser sees it, in this order.
package struct GradientRules: Sendable, Equatable {
  /// λ₁ |w| is added to the loss for every weight, not for biases: λ₁ sign(w) to the gradient, 0 at
  /// 0. Recorded losses are without penalties.
  package var l1: Double
  /// λ₂ w² / 2 likewise: λ₂ w to the gradient.
  package var l2: Double
  /// The largest Euclidean norm of the whole gradient, biases included: a longer one is scaled
  /// down to it.
  package var clip: Double?
  /// What is then added to every number of the gradient.
  package var noise: GradientNoise?
  /// Deviation of the normal noise on every weight and bias while a batch passes, drawn anew for
  /// each batch; the gradient found there moves the weights without noise.
  package var weightNoise: Double
  /// Deviation of the normal noise on the inputs of a batch, drawn anew for each. All neurons of
  /// the first layer see the same.
  package var inputNoise: Double

  package init(
    l1: Double = 0, l2: Double = 0, clip: Double? = nil, noise: GradientNoise? = nil,
    weightNoise: Double = 0, inputNoise: Double = 0
  ) {
    self.l1 = l1
    self.l2 = l2
    self.clip = clip
    self.noise = noise
    self.weightNoise = weightNoise
    self.inputNoise = inputNoise
  }
}

/// What is done to one layer while it learns.
package struct LayerRegularization: Sendable, Equatable {
  /// The share of activations that a batch goes without, drawn anew for each row; the others are
  /// scaled by 1 / (1 - share) (Srivastava et al. 2014). Nothing is dropped when the network is
  /// measured.
  package var dropout: Double
  /// The share of weights that a batch goes without, drawn anew for each batch; the others are
  /// scaled likewise (Wan et al. 2013, with one mask a batch).
  package var dropConnect: Double
  /// The share of weights that are 0 for good, drawn once.
  package var sparseMask: Double
  package var normalization: Normalization

  package init(
    dropout: Double = 0, dropConnect: Double = 0, sparseMask: Double = 0,
    normalization: Normalization = .none
  ) {
    self.dropout = dropout
    self.dropConnect = dropConnect
    self.sparseMask = sparseMask
    self.normalization = normalization
  }
}

/// How a layer's sums are normalised before its bias is added.
package enum Normalization: String, Sendable, CaseIterable {
  case none
  /// Over the units of a row (Ba et al. 2016), without a gain: (z - mean) / √(variance + 10⁻⁵).
  case layer
  /// Over the rows of a batch, unit by unit (Ioffe & Szegedy 2015), without a gain:
  /// (z - mean) / √(variance + 10⁻⁵). The network is measured with mean and variance over the whole
  /// training set, its test rows too.
  case batch
}

extension TrainingSpec {
  /// Whether any layer is normalised over the rows of a batch.
  package var normalizesBatches: Bool {
    layers.contains { $0.regularization.normalization == .batch }
  }

  /// Whether a step is more than gradient and update, so that replicas cannot share lanes.
  package var isRegularized: Bool {
    training.gradientRules != GradientRules()
      || layers.contains { $0.regularization != LayerRegularization() }
  }
}
