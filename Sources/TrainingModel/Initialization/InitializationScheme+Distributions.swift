extension InitializationScheme {
  /// One number everywhere, and the plain distributions.
  static let distributions: [InitializationScheme] = [
    InitializationScheme(
      name: "zeros", summary: "Every number 0.", formula: "w = 0", source: "torch.nn.init.zeros_",
      distribution: { _, _ in .constant(0) }),
    InitializationScheme(
      name: "ones", summary: "Every number 1, times alpha.", formula: "w = alpha",
      source: "torch.nn.init.ones_", distribution: { _, p in .constant(p.alpha) }),
    InitializationScheme(
      name: "constant", summary: "Every number alpha.", formula: "w = alpha",
      source: "torch.nn.init.constant_", distribution: { _, p in .constant(p.alpha) }),
    InitializationScheme(
      name: "uniform", summary: "Uniform from low to high, times alpha.",
      formula: "w ~ alpha U(low, high)",
      source: "torch.nn.init.uniform_, keras RandomUniform, jax.nn.initializers.uniform",
      parameters: [
        Parameter(name: "low", defaultValue: -0.5, summary: "lower end", allowed: -1e6...1e6),
        Parameter(name: "high", defaultValue: 0.5, summary: "upper end", allowed: -1e6...1e6),
      ],
      flavors: [
        Flavor(name: "torch", summary: "from 0 to 1", defaults: ["low": 0, "high": 1]),
        Flavor(
          name: "keras", summary: "from -0.05 to 0.05", defaults: ["low": -0.05, "high": 0.05]),
        Flavor(
          name: "jax", summary: "one-sided, from 0 to 0.01", defaults: ["low": 0, "high": 0.01]),
      ],
      distribution: { _, p in .uniform(low: p["low"], high: p["high"]) }),
    InitializationScheme(
      name: "normal", summary: "Normal with mean and std, times alpha.",
      formula: "w ~ alpha N(mean, std^2)",
      source: "torch.nn.init.normal_, keras RandomNormal, jax.nn.initializers.normal",
      parameters: [mean, deviation],
      flavors: [
        Flavor(name: "torch", summary: "std 1"),
        Flavor(name: "keras", summary: "std 0.05", defaults: ["std": 0.05]),
        Flavor(name: "jax", summary: "std 0.01", defaults: ["std": 0.01]),
      ],
      distribution: { _, p in .normal(mean: p["mean"], deviation: p["std"]) }),
    InitializationScheme(
      name: "truncated_normal",
      summary: "Normal cut off at bound standard deviations around the mean, times alpha.",
      formula: "w ~ alpha N(mean, std^2), |w - mean| <= bound std",
      source: "keras TruncatedNormal, jax.nn.initializers.truncated_normal: std is that before"
        + " the cut",
      parameters: [
        mean, deviation,
        Parameter(
          name: "bound", defaultValue: 2, summary: "cut, in standard deviations",
          allowed: 0.01...8),
      ],
      flavors: [
        Flavor(name: "keras", summary: "std 0.05", defaults: ["std": 0.05]),
        Flavor(name: "jax", summary: "std 0.01", defaults: ["std": 0.01]),
      ],
      distribution: { _, p in
        let cut = p["bound"] * p["std"]
        return .truncatedNormal(
          mean: p["mean"], deviation: p["std"], low: p["mean"] - cut, high: p["mean"] + cut)
      }),
    InitializationScheme(
      name: "trunc_normal",
      summary: "Normal cut off below low and above high, which are absolute, times alpha.",
      formula: "w ~ alpha N(mean, std^2), low <= w <= high",
      source: "torch.nn.init.trunc_normal_",
      parameters: [
        mean,
        Parameter(
          name: "std", defaultValue: 1, summary: "standard deviation before the cut",
          allowed: 1e-6...1e6),
        Parameter(name: "low", defaultValue: -2, summary: "lower cut", allowed: -1e6...1e6),
        Parameter(name: "high", defaultValue: 2, summary: "upper cut", allowed: -1e6...1e6),
      ],
      distribution: { _, p in
        .truncatedNormal(mean: p["mean"], deviation: p["std"], low: p["low"], high: p["high"])
      }),
  ]

  private static let mean = Parameter(
    name: "mean", defaultValue: 0, summary: "mean", allowed: -1e6...1e6)
  private static let deviation = Parameter(
    name: "std", defaultValue: 1, summary: "standard deviation", allowed: 0...1e6)
}
