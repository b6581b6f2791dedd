package import TrainingModel

/// The coarsest partition of a network's neurons whose classes are one neuron each up to factors c, of
/// one ``FactorKind``: a neuron answers c times what its class does, on every input.
///
/// Within a class, with factors cᵢ of its neurons and cⱼ of those of another class: biases are cᵢ β,
/// the sums Σⱼ wᵢⱼ cⱼ over each class below are cᵢ ω, and the sums Σₖ cₖ wₖᵢ over each class above cᵢ ν,
/// with one β, ω and ν for the class; inputs and outputs each stand alone with factor 1, and so do,
/// with factors of 1, layers to which the kind does not apply. Then activations are cᵢ α and the
/// errors sent back cᵢ δ, a weight's gradient is cᵢ cⱼ γ, and descent leaves all of this as it is,
/// factors included: (w, b, v) and (-w, -b, -v) stay opposites, (w, b, v) and (2 w, 2 b, 2 v) in
/// proportion. With all factors 1 it is ``EquitablePartition``, whose classes lie within these.
///
/// The usual rescaling (c w, c b, v / c) leaves what a network computes as it is, but not how it is
/// trained; it makes no classes here. B. Simsek et al., Geometry of the Loss Landscape in
/// Overparameterized Neural Networks, 2021; D. Kunin et al., Neural Mechanics, 2021.
package struct FactorPartition: Sendable, Equatable {
  /// The classes of one layer.
  package struct Layer: Sendable, Equatable {
    /// The classes, numbered in the order of their first neurons.
    package let partition: EquitablePartition.Layer
    /// Of each neuron, the first of each class having 1; 0 for neurons all of whose sums are 0: they
    /// answer 0 to every input, and nothing moves them.
    package let factors: [Double]
  }

  package let kind: FactorKind
  /// From the first hidden layer to the output; `nil` where the kind does not apply, the output
  /// included.
  package let layers: [Layer?]
  /// The same of all layers, with the factors that tolerances are measured by.
  private let found: [FactorClasses]

  /// The classes of weights that a training of `spec` starts from; where a weight is not finite, those
  /// of ``EquitablePartition``.
  ///
  /// - Complexity: O(parameters) a round, as many rounds as those.
  package init(_ weights: NetworkWeights, of spec: TrainingSpec, upTo kind: FactorKind) {
    self.init(
      weights, of: spec, upTo: kind, tolerance: EquitablePartition.rounding(spec.precision))
  }

  /// The classes of weights that a training of `spec` has come to in so many steps: see
  /// ``EquitablePartition/init(_:of:after:from:)``.
  package init(
    _ weights: NetworkWeights, of spec: TrainingSpec, after steps: Int, from start: FactorPartition
  ) {
    let own = FactorPartition(weights, of: spec, upTo: start.kind)
    let kept = FactorPartition(
      weights, of: spec, upTo: start.kind,
      tolerance: EquitablePartition.rounding(spec.precision)
        * Double(1 + max(0, steps)).squareRoot(),
      splitting: start.found)
    self = own.neurons < kept.neurons ? own : kept
  }

  /// Neurons that the network amounts to.
  private var neurons: Int { found.reduce(0) { $0 + $1.count } }

  package init(
    _ weights: NetworkWeights, of spec: TrainingSpec, upTo kind: FactorKind, tolerance: Double,
    splitting first: [FactorClasses]? = nil
  ) {
    let last = weights.layers.count - 1
    let applies = spec.layers.indices.map { $0 < last && kind.applies(to: spec.layers[$0]) }
    let isFinite = weights.layers.allSatisfy {
      $0.weights.allSatisfy(\.isFinite) && $0.biases.allSatisfy(\.isFinite)
    }
    let classes =
      isFinite
      ? Self.refined(
        first
          ?? weights.layers.enumerated().map { index, layer in
            FactorClasses(units: layer.units, alone: index == last, isFree: applies[index])
          },
        weights, kind, tolerance)
      : EquitablePartition(weights, tolerance: tolerance).layers.map(FactorClasses.init)
    self.kind = kind
    found = classes
    layers = zip(classes, applies).map { $1 ? $0.layer : nil }
  }

  /// Colour refinement, with a factor beside the colour: neurons of which nothing is known have factor 0
  /// and count for nothing in the sums of others, since no factor fits them better than another.
  private static func refined(
    _ first: [FactorClasses], _ weights: NetworkWeights, _ kind: FactorKind, _ tolerance: Double
  ) -> [FactorClasses] {
    var classes = first
    var isStill = false
    let interruption = Interruption.current
    while !isStill, !interruption.isRequested {
      isStill = true
      for index in 0..<max(0, classes.count - 1) where !classes[index].isSettled {
        let sums = NeuronSums(
          weights.layers[index], feeding: weights.layers[index + 1],
          below: index == 0 ? nil : classes[index - 1].partition,
          above: classes[index + 1].partition,
          factorsBelow: index == 0 ? nil : classes[index - 1].factors,
          factorsAbove: classes[index + 1].factors)
        let refined = classes[index].split(by: sums, upTo: kind, tolerance: tolerance)
        if refined.count != classes[index].count || refined.known != classes[index].known {
          isStill = false
        }
        classes[index] = refined
      }
    }
    return classes
  }
}

extension FactorPartition {
  /// Whether the numbers of some neurons of a layer, incoming weights, biases and outgoing weights, are
  /// those of the first times 1, -1 or a power of two of either sign, to the last bit: rounding commutes
  /// with such factors, so that their proportion stays exact where a training keeps it.
  ///
  /// - Parameter layer: a hidden one, counted from 1.
  /// - Complexity: O(neurons × (fan in + fan out)).
  package func isExact(_ neurons: [Int], ofLayer layer: Int, in weights: NetworkWeights) -> Bool {
    guard let factors = layers[layer - 1]?.factors, let first = neurons.first else { return true }
    let (own, next) = (weights.layers[layer - 1], weights.layers[layer])
    return neurons.dropFirst().allSatisfy { neuron in
      let factor = factors[first] == 0 ? 1 : factors[neuron] / factors[first]
      guard factor.magnitude.significand == 1 else { return false }
      func agrees(_ x: Double, _ y: Double) -> Bool {
        (factor * x).comparedBits == y.comparedBits
      }
      return (own.biases.isEmpty || agrees(own.biases[first], own.biases[neuron]))
        && (0..<own.fanIn).allSatisfy {
          agrees(own.weights[first * own.fanIn + $0], own.weights[neuron * own.fanIn + $0])
        }
        && (0..<next.units).allSatisfy {
          agrees(next.weights[$0 * next.fanIn + first], next.weights[$0 * next.fanIn + neuron])
        }
    }
  }
}
