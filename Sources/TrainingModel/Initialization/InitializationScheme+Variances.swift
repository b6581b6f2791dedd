extension InitializationScheme {
  /// The schemes whose deviation follows from the layer's shape: std = gain / √fan.
  static let variances: [InitializationScheme] =
    [
      family(
        "xavier", alias: "glorot", variance: 1, fan: .average,
        source: "Glorot & Bengio 2010, equations 12 and 16"),
      family(
        "he", alias: "kaiming", variance: 2, fan: .input,
        source: "He et al. 2015, equation 10 (gain of ReLU)"),
      family(
        "lecun", alias: nil, variance: 1, fan: .input,
        source: "LeCun et al. 1998, section 4.6"),
    ].flatMap(\.self) + [varianceScaling]

  /// What std² is divided by.
  private enum Fan: String, CaseIterable {
    case input = "fan_in"
    case output = "fan_out"
    case average = "fan_avg"
    case geometric = "fan_geo_avg"

    func count(_ target: Target) -> Double {
      switch self {
      case .input: Double(target.fanIn)
      case .output: Double(target.fanOut)
      case .average: Double(target.fanIn + target.fanOut) / 2
      case .geometric: Double(target.fanIn * target.fanOut).squareRoot()
      }
    }
  }

  /// How numbers of a given deviation are spread.
  private enum Spread: String, CaseIterable {
    case uniform
    case normal = "untruncated_normal"
    case truncated = "truncated_normal"

    func distribution(_ deviation: Double) -> Distribution {
      switch self {
      case .uniform:
        let bound = 3.0.squareRoot() * deviation
        return .uniform(low: -bound, high: bound)
      case .normal:
        return .normal(mean: 0, deviation: deviation)
      case .truncated:
        let before = deviation / deviationAfterCut
        return .truncatedNormal(
          mean: 0, deviation: before, low: -2 * before, high: 2 * before)
      }
    }
  }

  private static let varianceScaling = InitializationScheme(
    name: "variance_scaling",
    summary: "Numbers of variance scale / mode, spread as distribution says, times alpha.",
    formula: "Var w = alpha^2 scale / mode; truncated_normal is cut off at 2 standard deviations,"
      + " which are divided by 0.87962566 beforehand so that the variance after the cut is right",
    source: "keras VarianceScaling, jax.nn.initializers.variance_scaling",
    parameters: [
      Parameter(
        name: "scale", defaultValue: 1, summary: "factor on the variance", allowed: 0...1e6)
    ],
    choices: [
      Choice(
        name: "mode", defaultValue: Fan.input.rawValue, summary: "what the variance is divided by",
        values: Fan.allCases.map(\.rawValue)),
      Choice(
        name: "distribution", defaultValue: Spread.truncated.rawValue,
        summary: "how the numbers are spread", values: Spread.allCases.map(\.rawValue)),
    ],
    gain: { _, p in p["scale"].squareRoot() },
    distribution: { target, p in
      let fan = Fan(rawValue: p.options["mode"]!)!.count(target)
      return Spread(rawValue: p.options["distribution"]!)!.distribution(
        (p["scale"] / fan).squareRoot())
    })

  /// The uniform and the normal member of a family with variance gain² · v / fan.
  private static func family(
    _ family: String, alias: String?, variance: Double, fan: Fan, source: String
  ) -> [InitializationScheme] {
    let gainParameter = Parameter(
      name: "gain", defaultValue: 1,
      summary: variance == 1
        ? "factor on the standard deviation; `activation` takes the gain of the layer's activation"
        : "factor on the standard deviation beside sqrt(2); `activation` puts the gain of the"
          + " layer's activation in place of both",
      allowed: 0...1e6, words: [gainOfActivation])
    let modes =
      fan == .average
      ? []
      : [
        Choice(
          name: "mode", defaultValue: Fan.input.rawValue,
          summary: "what the variance is divided by",
          values: [Fan.input.rawValue, Fan.output.rawValue])
      ]
    let gain: @Sendable (Target, Arguments) -> Double = { target, p in
      p.options["gain"] == gainOfActivation ? target.gain : variance.squareRoot() * p["gain"]
    }
    let deviation: @Sendable (Target, Arguments) -> Double = { target, p in
      let divisor = p.options["mode"].flatMap(Fan.init(rawValue:)) ?? fan
      return gain(target, p) / divisor.count(target).squareRoot()
    }
    let mode = fan == .average ? "(fan_in + fan_out) / 2" : "mode"
    let shown = variance == 1 ? "gain^2" : "\(Int(variance)) gain^2"
    let uniform = InitializationScheme(
      name: "\(family)_uniform", aliases: alias.map { ["\($0)_uniform"] } ?? [],
      summary: "Uniform with variance \(shown) / \(mode), times alpha.",
      formula: "w ~ alpha U(-a, a), a = sqrt(3 * \(shown) / (\(mode)))", source: source,
      parameters: [gainParameter], choices: modes, gain: gain,
      distribution: { Spread.uniform.distribution(deviation($0, $1)) })
    let normal = InitializationScheme(
      name: "\(family)_normal", aliases: alias.map { ["\($0)_normal"] } ?? [],
      summary: "Normal with variance \(shown) / \(mode), times alpha.",
      formula: "w ~ alpha N(0, \(shown) / (\(mode)))", source: source,
      parameters: [gainParameter], choices: modes,
      flavors: [
        Flavor(name: "torch", summary: "the plain normal distribution, as without a flavor"),
        Flavor(
          name: "keras",
          summary: "cut off at 2 standard deviations, widened so that the variance is the same"),
        Flavor(
          name: "jax",
          summary: "cut off at 2 standard deviations, widened so that the variance is the same"),
      ],
      gain: gain,
      distribution: { target, p in
        (p.cutsNormals ? Spread.truncated : .normal).distribution(deviation(target, p))
      })
    return [uniform, normal]
  }
}
