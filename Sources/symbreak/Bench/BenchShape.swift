internal import TrainingModel

/// One thing to time: replicas of a network, on made-up data, for so many steps.
struct BenchShape {
  let name: String
  /// Inputs, the units of each hidden layer, outputs.
  let architecture: [Int]
  let activation: Activation
  /// Rows of data; a batch of as many is a full batch.
  let samples: Int
  let batch: Int
  let steps: Int
  let replicas: Int

  /// What the peers of the project are timed on too.
  static let standard: [BenchShape] = [
    BenchShape("xor", [2, 2, 1], .tanh, samples: 4, batch: 4, steps: 50_000),
    BenchShape("playground", [2, 8, 8, 1], .tanh, samples: 500, batch: 10, steps: 20_000),
    BenchShape("digits", [64, 128, 64, 10], .relu, samples: 1797, batch: 64, steps: 2000),
    BenchShape("mnist", [784, 512, 256, 10], .relu, samples: 4096, batch: 128, steps: 200),
    BenchShape("xor-sweep", [2, 2, 1], .tanh, samples: 4, batch: 4, steps: 5000, replicas: 256),
    BenchShape(
      "playground-sweep", [2, 8, 8, 1], .tanh, samples: 500, batch: 10, steps: 500, replicas: 256),
    BenchShape(
      "digits-sweep", [64, 128, 64, 10], .relu, samples: 1797, batch: 64, steps: 250,
      replicas: 16),
    BenchShape(
      "mnist-sweep", [784, 512, 256, 10], .relu, samples: 4096, batch: 128, steps: 50,
      replicas: 4),
  ]

  init(
    _ name: String, _ architecture: [Int], _ activation: Activation, samples: Int, batch: Int,
    steps: Int, replicas: Int = 1
  ) {
    self.name = name
    self.architecture = architecture
    self.activation = activation
    self.samples = samples
    self.batch = batch
    self.steps = steps
    self.replicas = replicas
  }

  /// Floating-point operations of one step of one network: two a multiply-add of the forward
  /// product, the gradient's and, but for the first layer, the one back to the inputs.
  var operationsOfStep: Double {
    let products = zip(architecture, architecture.dropFirst()).enumerated().map { layer, sizes in
      Double(sizes.0 * sizes.1 * (layer == 0 ? 2 : 3))
    }
    return 2 * Double(batch) * products.reduce(0, +)
  }

  /// The replicas, recorded as by default: one output learns ±1 through tanh and the squared error,
  /// several a class through softmax.
  var specs: [TrainingSpec] {
    let outputs = architecture[architecture.count - 1]
    var random = RandomStream(seed: 0, purpose: .data)
    let inputs = (0..<(samples * architecture[0])).map { _ in random.nextNormal() }
    let targets = (0..<samples).map { _ in
      outputs > 1
        ? Double(random.nextInteger(below: UInt32(outputs)))
        : Double(random.nextInteger(below: 2)) * 2 - 1
    }
    let data = Dataset(
      features: architecture[0],
      task: outputs > 1 ? .classification(classes: outputs) : .regression(outputs: 1),
      train: Dataset.Split(inputs: inputs, targets: targets))
    let layers = (1..<architecture.count).map { index in
      LayerSpec(
        units: architecture[index],
        activation: index < architecture.count - 1 ? activation : outputs > 1 ? .linear : .tanh,
        weights: Initialization(scheme: "lecun_normal"))
    }
    return (0..<replicas).map { seed in
      var spec = TrainingSpec(
        inputs: architecture[0], layers: layers, seed: UInt64(seed), dataset: .inline(data),
        training: TrainingPlan(
          steps: steps, batchSize: batch == samples ? nil : batch, learningRate: 0.03,
          loss: outputs > 1 ? .crossEntropy : .meanSquaredError))
      spec.recording.rows = spec.standardRecordedRows
      return spec
    }
  }
}
