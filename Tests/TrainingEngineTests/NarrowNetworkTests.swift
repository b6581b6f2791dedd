import KernelDispatch
import Testing
import TrainingEngine
import TrainingModel

/// Narrow networks that train alone have their rows across the lanes; beside another they have a lane
/// each. Two ways of computing, one result.
@Suite("Narrow networks alone")
struct NarrowNetworkTests {
  static let widths = [[2, 1], [2, 2, 1], [2, 3, 2, 1], [2, 5, 7, 1], [2, 8, 8, 3]]

  /// Batches of every size: whole, one row, ragged at the end, wider than a vector.
  static let batches = [nil, 1, 7, 33]

  private func spec(
    _ widths: [Int], _ activation: Activation, _ loss: LossFunction, batch: Int?,
    _ precision: Precision
  ) -> TrainingSpec {
    var spec = ReplayTests.specs[0]
    spec.precision = precision
    spec.layers = zip(widths.dropFirst(), 1...).map { units, number in
      LayerSpec(
        units: units,
        activation: number < widths.count - 1 || !loss.takesLogits ? activation : .linear,
        hasBias: number % 2 == 1, weights: Initialization(scheme: "lecun_normal"))
    }
    let classes = widths[widths.count - 1]
    let rows = 53
    var random = RandomStream(seed: 3, purpose: .data)
    let inputs = (0..<(rows * 2)).map { _ in random.nextNormal() }
    let targets = (0..<rows).map { _ in
      Double(random.nextInteger(below: UInt32(max(2, classes))))
    }
    spec.dataset = .inline(
      Dataset(
        features: 2, task: .classification(classes: max(2, classes)),
        train: Dataset.Split(inputs: inputs, targets: targets)))
    spec.training.batchSize = batch
    spec.training.loss = loss
    spec.training.steps = 25
    spec.training.learningRate = 0.1
    return spec
  }

  private func expectOneResult(_ spec: TrainingSpec) {
    var other = spec
    other.seed += 1
    let beside = Trainer(replicas: [spec, other], kernels: .baseline)
      .run(observers: [Spectator(), Spectator()])[0]
    #expect(beside.points.last!.trainLoss.isFinite)
    #expect(beside.points.last!.trainLoss != beside.points[0].trainLoss)
    for variant in KernelVariant.available {
      #expect(Trainer(spec, kernels: variant).run() == beside, "\(variant)")
    }
  }

  @Test(arguments: Activation.allCases, Precision.allCases)
  func everyActivation(activation: Activation, precision: Precision) {
    expectOneResult(
      spec([2, 3, 5, 1], activation, .binaryCrossEntropy, batch: 9, precision))
  }

  @Test(arguments: widths, batches)
  func everyShapeAndBatch(widths: [Int], batch: Int?) {
    let hasOneOutput = widths[widths.count - 1] == 1
    for loss in LossFunction.allCases where (loss == .crossEntropy) != hasOneOutput {
      if loss == .binaryCrossEntropy, !hasOneOutput { continue }
      for precision in Precision.allCases {
        expectOneResult(spec(widths, .tanh, loss, batch: batch, precision))
      }
    }
  }

  @Test(arguments: OptimizerRule.catalogue.map(\.name))
  func everyOptimizer(name: String) {
    var spec = spec([2, 4, 1], .sigmoid, .meanSquaredError, batch: 5, .float32)
    spec.training.optimizer = Optimizer(name)
    spec.training.learningRate = 0.01
    spec.training.schedule = LearningRateSchedule(.init("cosine", ["final": 0.1]), warmup: 4)
    expectOneResult(spec)
  }

  /// Equal neurons stay equal, to the bit.
  @Test(arguments: KernelVariant.available)
  func clonesStayClones(kernels: KernelVariant) {
    var spec = spec([2, 5, 1], .tanh, .binaryCrossEntropy, batch: 7, .float32)
    for index in spec.layers.indices {
      spec.layers[index].weights = Initialization(scheme: "constant", alpha: 0.3)
    }
    let hidden = Trainer(spec, kernels: kernels).run().snapshots.last!.weights.layers[0]
    #expect(hidden.weights[0] != 0.3)
    for unit in 1..<hidden.units {
      #expect(hidden.weights[unit * 2..<unit * 2 + 2] == hidden.weights[0..<2])
    }
  }
}
