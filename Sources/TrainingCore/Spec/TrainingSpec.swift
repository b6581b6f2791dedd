/// One experiment, complete: with the version of the program it determines every bit of the result.
///
/// This is the normalised form: no default is left to fill in. ``validate()`` says what cannot be
/// trained; ``TrainingSpec`` values that pass it never fail in the trainer.
public struct TrainingSpec: Sendable, Equatable {
  /// Features of one row of data, the first layer's fan_in.
  public var inputs: Int
  /// The layers from the first hidden one to the output.
  public var layers: [LayerSpec]
  /// Keys every random stream that is not the data set's own.
  public var seed: UInt64
  public var dataset: DatasetSpec
  public var training: TrainingPlan
  public var precision: Precision
  public var recording: RecordingPlan

  public init(
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
  public var outputs: Int { layers.last?.units ?? inputs }

  /// inputs, then the units of every layer.
  public var widths: [Int] { [inputs] + layers.map(\.units) }

  /// Weights and biases in all.
  public var parameterCount: Int {
    zip(widths, layers).reduce(0) { $0 + $1.0 * $1.1.units + ($1.1.hasBias ? $1.1.units : 0) }
  }
}

/// One dense layer: z = W a + b, then the activation.
public struct LayerSpec: Sendable, Equatable {
  /// Neurons of the layer, its fan_out.
  public var units: Int
  public var activation: Activation
  public var hasBias: Bool
  public var weights: Initialization
  public var biases: Initialization
  /// What else is done to the layer while it learns.
  public var regularization: LayerRegularization

  public init(
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
public struct Initialization: Sendable, Equatable {
  /// The scheme's canonical name.
  public var scheme: String
  /// The scheme's parameters by name; those that are absent take their defaults.
  public var parameters: [String: Double]
  /// The scheme's words by name, `flavor` among them; those that are absent take their defaults.
  public var options: [String: String]
  /// The constant of `constant`; a factor on the draw of every other scheme.
  public var alpha: Double
  /// ε: each number starts with one from N(0, ε²) added to it.
  public var perturbation: Double
  /// The numbers of `given`: weights (out, in) row by row, or one bias a neuron; else empty.
  public var values: [Double]

  public init(
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

  public static let zeros = Initialization(scheme: "zeros")
}

/// How long and by what rule the network learns.
public struct TrainingPlan: Sendable, Equatable {
  /// Updates of the weights.
  public var steps: Int
  /// Rows of one update; `nil` takes the whole training set, in its own order, at every step.
  public var batchSize: Int?
  public var optimizer: Optimizer
  public var learningRate: Double
  public var loss: LossFunction
  public var schedule: LearningRateSchedule
  public var gradientRules: GradientRules

  public init(
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
