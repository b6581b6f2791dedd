extension Initialization {
  /// The starting numbers but for the perturbation, (fan_out, fan_in) row by row for weights, one a
  /// neuron for biases.
  func draw(
    for target: InitializationScheme.Target, from stream: inout RandomStream
  ) -> [Double] {
    let count = target.count
    switch distribution(for: target) {
    case .constant(let value):
      return Array(repeating: factor * value, count: count)
    case .uniform(let low, let high):
      return (0..<count).map { _ in factor * stream.nextUniform(from: low, to: high) }
    case .normal(let mean, let deviation):
      return (0..<count).map { _ in factor * (mean + deviation * stream.nextNormal()) }
    case .truncatedNormal(let mean, let deviation, let low, let high):
      guard deviation > 0 else { return Array(repeating: factor * mean, count: count) }
      let cut = (low: (low - mean) / deviation, high: (high - mean) / deviation)
      return (0..<count).map { _ in
        let number = stream.nextTruncatedNormal(from: cut.low, to: cut.high)
        return factor * min(max(mean + deviation * number, low), high)
      }
    case .matrix(let form):
      return form.draw(for: target, from: &stream).map { factor * $0 }
    case .given:
      return values.map { factor * $0 }
    }
  }

  /// Adds to each number a normal one of deviation ``perturbation``.
  func perturb(_ numbers: inout [Double], from stream: inout RandomStream) {
    guard perturbation != 0 else { return }
    for index in numbers.indices { numbers[index] += perturbation * stream.nextNormal() }
  }
}
