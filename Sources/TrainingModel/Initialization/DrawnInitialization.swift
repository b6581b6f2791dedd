/// What the weights or the biases of one layer started from: what was asked for, and what the
/// numbers are.
package struct DrawnInitialization: Sendable, Equatable {
  package var scheme: String
  package var fanIn: Int
  package var fanOut: Int
  /// The factor that the scheme puts into the deviation, as in std = gain / √fan; `nil` where it
  /// has none.
  package var gain: Double?
  package var distribution: InitializationScheme.Distribution
  /// α where it is a factor on the draw, else 1.
  package var factor: Double
  package var perturbation: Double
  /// The smallest and the largest number that the scheme can give, before the perturbation; `nil`
  /// where there is no bound.
  package var bounds: ClosedRange<Double>?
  /// The standard deviation of the distribution, factor and cut counted in, before the
  /// perturbation; `nil` for matrices that are chosen as a whole and for given numbers.
  package var standardDeviation: Double?
  /// The mean of the distribution likewise; 0 for matrices that are drawn as a whole, whose numbers
  /// have either sign alike, and `nil` for matrices that are chosen and given numbers.
  package var expectedMean: Double?
  /// Mean, standard deviation and ends of the numbers themselves, in the training's precision.
  package var mean: Double
  package var measuredDeviation: Double
  package var range: ClosedRange<Double>

  /// - Precondition: there is at least one number.
  init(
    _ initialization: Initialization, for target: InitializationScheme.Target, numbers: [Double]
  ) {
    scheme = initialization.scheme
    fanIn = target.fanIn
    fanOut = target.fanOut
    gain = initialization.gain(for: target)
    distribution = initialization.distribution(for: target)
    let factor = initialization.factor
    self.factor = factor
    perturbation = initialization.perturbation
    let moments = distribution.moments
    bounds = moments.bounds.map {
      let ends = (factor * $0.lowerBound, factor * $0.upperBound)
      return min(ends.0, ends.1)...max(ends.0, ends.1)
    }
    standardDeviation = moments.deviation.map { abs(factor) * $0 }
    expectedMean = distribution.mean.map { factor * $0 }
    let centre = numbers.reduce(0, +) / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    mean = centre
    measuredDeviation = (squares / Double(numbers.count)).squareRoot()
    range = numbers.min()!...numbers.max()!
  }

  /// Weights and, where the layer has them, biases of every layer of `spec` that started as
  /// `weights`.
  ///
  /// - Complexity: O(parameters).
  package static func layers(
    of spec: TrainingSpec, startedAs weights: NetworkWeights
  ) -> [(weights: DrawnInitialization, biases: DrawnInitialization?)] {
    zip(spec.layers, weights.layers).map { layer, start in
      (
        DrawnInitialization(
          layer.weights, for: layer.target(.weights, fanIn: start.fanIn), numbers: start.weights),
        layer.hasBias
          ? DrawnInitialization(
            layer.biases, for: layer.target(.biases, fanIn: start.fanIn), numbers: start.biases)
          : nil
      )
    }
  }
}

extension InitializationScheme.Distribution {
  /// The kind of distribution as the API names it.
  package var name: String {
    switch self {
    case .constant: "constant"
    case .uniform: "uniform"
    case .normal: "normal"
    case .truncatedNormal: "truncated_normal"
    case .given: "given"
    case .matrix(.orthogonal): "orthogonal"
    case .matrix(.identity): "identity"
    case .matrix(.repeatedIdentity): "repeated_identity"
    case .matrix(.sparse): "sparse"
    case .matrix(.hadamardOrIdentity): "hadamard_or_identity"
    case .matrix(.unitVariance): "unit_variance"
    }
  }

  /// The mean of one number.
  fileprivate var mean: Double? {
    switch self {
    case .constant(let value): value
    case .uniform(let low, let high): low + (high - low) / 2
    case .normal(let mean, _): mean
    case .truncatedNormal(let mean, let deviation, let low, let high):
      // Cuts at one distance leave the mean as it is, to the last bit.
      deviation <= 0 || mean - low == high - mean
        ? mean
        : mean + deviation
          * TruncatedNormal(from: (low - mean) / deviation, to: (high - mean) / deviation).mean
    case .matrix(.orthogonal), .matrix(.sparse), .matrix(.unitVariance): 0
    case .matrix, .given: nil
    }
  }

  /// Standard deviation and ends of one number.
  fileprivate var moments: (deviation: Double?, bounds: ClosedRange<Double>?) {
    switch self {
    case .constant(let value): (0, value...value)
    case .uniform(let low, let high): ((high - low) / 12.0.squareRoot(), low...high)
    case .normal(_, let deviation): (deviation, nil)
    case .truncatedNormal(let mean, let deviation, let low, let high):
      (
        deviation > 0
          ? deviation
            * TruncatedNormal(from: (low - mean) / deviation, to: (high - mean) / deviation)
            .deviation : 0,
        low...high
      )
    case .matrix, .given: (nil, nil)
    }
  }
}
