import Testing
import TrainingModel

/// One case of `training.json` or `regularization.json`, made by `Tests/Reference/training.py` and
/// `regularization.py` with NumPy in float64.
struct ReferenceTraining: Decodable, Sendable, CustomTestStringConvertible {
  struct Spec: Decodable {
    let name: String
    let widths: [Int]
    let activations: [String]
    let loss: String
    let optimizer: Rule
    let batchSize: Int?
    let seed: UInt64?
    let schedule: Schedule?
    let rules: Rules?
    let layers: [Regularization]?
  }

  struct Schedule: Decodable {
    let name: String
    let every: Double?
    let factor: Double?
    let final: Double?
    let warmup: Int

    var schedule: LearningRateSchedule {
      let values = ["every": every, "factor": factor, "final": final].compactMapValues(\.self)
      return LearningRateSchedule(LearningRateSchedule.Shape(name, values), warmup: warmup)
    }
  }

  struct Rules: Decodable {
    let l1: Double?
    let l2: Double?
    let clip: Double?
    let noise: Double?
    let noiseDecay: Double?
    let weightNoise: Double?
    let inputNoise: Double?

    var rules: GradientRules {
      GradientRules(
        l1: l1 ?? 0, l2: l2 ?? 0, clip: clip,
        noise: noise.map { GradientNoise(deviation: $0, decay: noiseDecay ?? 0) },
        weightNoise: weightNoise ?? 0, inputNoise: inputNoise ?? 0)
    }
  }

  struct Regularization: Decodable {
    let dropout: Double?
    let dropconnect: Double?
    let sparseMask: Double?
    let normalization: String?

    var regularization: LayerRegularization {
      LayerRegularization(
        dropout: dropout ?? 0, dropConnect: dropconnect ?? 0, sparseMask: sparseMask ?? 0,
        normalization: normalization.map { Normalization(rawValue: $0)! } ?? .none)
    }
  }

  struct Rule: Decodable {
    let name: String
    let learningRate: Double
    let momentum: Double?
    let nesterov: Bool?
    let beta1: Double?
    let beta2: Double?
    let epsilon: Double?
    let weightDecay: Double?
    let decay: Double?

    var optimizer: Optimizer {
      let values = [
        "momentum": momentum, "nesterov": nesterov.map { $0 ? 1 : 0 }, "beta1": beta1,
        "beta2": beta2, "epsilon": epsilon, "weight_decay": weightDecay, "decay": decay,
      ].compactMapValues(\.self)
      return Optimizer(name, values)
    }
  }

  struct Layer: Decodable {
    let weights: [[Double]]
    let biases: [Double]
  }

  /// Rows of numbers, or one class a row.
  enum Targets: Decodable {
    case rows([[Double]])
    case classes([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let rows = try? container.decode([[Double]].self) {
        self = .rows(rows)
      } else {
        self = .classes(try container.decode([Double].self))
      }
    }
  }

  let spec: Spec
  let inputs: [[Double]]
  let targets: Targets
  let initial: [Layer]
  let order: [[Int]]?
  let losses: [Double]
  let final: [Layer]

  var testDescription: String { spec.name }

  var dataset: Dataset {
    let task: Dataset.Task
    let flat: [Double]
    switch targets {
    case .classes(let classes):
      task = .classification(classes: spec.widths.last!)
      flat = classes
    case .rows(let rows):
      task = .regression(outputs: spec.widths.last!)
      flat = rows.flatMap(\.self)
    }
    return Dataset(
      features: spec.widths[0], task: task,
      train: Dataset.Split(inputs: inputs.flatMap(\.self), targets: flat))
  }

  func trainingSpec(_ precision: Precision) -> TrainingSpec {
    TrainingSpec(
      inputs: spec.widths[0],
      layers: initial.enumerated().map { index, start in
        LayerSpec(
          units: spec.widths[index + 1], activation: Activation(rawValue: spec.activations[index])!,
          weights: Initialization(scheme: "given", values: start.weights.flatMap(\.self)),
          biases: Initialization(scheme: "given", values: start.biases),
          regularization: spec.layers?[index].regularization ?? LayerRegularization())
      },
      seed: spec.seed ?? 0, dataset: .inline(dataset),
      training: TrainingPlan(
        steps: losses.count, batchSize: spec.batchSize, optimizer: spec.optimizer.optimizer,
        learningRate: spec.optimizer.learningRate, loss: LossFunction(rawValue: spec.loss)!,
        schedule: spec.schedule?.schedule ?? LearningRateSchedule(),
        gradientRules: spec.rules?.rules ?? GradientRules()),
      precision: precision,
      recording: RecordingPlan(spacing: .every(1), similarity: false))
  }

  static let plain = try! fixture("training", as: [ReferenceTraining].self)
  static let regularized = try! fixture("regularization", as: [ReferenceTraining].self)
}
