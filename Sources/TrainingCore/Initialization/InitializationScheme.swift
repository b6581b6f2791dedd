/// One way to choose a layer's starting weights or biases: an entry of the catalogue, from which
/// validation, drawing, the API's listing and the tests all follow.
public struct InitializationScheme: Sendable {
  /// A number that a scheme takes.
  public struct Parameter: Sendable {
    public let name: String
    public let defaultValue: Double
    public let summary: String
    /// Values that make sense; anything else is refused.
    public let allowed: ClosedRange<Double>
  }

  /// A layer's weight matrix, (fan_out, fan_in), or its bias vector, as the scheme sees it.
  public struct Target: Sendable {
    public var fanIn: Int
    public var fanOut: Int
    /// Numbers to draw: fan_in × fan_out, or fan_out for biases.
    public var count: Int
    /// The gain of the layer's activation.
    public var gain: Double

    public init(fanIn: Int, fanOut: Int, count: Int, gain: Double) {
      self.fanIn = fanIn
      self.fanOut = fanOut
      self.count = count
      self.gain = gain
    }
  }

  /// The distribution that a scheme comes to on one target.
  public enum Distribution: Sendable, Equatable {
    /// One number everywhere.
    case constant(Double)
    /// Uniform from `low` to `high`.
    case uniform(low: Double, high: Double)
    /// Normal, cut off at `bound` standard deviations where there is one.
    case normal(mean: Double, deviation: Double, bound: Double?)
    /// Numbers sent with the spec.
    case given
  }

  /// The canonical name, in snake_case.
  public let name: String
  public let aliases: [String]
  public let summary: String
  public let formula: String
  public let source: String
  public let parameters: [Parameter]
  /// What is drawn for a target, before the factor α (which `constant` has built in).
  let distribution:
    @Sendable (_ target: Target, _ alpha: Double, _ values: [String: Double]) -> Distribution

  /// Whether two neurons may start differently.
  public var isRandom: Bool {
    let probe = Target(fanIn: 2, fanOut: 2, count: 4, gain: 1)
    switch Initialization(scheme: name).distribution(for: probe) {
    case .uniform, .normal: return true
    case .constant, .given: return false
    }
  }

  /// The entry with this name or alias.
  public static func named(_ name: String) -> InitializationScheme? {
    catalogue.first { $0.name == name || $0.aliases.contains(name) }
  }
}

extension Initialization {
  /// What this initialisation draws for a target, its factor α included.
  public func distribution(
    for target: InitializationScheme.Target
  ) -> InitializationScheme.Distribution {
    guard let entry = InitializationScheme.named(scheme) else {
      preconditionFailure("unknown initialisation scheme \(scheme)")
    }
    let defaults = entry.parameters.map { ($0.name, $0.defaultValue) }
    let values = parameters.merging(defaults) { own, _ in own }
    return entry.distribution(target, alpha, values)
  }

  /// The starting numbers, (fan_out, fan_in) row by row for weights, one a neuron for biases.
  func draw(
    for target: InitializationScheme.Target, from stream: inout RandomStream
  ) -> [Double] {
    switch distribution(for: target) {
    case .constant(let value):
      return Array(repeating: value, count: target.count)
    case .uniform(let low, let high):
      return (0..<target.count).map { _ in alpha * stream.nextUniform(from: low, to: high) }
    case .normal(let mean, let deviation, nil):
      return (0..<target.count).map { _ in alpha * (mean + deviation * stream.nextNormal()) }
    case .normal(let mean, let deviation, let bound?):
      return (0..<target.count).map { _ in
        alpha * (mean + deviation * stream.nextTruncatedNormal(bound: bound))
      }
    case .given:
      return values.map { alpha * $0 }
    }
  }
}
