internal import StrictJSON

extension Preset {
  private static let holds = "holds"
  private static let fails = "does_not_hold"

  /// Every preset, the bad starts first.
  package static let catalogue: [Preset] = [
    Preset(
      "zeros_tanh", .bad, claim: "C4", holds,
      lesson:
        "Zeros and tanh: nothing but the last bias has a gradient, and the loss stays at ln 2.",
      spec: ["architecture": [2, 4, 1], "init": "zeros"]),
    Preset(
      "zeros_relu", .bad, claim: "C3", holds,
      lesson: "Zeros and ReLU: every derivative is the same because every one is zero.",
      spec: [
        "architecture": [2, 10, 5, 1], "activation": "relu", "init": "zeros", "dataset": "circles",
        "training": ["steps": 1000, "learning_rate": 0.01],
      ]),
    Preset(
      "zeros_sigmoid", .bad, claim: "C4", fails,
      lesson:
        "Zeros and sigmoid: the hidden units answer 1/2, so that they move after one step, all"
        + " alike.",
      spec: [
        "architecture": [2, 6, 1], "activation": "sigmoid", "init": "zeros",
        "dataset": ["name": "moons", "samples": 151],
        "training": ["steps": 1000, "learning_rate": 0.5],
      ]),
    Preset(
      "zeros_random_biases", .bad, claim: "C1", fails,
      lesson: "Zero weights with random biases: the neurons differ from the start, and tell inputs"
        + " apart only once the output layer has moved.",
      spec: [
        "architecture": [2, 6, 1], "init": ["scheme": "zeros", "bias": "normal"],
        "dataset": "moons", "training": ["steps": 1000, "learning_rate": 0.5],
      ]),
    Preset(
      "two_clones", .bad, claim: "C5", holds,
      lesson: "Two hidden units with weights 0.5: one neuron in two copies for ever.",
      spec: ["architecture": [2, 2, 1], "init": "constant", "alpha": 0.5]),
    Preset(
      "constant_circle", .bad, claim: "C2", holds,
      lesson: "Sixteen neurons from one constant: a network of width one, far worse than a random"
        + " start on a disc within a ring.",
      spec: [
        "architecture": [2, 16, 1], "init": "constant", "alpha": 0.5, "dataset": "circle",
        "training": ["steps": 3000, "learning_rate": 0.1],
      ]),
    Preset(
      "constant_gauss", .bad, claim: "C2", fails,
      lesson: "The same start where one neuron is enough: clones, and a loss as low as any.",
      spec: [
        "architecture": [2, 4, 1], "init": "constant", "alpha": 0.5, "dataset": "gauss",
        "training": ["steps": 200],
      ]),
    Preset(
      "constant_turns", .bad, claim: "C7", fails,
      lesson:
        "Equal weights stay equal from neuron to neuron, but each neuron's vector turns towards"
        + " the input that matters.",
      spec: [
        "architecture": [2, 3, 1], "init": "constant", "alpha": 0.3, "dataset": "moons",
        "training": ["steps": 1000, "learning_rate": 0.3],
      ]),
    Preset(
      "ones_change", .bad, claim: "C8", fails,
      lesson: "From ones the errors sent back are alike, the changes of the weights are not.",
      spec: [
        "architecture": [2, 5, 1], "init": "ones", "dataset": "moons",
        "training": ["steps": 500, "learning_rate": 0.1],
      ]),
    Preset(
      "nearly_equal", .bad, claim: "C9", fails,
      lesson: "Weights that differ in the seventh digit: random, and still nearly clones after 200"
        + " steps.",
      spec: [
        "architecture": [2, 4, 1],
        "init": ["scheme": "uniform", "low": 0.5, "high": 0.500_000_1],
        "training": ["steps": 200],
      ]),
    Preset(
      "randn_times_10", .bad, claim: "C9", holds,
      lesson: "The course's randn * 10: symmetry is broken, but the loss starts in the hundreds and"
        + " falls slowly.",
      spec: [
        "architecture": [2, 10, 5, 1], "activation": "relu", "init": "normal", "alpha": 10,
        "seed": 3, "dataset": "circles", "precision": "float64",
        "training": ["steps": 2000, "learning_rate": 0.01],
      ]),
    Preset(
      "scale_deep_relu", .bad, claim: "C10", holds,
      lesson: "A deep ReLU network: deviation 1 explodes, 0.01 vanishes, He passes.",
      spec: [
        "architecture": [2, 100, 100, 100, 100, 1], "activation": "relu", "init": "normal",
        "alpha": 0.01, "dataset": "circles",
        "training": ["steps": 100, "learning_rate": 0.01],
      ]),
    Preset(
      "xavier_xor", .good, claim: "C9", holds,
      lesson: "Xavier on exclusive or: neurons of their own.",
      spec: [
        "architecture": [2, 6, 1], "seed": 3,
        "training": ["steps": 3000, "learning_rate": 0.5],
      ]),
    Preset(
      "he_circles", .good, claim: "C9", holds,
      lesson: "He and ReLU on the course's rings: accuracy near 1.",
      spec: [
        "architecture": [2, 10, 5, 1], "activation": "relu", "init": "he_normal", "seed": 3,
        "dataset": "circles", "precision": "float64",
        "training": ["steps": 15_000, "learning_rate": 0.01],
      ]),
    Preset(
      "adam_spiral", .good, claim: "C9", holds,
      lesson: "Xavier and Adam on two spirals in minibatches.",
      spec: [
        "architecture": [2, 16, 16, 1], "seed": 1, "dataset": "spiral",
        "training": [
          "steps": 2000, "batch_size": 20, "optimizer": "adam", "learning_rate": 0.01,
        ],
      ]),
  ]
}
