import KernelDispatch
import Testing
import TrainingEngine
import TrainingModel

/// A network of clones, 2-6-5-1 tanh with every weight 0.5, under one factor of the catalogue.
private struct Experiment: Sendable, CustomTestStringConvertible {
  var factor: String
  var change: @Sendable (inout TrainingSpec) -> Void

  init(_ factor: String, _ change: @escaping @Sendable (inout TrainingSpec) -> Void) {
    self.factor = factor
    self.change = change
  }

  var testDescription: String { factor }

  /// - Parameter isChanged: false for the network without the factor.
  func spec(isChanged: Bool = true, steps: Int = 60) -> TrainingSpec {
    let half = Initialization(scheme: "constant", alpha: 0.5)
    var spec = TrainingSpec(
      inputs: 2,
      layers: [
        LayerSpec(units: 6, activation: .tanh, weights: half),
        LayerSpec(units: 5, activation: .tanh, weights: half),
        LayerSpec(units: 1, activation: .linear, weights: half),
      ],
      seed: 3,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 40, noise: 0.1)),
      training: TrainingPlan(steps: steps, learningRate: 0.05, loss: .binaryCrossEntropy))
    if isChanged { change(&spec) }
    return spec
  }

  static let breaking = [
    Experiment("random_weights") {
      for layer in 0..<2 { $0.layers[layer].weights = Initialization(scheme: "xavier_normal") }
    },
    Experiment("random_last_layer") {
      $0.layers[2].weights = Initialization(scheme: "xavier_normal")
    },
    Experiment("perturbation") {
      for layer in 0..<3 { $0.layers[layer].weights.perturbation = 1e-3 }
    },
    Experiment("random_biases") {
      for layer in 0..<2 { $0.layers[layer].biases = Initialization(scheme: "normal") }
    },
    Experiment("sparse_mask") {
      for layer in 1..<3 { $0.layers[layer].regularization.sparseMask = 0.5 }
      $0.layers[0].regularization.sparseMask = 0.3
    },
    Experiment("dropout") {
      for layer in 0..<2 { $0.layers[layer].regularization.dropout = 0.3 }
    },
    Experiment("dropconnect") {
      for layer in 0..<3 { $0.layers[layer].regularization.dropConnect = 0.3 }
    },
    Experiment("gradient_noise") {
      $0.training.gradientRules.noise = GradientNoise(deviation: 1e-3)
    },
    Experiment("weight_noise") { $0.training.gradientRules.weightNoise = 1e-3 },
  ]

  static let preserving = [
    Experiment("momentum") { $0.training.optimizer = .sgd(momentum: 0.9) },
    Experiment("momentum") { $0.training.optimizer = .sgd(momentum: 0.9, nesterov: true) },
    Experiment("momentum") {
      $0.training.optimizer = Optimizer(
        "rmsprop", ["decay": 0.9, "momentum": 0.5, "epsilon": 1e-8])
    },
    Experiment("adaptive_rates") {
      $0.training.optimizer = Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
    },
    Experiment("adaptive_rates") {
      $0.training.optimizer = Optimizer("adagrad", ["epsilon": 1e-10])
    },
    Experiment("adaptive_rates") {
      $0.training.optimizer = Optimizer("rmsprop", ["decay": 0.9, "momentum": 0, "epsilon": 1e-8])
    },
    Experiment("weight_decay") {
      $0.training.optimizer = Optimizer(
        "adamw", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.1])
    },
    Experiment("weight_decay") {
      $0.training.gradientRules.l1 = 0.01
      $0.training.gradientRules.l2 = 0.02
    },
    Experiment("batch_order") { $0.training.batchSize = 7 },
    Experiment("input_noise") { $0.training.gradientRules.inputNoise = 0.3 },
    Experiment("layer_normalization") {
      // Over a layer of clones alone every sum is the mean: two kinds of neuron keep it moving.
      $0.layers[0].weights = Initialization(
        scheme: "given", values: [0.5, 0.1, 0.5, 0.1, 0.5, 0.1, -0.2, 0.3, -0.2, 0.3, -0.2, 0.3])
      $0.layers[0].regularization.normalization = .layer
    },
    Experiment("batch_normalization") {
      for layer in 0..<2 { $0.layers[layer].regularization.normalization = .batch }
      $0.training.batchSize = 9
    },
    Experiment("gradient_clip") { $0.training.gradientRules.clip = 0.05 },
    Experiment("schedule") {
      $0.training.schedule = LearningRateSchedule(.init("cosine", ["final": 0]))
    },
  ]
}

@Suite("What breaks the symmetry, and what preserves it")
struct SymmetryFactorTests {
  private func distinct(_ spec: TrainingSpec) -> [Int] {
    let record = Trainer(spec).run()
    let weights = record.snapshots.last!.weights
    #expect(record.divergedAt == nil && weights != record.snapshots[0].weights)
    return [distinctNeurons(weights, layer: 0), distinctNeurons(weights, layer: 1)]
  }

  @Test(arguments: Experiment.breaking, Precision.allCases)
  fileprivate func breakersTellEveryNeuronApart(_ experiment: Experiment, precision: Precision) {
    var spec = experiment.spec()
    spec.precision = precision
    #expect(distinct(experiment.spec(isChanged: false)) == [1, 1])
    // What the last layer sends back reaches all neurons of the first through equal weights.
    let first = experiment.factor == "random_last_layer" ? 1 : 6
    #expect(distinct(spec) == [first, 5])
  }

  @Test(arguments: Experiment.preserving, Precision.allCases)
  fileprivate func preserversLeaveClonesAlike(_ experiment: Experiment, precision: Precision) {
    var spec = experiment.spec(steps: 300)
    spec.precision = precision
    let kinds = experiment.factor == "layer_normalization" ? 2 : 1
    #expect(distinct(spec) == [kinds, 1])
    // It does something: the network ends elsewhere than without.
    let plain = Trainer(experiment.spec(isChanged: false, steps: 300)).run()
    #expect(plain.snapshots.last!.weights != Trainer(spec).run().snapshots.last!.weights)
  }

  /// Everything that preserves together, in widths that are no whole vectors.
  @Test(arguments: [7, 13, 100])
  func allPreserversTogether(hidden: Int) {
    var spec = Experiment.preserving[0].spec(isChanged: false, steps: 200)
    for experiment in Experiment.preserving where experiment.factor != "layer_normalization" {
      experiment.change(&spec)
    }
    spec.layers[0].units = hidden
    spec.layers[1].units = hidden
    spec.layers[1].regularization.normalization = .layer
    spec.layers[1].biases = Initialization(scheme: "constant", alpha: 0.3)
    #expect(distinct(spec) == [1, 1])
  }

  @Test func theCatalogueIsWhatIsTested() {
    for (effect, experiments) in [
      (SymmetryFactor.Effect.breaks, Experiment.breaking), (.preserves, Experiment.preserving),
    ] {
      let names = SymmetryFactor.catalogue.filter { $0.effect == effect }.map(\.name)
      #expect(Set(names).count == names.count)
      #expect(Set(names) == Set(experiments.map(\.factor)))
      for experiment in experiments {
        let present = SymmetryFactor.present(in: experiment.spec(), effect).map(\.name)
        #expect(present.contains(experiment.factor))
        let plain = experiment.spec(isChanged: false)
        #expect(SymmetryFactor.present(in: plain, effect).isEmpty)
      }
    }
  }

  /// The runs that are told apart are so by the seed alone, and a seed gives one run.
  @Test(arguments: Experiment.breaking)
  fileprivate func breakersReplay(_ experiment: Experiment) {
    let spec = experiment.spec()
    let first = Trainer(spec).run()
    for kernels in KernelVariant.available {
      #expect(Trainer(spec, kernels: kernels).run() == first)
    }
    var threaded = Trainer(spec)
    threaded.threads = 3
    #expect(threaded.run() == first)
    var other = spec
    other.seed = 4
    #expect(Trainer(other).run() != first)
    let together = Trainer(replicas: [other, spec]).run(observers: [Spectator(), Spectator()])
    #expect(together[1] == first)
  }
}
