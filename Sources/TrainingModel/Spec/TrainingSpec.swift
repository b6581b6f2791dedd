/// One experiment, complete: with the version of the program it determines every bit of the result.
///
/// This is the normalised form: no default is left to fill in. ``validate()`` says what cannot be
/// trained; ``TrainingSpec`` values that pass it never fail in the trainer.
package struct TrainingSpec: Sendable, Equatable {
  /// Features of one row of data, the first layer's fan_in.
  package var inputs: Int
  /// The layers from the first hidden one to the output.
  package var layers: [LayerSpec]
  /// Keys every random stream that is not the data set's own.
  package var seed: UInt64
  package var dataset: DatasetSpec
  package var training: TrainingPlan
  package var precision: Precision
  package var recording: RecordingPlan

  package init(
    inputs: Int, layers: [LayerSpec], seed: UInt64, dataset: DatasetSpec, training: TrainingPlan,
    precision: Precision = .float32, recording: RecordingPlan = RecordingPlan()
  ) {
    self.inputs = inputs
    self.layers = layers
    self.seed = seed
    self.dataset = dataset
    self.training = training
    self.precision = precision
    self.recording = recording
  }

  /// Features of one row of the network's answer.
  package var outputs: Int { layers.last?.units ?? inputs }

  /// inputs, then the units of every layer.
  package var widths: [Int] { [inputs] + layers.map(\.units) }

  /// Weights and biases in all.
  package var parameterCount: Int {
    zip(widths, layers).reduce(0) { $0 + $1.0 * $1.1.units + ($1.1.hasBias ? $1.1.units : 0) }
  }
}

/// One dense layer: z = W a + b, then the activation.
package struct LayerSpec: Sendable, Equatable {
  /// Neurons of the layer, its fan_out.
  package var units: Int
  package var activation: Activation
  package var hasBias: Bool
  package var weights: Initialization
  package var biases: Initialization
  /// What else is done to the layer while it learns.
  package var regularization: LayerRegularization

  package init(
    units: Int, activation: Activation, hasBias: Bool = true, weights: Initialization,
    biases: Initialization = .zeros, regularization: LayerRegularization = LayerRegularization()
  ) {
    self.units = units
    self.activation = activation
    self.hasBias = hasBias
    self.weights = weights
    self.biases = biases
    self.regularization = regularization
  }
}

/// A scheme of ``InitializationScheme/catalogue`` with its parameters.
package struct Initialization: Sendable, Equatable {
  /// The scheme's canonical name.
  package var scheme: String
  /// The scheme's parameters by name; those that are absent take their defaults.
  package var parameters: [String: Double]
  /// The scheme's words by name, `flavor` among them; those that are absent take their defaults.
  package var options: [String: String]
  /// The constant of `constant`; a factor on the draw of every other scheme.
  package var alpha: Double
  /// ε: each number starts with one from N(0, ε²) added to it.
  package var perturbation: Double
  /// The numbers of `given`: weights (out, in) row by row, or one bias a neuron; else empty.
  package var values: [Double]

  package init(
    scheme: String, parameters: [String: Double] = [:], options: [String: String] = [:],
    alpha: Double = 1, perturbation: Double = 0, values: [Double] = []
  ) {
    self.scheme = scheme
    self.parameters = parameters
    self.options = options
    self.alpha = alpha
    self.perturbation = perturbation
    self.values = values
  }

  package static let zeros = Initialization(scheme: "zeros")
}

/// How long and by what rule the network learns.
package struct TrainingPlan: Sendable, Equatable {
  /// Updates of the weights.
  package var steps: Int
  /// Rows of one update; `nil` takes the whole training set, in its own order, at every step.
  package var batchSize: Int?
  package var optimizer: Optimizer
  package var learningRate: Double
  package var loss: LossFunction
  package var schedule: LearningRateSchedule
  package var gradientRules: GradientRules

  package init(
    steps: Int, batchSize: Int? = nil, optimizer: Optimizer = .sgd(),
    learningRate: Double, loss: LossFunction,
    schedule: LearningRateSchedule = LearningRateSchedule(),
    gradientRules: GradientRules = GradientRules()
  ) {
    self.steps = steps
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.loss = loss
    self.schedule = schedule
    self.gradientRules = gradientRules
  }
}
