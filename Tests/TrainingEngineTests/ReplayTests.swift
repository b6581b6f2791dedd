import KernelDispatch
import Testing
import TrainingEngine
import TrainingModel

@Suite("One spec, one result, whatever the kernels")
struct ReplayTests {
  /// Architectures with edges of every kind: widths below, at and past the vector widths.
  static let specs: [TrainingSpec] = {
    let shapes: [(widths: [Int], activation: Activation, optimizer: Optimizer, batch: Int?)] = [
      ([2, 2, 1], .tanh, .sgd(), nil),
      ([2, 8, 8, 1], .tanh, .sgd(momentum: 0.9), 10),
      (
        [2, 17, 3, 1], .gelu, Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8]), 7
      ),
      ([2, 33, 31, 1], .relu, .sgd(momentum: 0.9, nesterov: true), nil),
      ([2, 5, 64, 9, 1], .selu, .sgd(), 33),
      (
        [2, 16, 1], .sigmoid, Optimizer("adam", ["beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8]), 1
      ),
      (
        [2, 9, 1], .tanh,
        Optimizer("adamw", ["beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "weight_decay": 0.1]), 5
      ),
      ([2, 7, 1], .relu, Optimizer("adagrad", ["epsilon": 1e-10]), nil),
      (
        [2, 10, 4, 1], .silu, Optimizer("rmsprop", ["decay": 0.9, "momentum": 0, "epsilon": 1e-8]),
        6
      ),
      (
        [2, 20, 1], .elu, Optimizer("rmsprop", ["decay": 0.9, "momentum": 0.5, "epsilon": 1e-8]), 8
      ),
    ]
    return shapes.map { shape in
      TrainingSpec(
        inputs: 2,
        layers: shape.widths.dropFirst().enumerated().map { index, units in
          LayerSpec(
            units: units, activation: index == shape.widths.count - 2 ? .linear : shape.activation,
            weights: Initialization(scheme: "he_normal", parameters: ["gain": 1]),
            biases: Initialization(scheme: "uniform", parameters: ["low": -0.1, "high": 0.1]))
        },
        seed: 7,
        dataset: .generated(
          name: "moons", parameters: DatasetParameters(samples: 101, noise: 0.1, seed: 3)),
        training: TrainingPlan(
          steps: 60, batchSize: shape.batch, optimizer: shape.optimizer, learningRate: 0.01,
          loss: .binaryCrossEntropy),
        recording: RecordingPlan(spacing: .linear(points: 5), snapshots: 3))
    }
  }()

  @Test(arguments: specs.indices, Precision.allCases)
  func everyVariantGivesTheSameBits(index: Int, precision: Precision) {
    var spec = Self.specs[index]
    spec.precision = precision
    let expected = Trainer(spec, kernels: .baseline).run()
    #expect(expected.points.last!.trainLoss.isFinite)
    for variant in KernelVariant.available {
      #expect(Trainer(spec, kernels: variant).run() == expected, "\(variant)")
    }
  }

  /// Every rule of a training at once.
  static func ruled(_ precision: Precision, _ normalization: Normalization) -> TrainingSpec {
    var spec = Self.specs[3]
    spec.precision = precision
    spec.training.steps = 25
    spec.training.batchSize = 83
    spec.training.schedule = LearningRateSchedule(.init("cosine", ["final": 0.1]), warmup: 4)
    spec.training.gradientRules = GradientRules(
      l1: 1e-4, l2: 1e-3, clip: 0.5, noise: GradientNoise(deviation: 1e-3, decay: 0.55),
      weightNoise: 1e-3, inputNoise: 0.1)
    for (index, units) in [97, 65].enumerated() {
      spec.layers[index].units = units
      spec.layers[index].regularization = LayerRegularization(
        dropout: 0.2, dropConnect: 0.1, sparseMask: 0.3, normalization: normalization)
    }
    return spec
  }

  /// Every rule of a training at once, split between threads and on every kernel.
  @Test(arguments: Precision.allCases, Normalization.allCases)
  func rulesGiveTheSameBits(precision: Precision, normalization: Normalization) {
    let spec = Self.ruled(precision, normalization)
    let expected = Trainer(spec, kernels: .baseline).run()
    #expect(expected.points.last!.trainLoss < expected.points[0].trainLoss)
    for threads in [1, 2, 7] {
      for kernels in KernelVariant.available where threads == 1 || kernels == .best {
        var trainer = Trainer(spec, kernels: kernels)
        trainer.threads = threads
        #expect(trainer.run() == expected, "\(kernels) with \(threads) threads")
      }
    }
  }

  /// Wide enough for seven threads, and not a multiple of their number in any dimension.
  @Test(arguments: Precision.allCases, [nil, 83])
  func anyNumberOfThreadsGivesTheSameBits(precision: Precision, batch: Int?) {
    var spec = Self.specs[3]
    spec.precision = precision
    spec.training.batchSize = batch
    spec.layers[0].units = 97
    spec.layers[1].units = 65
    let expected = Trainer(spec).run()
    for threads in [2, 7] {
      var trainer = Trainer(spec)
      trainer.threads = threads
      #expect(trainer.run() == expected, "\(threads) threads")
    }
  }

  /// A step that was measured has its gradient before its weights move; any other takes the gradient
  /// panel by panel as they move.
  @Test(arguments: [nil, 83], [1, 2, 3])
  func weightsMoveTheSameWayInMeasuredSteps(batch: Int?, threads: Int) {
    for (widths, optimizer) in [
      ([97, 65, 70], Optimizer.sgd()), ([130, 34, 1], .sgd(momentum: 0.9)),
    ] {
      var spec = Self.specs[3]
      spec.training.batchSize = batch
      spec.training.optimizer = optimizer
      spec.layers = zip(widths, [true, false, true]).enumerated().map { index, layer in
        LayerSpec(
          units: layer.0, activation: index == 2 ? .linear : .tanh, hasBias: layer.1,
          weights: Initialization(scheme: "lecun_normal"))
      }
      if widths[2] > 1 { spec.training.loss = .crossEntropy }
      for kernels in KernelVariant.available {
        spec.recording = RecordingPlan(spacing: .every(1), similarity: true)
        let every = Trainer(spec, kernels: kernels).run()
        spec.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
        var trainer = Trainer(spec, kernels: kernels)
        trainer.threads = threads
        let few = trainer.run()
        #expect(every.points.last!.trainLoss < every.points[0].trainLoss)
        #expect(every.snapshots.last!.weights == few.snapshots.last!.weights, "\(kernels)")
      }
    }
  }

  @Test func anotherSeedGivesAnotherResult() {
    var spec = Self.specs[1]
    let first = Trainer(spec).run()
    spec.seed += 1
    #expect(Trainer(spec).run() != first)
  }

  @Test func recordingChangesNothing() {
    var spec = Self.specs[2]
    spec.recording = RecordingPlan(spacing: .every(1), similarity: true, snapshots: 100)
    let every = Trainer(spec).run()
    spec.recording = RecordingPlan(spacing: .linear(points: 2), similarity: false)
    let few = Trainer(spec).run()
    #expect(every.snapshots.last!.weights == few.snapshots.last!.weights)
    #expect(every.points.last!.trainLoss == few.points.last!.trainLoss)
  }
}

@Suite("Replicas in lanes")
struct LaneTests {
  /// Replicas of one spec: other seeds, other schemes, and one that diverges at once.
  private func replicas(of spec: TrainingSpec, count: Int) -> [TrainingSpec] {
    (0..<count).map { index in
      var replica = spec
      replica.seed = UInt64(index)
      for layer in replica.layers.indices {
        switch index % 4 {
        case 0: replica.layers[layer].weights = Initialization(scheme: "constant", alpha: 0.5)
        case 1: replica.layers[layer].weights.alpha = 1e308
        default: replica.layers[layer].weights.alpha = Double(index)
        }
      }
      return replica
    }
  }

  @Test(arguments: ReplayTests.specs.indices, Precision.allCases)
  func eachResultIsWhatTheReplicaAloneGives(index: Int, precision: Precision) {
    var spec = ReplayTests.specs[index]
    spec.precision = precision
    let replicas = replicas(of: spec, count: 19)
    let alone = replicas.map { Trainer($0, kernels: .baseline).run() }
    #expect(alone.contains { $0.divergedAt != nil })
    #expect(alone.contains { $0.divergedAt == nil })
    for variant in KernelVariant.available {
      let together = Trainer(replicas: replicas, kernels: variant)
        .run(observers: replicas.map { _ in Spectator() })
      for (replica, pair) in zip(together, alone).enumerated() {
        #expect(pair.0.isSame(as: pair.1), "\(variant), replica \(replica)")
      }
    }
  }

  /// A loss that is not finite ends a run of steps without questions; a replica that has ended must
  /// not go on doing so.
  @Test func oneThatDivergedDoesNotHoldTheOthersUp() {
    final class Counter: TrainingObserver {
      private(set) var questions = 0

      func shouldContinue(at step: Int) -> Bool {
        questions += 1
        return true
      }

      func observe(_ observation: Observation) {}
      func record(_ point: TrainingRecord.Point) {}
    }
    var spec = ReplayTests.specs[0]
    spec.training.steps = 600
    let replicas = replicas(of: spec, count: 4)
    let counters = replicas.map { _ in Counter() }
    let records = Trainer(replicas: replicas).run(observers: counters)
    #expect(records[1].divergedAt != nil)
    #expect(records[2].divergedAt == nil)
    #expect(counters[2].questions < 100)
  }

  @Test func oneThatStopsLeavesTheOthersAlone() {
    final class Leaver: TrainingObserver {
      func shouldContinue(at step: Int) -> Bool { step < 20 }
      func observe(_ observation: Observation) {}
      func record(_ point: TrainingRecord.Point) {}
    }
    let replicas = replicas(of: ReplayTests.specs[1], count: 8).enumerated()
      .filter { $0.offset % 4 != 1 }.map(\.element)
    let records = Trainer(replicas: replicas)
      .run(
        observers: replicas.indices.map { index -> any TrainingObserver in
          index == 3 ? Leaver() : Spectator()
        })
    #expect(records[3].stoppedEarly)
    for index in replicas.indices where index != 3 {
      #expect(records[index] == Trainer(replicas[index]).run())
    }
  }
}

extension TrainingRecord {
  /// Equality in which a number that is none equals itself.
  fileprivate func isSame(as other: TrainingRecord) -> Bool {
    String(describing: self) == String(describing: other)
  }
}
