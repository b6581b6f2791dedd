public import TrainingCore

/// The largest eigenvalue of the Hessian of the training loss over all rows.
///
/// Gradient descent at rate η is stable in a quadratic bowl while η < 2 / λ.
public enum HessianEdge {
  /// Multiply-adds that it may take, unless told.
  public static let budget = 2_000_000_000

  /// λ_max by power iteration on (∇L(θ + εv) - ∇L(θ - εv)) / 2ε, full batch, in float64; shifted
  /// and taken again where the eigenvalue of largest magnitude is negative.
  ///
  /// Good to some 1e-5 where the loss is smooth; where ReLU's corner lies between the two points,
  /// it is the slope across it.
  ///
  /// - Complexity: at most 200 gradients over all rows, within the budget.
  public static func largest(
    _ weights: NetworkWeights, of spec: TrainingSpec, budget: Int = budget
  ) -> Measured<Double> {
    let data = spec.dataset.dataset()
    let cost = 6 * spec.parameterCount * data.trainRows
    let most = min(100, budget / max(1, cost))
    guard most >= 20 else { return .absent(.notComputed) }
    let train = LabelledRows(data.train, of: data, outputs: spec.outputs)
    let network = DenseNetwork(weights, of: spec)
    guard let first = iterate(network, train, shift: 0, most: most) else {
      return .absent(.notFinite)
    }
    guard first < 0 else { return .present(first) }
    // All eigenvalues less the most negative are positive; the largest of them is sought.
    guard let second = iterate(network, train, shift: -first, most: most) else {
      return .absent(.notFinite)
    }
    return .present(second + first)
  }

  /// The eigenvalue of largest magnitude of H + shift.
  private static func iterate(
    _ network: DenseNetwork, _ train: LabelledRows, shift: Double, most: Int
  ) -> Double? {
    var random = RandomStream(seed: 1, purpose: .data)
    var vector = (0..<network.parameterCount).map { _ in random.nextNormal() }
    var value = 0.0
    let size = network.flattened.euclideanNorm / Double(max(1, network.parameterCount)).squareRoot()
    let interruption = Interruption.current
    for _ in 0..<most {
      if interruption.isRequested { return nil }
      let norm = vector.euclideanNorm
      guard norm > 0, norm.isFinite else { return norm == 0 ? shift : nil }
      for index in vector.indices { vector[index] /= norm }
      let step = 1e-5 * (1 + size)
      let ahead = gradient(network.moved(along: vector, by: step), train)
      let behind = gradient(network.moved(along: vector, by: -step), train)
      var image = zip(ahead, behind).map { ($0 - $1) / (2 * step) }
      for index in image.indices { image[index] += shift * vector[index] }
      let next = zip(vector, image).reduce(0) { $0 + $1.0 * $1.1 }
      guard next.isFinite else { return nil }
      let isStill = abs(next - value) <= 1e-7 * abs(next)
      value = next
      vector = image
      if isStill { break }
    }
    return value
  }

  private static func gradient(_ network: DenseNetwork, _ train: LabelledRows) -> [Double] {
    var pass = DensePass(network, train)
    pass.goBack(through: network)
    return pass.gradient(of: network).flatMap { $0.weights + $0.biases }
  }
}

extension DenseNetwork {
  /// All parameters, layer by layer, weights then biases.
  var flattened: [Double] {
    layers.flatMap { $0.weights + ($0.hasBias ? $0.biases : []) }
  }

  /// The network with `step` × `direction` added to its parameters.
  func moved(along direction: [Double], by step: Double) -> DenseNetwork {
    var answer = self
    var number = 0
    for index in layers.indices {
      for weight in layers[index].weights.indices {
        answer.layers[index].weights[weight] += step * direction[number]
        number += 1
      }
      guard layers[index].hasBias else { continue }
      for unit in 0..<layers[index].units {
        answer.layers[index].biases[unit] += step * direction[number]
        number += 1
      }
    }
    return answer
  }
}
