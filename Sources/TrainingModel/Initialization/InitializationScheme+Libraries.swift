extension InitializationScheme {
  /// What libraries start a dense layer from when nothing is said, biases included.
  static let libraryDefaults: [InitializationScheme] = [
    InitializationScheme(
      name: "torch_default",
      summary: "What torch.nn.Linear starts from, biases included.",
      formula: "w ~ alpha U(-a, a), b too with an alpha of its own, a = 1 / sqrt(fan_in)",
      source: "torch.nn.Linear.reset_parameters: kaiming_uniform_ with a = sqrt(5)",
      impliedBiases: "torch_default",
      gain: { _, _ in (1.0 / 3).squareRoot() },
      distribution: { target, _ in
        let bound = 1 / Double(target.fanIn).squareRoot()
        return .uniform(low: -bound, high: bound)
      }),
    InitializationScheme(
      name: "keras_default",
      summary: "What keras.layers.Dense starts from: glorot_uniform, biases 0; times alpha.",
      formula: "w ~ alpha U(-a, a), a = sqrt(6 / (fan_in + fan_out)); b = 0",
      source: "keras.layers.Dense",
      impliedBiases: "keras_default",
      gain: { _, _ in 1 },
      distribution: { target, _ in
        if target.part == .biases { return .constant(0) }
        let bound = (6 / Double(target.fanIn + target.fanOut)).squareRoot()
        return .uniform(low: -bound, high: bound)
      }),
    InitializationScheme(
      name: "playground",
      summary: "What TensorFlow Playground starts from: within 0.5 of 0, biases 0.1; times alpha.",
      formula: "w ~ alpha U(-0.5, 0.5); b = 0.1",
      source: "playground.tensorflow.org, src/nn.ts", impliedBiases: "playground",
      distribution: { target, _ in
        target.part == .biases ? .constant(0.1) : .uniform(low: -0.5, high: 0.5)
      }),
  ]
}
