package import TrainingModel

/// Mean-field theory of a spec's random draw.
///
/// Theory knows wide networks of one kind of layer; a spec's hidden layers after the first are taken
/// together where they have one activation, with the variances of what was drawn for them.
package struct SignalTheory: Sendable {
  /// The hidden layers that the variances are of, counted from 1.
  package let layers: ClosedRange<Int>
  /// σ_w²: fan in × mean square of the weights drawn, over those layers; σ_b² likewise.
  package let weightVariance: Double
  package let biasVariance: Double
  package let theory: MeanField
  /// The spec's hidden layers.
  package let depth: Int

  /// Whether the depth is within the theory's, which at the edge has no end; nil where the theory
  /// says nothing of it.
  package var trains: Bool? {
    theory.depthScale.absence == .notFinite
      ? true : theory.trainableDepth.value.map { Double(depth) <= $0 }
  }

  /// The theory for `spec` with these starting weights; the reason where it has nothing to say.
  ///
  /// - Complexity: O(parameters), and that of ``MeanField``.
  package static func of(_ spec: TrainingSpec, start: NetworkWeights) -> Measured<SignalTheory> {
    let depth = spec.layers.count - 1
    guard depth > 0 else { return .absent(.notComputed) }
    // The first layer sees the data, which theory does not know.
    let layers = (depth > 1 ? 2 : 1)...depth
    let forms = layers.map { spec.layers[$0 - 1] }
    guard forms.allSatisfy({ $0.activation == forms[0].activation }),
      forms.allSatisfy({ InitializationScheme.named($0.weights.scheme)?.isRandom == true })
    else { return .absent(.notRandom) }
    // A normalised layer's signal has one scale whatever was drawn: another theory than this.
    guard forms.allSatisfy({ $0.regularization.normalization == .none }) else {
      return .absent(.noFixedPoint)
    }
    // Theory knows neither a mean of the weights nor one that all biases share.
    let draws = DrawnInitialization.layers(of: spec, startedAs: start)
    guard
      layers.allSatisfy({
        draws[$0 - 1].weights.expectedMean == 0 && (draws[$0 - 1].biases?.expectedMean ?? 0) == 0
      })
    else { return .absent(.meanNotZero) }
    let drawn = layers.map { start.layers[$0 - 1] }
    let count = Double(drawn.count)
    let weights = drawn.reduce(0) { $0 + Double($1.fanIn) * $1.weights.meanSquare } / count
    let biases = drawn.reduce(0) { $0 + $1.biases.meanSquare } / count
    guard weights.isFinite, biases.isFinite, weights > 0 else { return .absent(.notFinite) }
    return .present(
      SignalTheory(
        layers: layers, weightVariance: weights, biasVariance: biases,
        theory: MeanField(
          forms[0].activation, weightVariance: weights, biasVariance: biases),
        depth: depth))
  }

  /// Points of the edge between order and chaos for a plot of σ_w² against σ_b²; empty where the
  /// activation has none.
  package func edge(points: Int = 13) -> [(biasVariance: Double, weightVariance: Double)] {
    let most = max(0.25, 2 * biasVariance)
    return (1...points).compactMap { index in
      let bias = most * Double(index) / Double(points)
      return CriticalLine.weightVariance(theory.activation, biasVariance: bias).map {
        (bias, $0.weightVariance)
      }
    }
  }
}
