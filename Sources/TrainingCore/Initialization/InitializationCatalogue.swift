extension InitializationScheme {
  /// Every scheme, in the order in which the API lists them.
  public static let catalogue: [InitializationScheme] =
    [zeros, ones, constant, uniform, normal, truncatedNormal]
    + [
      scaled(
        "xavier", alias: "glorot", mode: "(fan_in + fan_out) / 2", variance: 1,
        source: "Glorot & Bengio 2010, equations 12 and 16",
        fan: { Double($0.fanIn + $0.fanOut) / 2 }),
      scaled(
        "he", alias: "kaiming", mode: "fan_in", variance: 2,
        source: "He et al. 2015, equation 10 (gain of ReLU)", fan: { Double($0.fanIn) }),
      scaled(
        "lecun", alias: nil, mode: "fan_in", variance: 1,
        source: "LeCun et al. 1998, section 4.6", fan: { Double($0.fanIn) }),
    ].flatMap(\.self) + [given]

  private static let zeros = InitializationScheme(
    name: "zeros", aliases: [], summary: "Every number 0.", formula: "w = 0",
    source: "torch.nn.init.zeros_", parameters: [],
    distribution: { _, _, _ in .constant(0) })

  private static let ones = InitializationScheme(
    name: "ones", aliases: [], summary: "Every number 1, times alpha.", formula: "w = alpha",
    source: "torch.nn.init.ones_", parameters: [],
    distribution: { _, alpha, _ in .constant(alpha) })

  private static let constant = InitializationScheme(
    name: "constant", aliases: [], summary: "Every number alpha.", formula: "w = alpha",
    source: "torch.nn.init.constant_", parameters: [],
    distribution: { _, alpha, _ in .constant(alpha) })

  private static let uniform = InitializationScheme(
    name: "uniform", aliases: [], summary: "Uniform from low to high, times alpha.",
    formula: "w ~ alpha U(low, high)",
    source: "torch.nn.init.uniform_ (there 0 to 1); symmetric here by default",
    parameters: [
      Parameter(name: "low", defaultValue: -0.5, summary: "lower end", allowed: -1e6...1e6),
      Parameter(name: "high", defaultValue: 0.5, summary: "upper end", allowed: -1e6...1e6),
    ],
    distribution: { _, _, p in .uniform(low: p["low"]!, high: p["high"]!) })

  private static let normal = InitializationScheme(
    name: "normal", aliases: [], summary: "Normal with mean and std, times alpha.",
    formula: "w ~ alpha N(mean, std^2)", source: "torch.nn.init.normal_",
    parameters: [meanParameter, deviationParameter],
    distribution: { _, _, p in .normal(mean: p["mean"]!, deviation: p["std"]!, bound: nil) })

  private static let truncatedNormal = InitializationScheme(
    name: "truncated_normal", aliases: [],
    summary: "Normal cut off at bound standard deviations around the mean, times alpha.",
    formula: "w ~ alpha N(mean, std^2), |w - mean| <= bound std",
    source: "jax.nn.initializers.truncated_normal: std is that before the cut",
    parameters: [
      meanParameter, deviationParameter,
      Parameter(
        name: "bound", defaultValue: 2, summary: "cut, in standard deviations",
        allowed: 0.01...8),
    ],
    distribution: { _, _, p in
      .normal(mean: p["mean"]!, deviation: p["std"]!, bound: p["bound"]!)
    })

  private static let given = InitializationScheme(
    name: "given", aliases: [], summary: "The numbers sent with the spec.",
    formula: "w = alpha times the numbers given", source: "the spec itself", parameters: [],
    distribution: { _, _, _ in .given })

  private static let meanParameter = Parameter(
    name: "mean", defaultValue: 0, summary: "mean", allowed: -1e6...1e6)
  private static let deviationParameter = Parameter(
    name: "std", defaultValue: 1, summary: "standard deviation", allowed: 0...1e6)

  /// The uniform and the normal member of a family with variance gain² · v / fan.
  private static func scaled(
    _ family: String, alias: String?, mode: String, variance: Double, source: String,
    fan: @escaping @Sendable (Target) -> Double
  ) -> [InitializationScheme] {
    let gain = Parameter(
      name: "gain", defaultValue: 1, summary: "factor on the standard deviation",
      allowed: 0...1e6)
    let shown = variance == 1 ? "gain^2" : "\(Int(variance)) gain^2"
    let uniform = InitializationScheme(
      name: "\(family)_uniform", aliases: alias.map { ["\($0)_uniform"] } ?? [],
      summary: "Uniform with variance \(shown) / \(mode), times alpha.",
      formula: "w ~ alpha U(-a, a), a = sqrt(3 * \(shown) / (\(mode)))", source: source,
      parameters: [gain],
      distribution: { target, _, p in
        let bound = (3 * variance / fan(target)).squareRoot() * p["gain"]!
        return .uniform(low: -bound, high: bound)
      })
    let normal = InitializationScheme(
      name: "\(family)_normal", aliases: alias.map { ["\($0)_normal"] } ?? [],
      summary: "Normal with variance \(shown) / \(mode), times alpha.",
      formula: "w ~ alpha N(0, \(shown) / (\(mode)))", source: source, parameters: [gain],
      distribution: { target, _, p in
        let deviation = (variance / fan(target)).squareRoot() * p["gain"]!
        return .normal(mean: 0, deviation: deviation, bound: nil)
      })
    return [uniform, normal]
  }
}
