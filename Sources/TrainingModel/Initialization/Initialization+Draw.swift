extension Initialization {
  /// The starting numbers but for the perturbation, (fan_out, fan_in) row by row for weights, one a
  /// neuron for biases.
  func draw(
    for target: InitializationScheme.Target, from stream: inout RandomStream,
    isInterrupted: () -> Bool = { false }
  ) -> [Double] {
    let count = target.count
    // Found in the catalogue at each reading: not for every number.
    let factor = factor
    switch distribution(for: target) {
    case .constant(let value):
      return Array(repeating: factor * value, count: count)
    case .uniform(let low, let high):
      return Self.numbers(count, isInterrupted) { factor * stream.nextUniform(from: low, to: high) }
    case .normal(let mean, let deviation):
      return Self.numbers(count, isInterrupted) {
        factor * (mean + deviation * stream.nextNormal())
      }
    case .truncatedNormal(let mean, let deviation, let low, let high):
      guard deviation > 0 else { return Array(repeating: factor * mean, count: count) }
      let cut = (low: (low - mean) / deviation, high: (high - mean) / deviation)
      return Self.numbers(count, isInterrupted) {
        let number = stream.nextTruncatedNormal(from: cut.low, to: cut.high)
        return factor * min(max(mean + deviation * number, low), high)
      }
    case .matrix(let form):
      return form.draw(for: target, from: &stream, isInterrupted: isInterrupted).map { factor * $0 }
    case .given:
      return values.map { factor * $0 }
    }
  }

  /// Adds to each number a normal one of deviation ``perturbation``.
  func perturb(_ numbers: inout [Double], from stream: inout RandomStream) {
    guard perturbation != 0 else { return }
    let interruption = Interruption.current
    for index in numbers.indices {
      if index % Self.block == 0, interruption.isRequested { return }
      numbers[index] += perturbation * stream.nextNormal()
    }
  }

  /// Numbers between two looks at whether they are still wanted: a millisecond or less.
  private static let block = 4096

  /// `count` numbers, one after another; zeros from where they are no longer wanted.
  private static func numbers(
    _ count: Int, _ isInterrupted: () -> Bool, _ next: () -> Double
  ) -> [Double] {
    let interruption = Interruption.current
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    while numbers.count < count, !interruption.isRequested, !isInterrupted() {
      for _ in numbers.count..<min(count, numbers.count + block) { numbers.append(next()) }
    }
    return numbers + repeatElement(0, count: count - numbers.count)
  }
}
