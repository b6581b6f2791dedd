package import TrainingModel

/// Whether a small difference between the clones of each class of a network would grow, from one moment
/// of its training.
package struct TransverseStability: Sendable {
  /// What becomes of a difference.
  package enum Verdict: String, Sendable, CaseIterable {
    /// Along some direction it grows.
    case repels
    /// Along every direction it shrinks.
    case attracts
    /// Along none it grows, along some it stays.
    case neutral
  }

  /// One class of two clones or more of a hidden layer.
  package struct Class: Sendable {
    /// Counted from 1, the first hidden layer.
    package let layer: Int
    /// Ascending.
    package let neurons: [Int]
    /// Ends of the spectrum of ``TransverseBlock``.
    package let smallest: Double
    package let largest: Double
    /// The largest factor a step on a difference; `nil` for rules that a curvature alone does not
    /// tell: then the verdict is that of gradient flow.
    package let growth: Double?
    package let verdict: Verdict

    /// Steps in which a difference ε comes to 1 at this rate, ln(1 / ε) / ln(growth); `nil` where it
    /// does not grow.
    package func escape(from difference: Double) -> Double? {
      guard let growth, growth > 1, difference > 0, difference < 1 else { return nil }
      return naturalLogarithm(1 / difference) / naturalLogarithm(growth)
    }
  }

  package let classes: [Class]

  /// Parameters of one neuron, in and out, up to which its block is computed.
  package static let mostParameters = 2048

  /// Multiply-adds that it may take by default.
  package static let budget = 500_000_000

  /// Of the classes of neurons that are equal bit for bit, over the rows of the training set.
  ///
  /// - Returns: `.notComputed` where the passage takes more multiply-adds than `budget`; layers whose
  ///   sums are normalised, and classes of neurons with more than ``mostParameters``, are left out.
  /// - Complexity: O(rows × parameters), and O(rows × side²) a class, within the budget.
  package static func of(
    _ weights: NetworkWeights, _ spec: TrainingSpec, budget: Int = budget
  ) -> Measured<TransverseStability> {
    let clones = CloneClasses(weights, of: spec)
    let data = spec.dataset.dataset()
    let work = clones.classes.reduce(clones.network.parameterCount) {
      $0 + clones.side(of: $1) * clones.side(of: $1)
    }
    guard work.multipliedReportingOverflow(by: data.trainRows).partialValue <= budget
    else { return .absent(.notComputed) }
    var pass = DensePass(
      clones.network, LabelledRows(data.train, of: data, outputs: spec.outputs))
    pass.goBack(through: clones.network)
    let rule = DescentRule(spec.training)
    var classes: [Class] = []
    let interruption = Interruption.current
    for found in clones.classes {
      if interruption.isRequested { return .absent(.notComputed) }
      let block = TransverseBlock(
        clones.network, pass, layer: found.layer, unit: found.unit,
        decay: spec.training.gradientRules.l2)
      guard let ends = block.ends else { return .absent(.notFinite) }
      classes.append(Class(found, ends, rule))
    }
    return .present(TransverseStability(classes: classes))
  }
}

extension TransverseStability.Class {
  /// Beyond rounding.
  private static var rounding: Double { 1e-12 }

  fileprivate init(
    _ found: CloneClasses.Class, _ ends: (smallest: Double, largest: Double), _ rule: DescentRule?
  ) {
    layer = found.layer + 1
    neurons = found.neurons
    (smallest, largest) = ends
    growth = rule.map { max($0.growth(along: ends.smallest), $0.growth(along: ends.largest)) }
    let size = max(ends.smallest.magnitude, ends.largest.magnitude)
    if let growth, growth > 1 + Self.rounding {
      verdict = .repels
    } else if ends.smallest < -Self.rounding * size {
      verdict = .repels
    } else {
      verdict = ends.smallest > Self.rounding * size ? .attracts : .neutral
    }
  }
}
