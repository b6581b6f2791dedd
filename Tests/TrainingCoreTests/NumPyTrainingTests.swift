import Testing
import TrainingCore

/// One case of `training.json`, made by `Tests/Reference/training.py` with NumPy in float64.
private struct ReferenceTraining: Decodable, Sendable, CustomTestStringConvertible {
  struct Spec: Decodable {
    let name: String
    let widths: [Int]
    let activations: [String]
    let loss: String
    let optimizer: Rule
    let batchSize: Int?
  }

  struct Rule: Decodable {
    let name: String
    let learningRate: Double
    let momentum: Double?
    let nesterov: Bool?
    let beta1: Double?
    let beta2: Double?
    let epsilon: Double?

    var optimizer: Optimizer {
      name == "adam"
        ? .adam(beta1: beta1!, beta2: beta2!, epsilon: epsilon!)
        : .sgd(momentum: momentum ?? 0, nesterov: nesterov ?? false)
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
      layers: zip(zip(spec.widths.dropFirst(), spec.activations), initial).map { shape, start in
        LayerSpec(
          units: shape.0, activation: Activation(rawValue: shape.1)!,
          weights: Initialization(scheme: "given", values: start.weights.flatMap(\.self)),
          biases: Initialization(scheme: "given", values: start.biases))
      },
      seed: 0, dataset: .inline(dataset),
      training: TrainingPlan(
        steps: losses.count, batchSize: spec.batchSize, optimizer: spec.optimizer.optimizer,
        learningRate: spec.optimizer.learningRate, loss: LossFunction(rawValue: spec.loss)!),
      precision: precision,
      recording: RecordingPlan(spacing: .every(1), similarity: false))
  }

  static let all = try! fixture("training", as: [ReferenceTraining].self)
}

@Suite("Training against NumPy in float64")
struct NumPyTrainingTests {
  @Test(arguments: ReferenceTraining.all, KernelVariant.available)
  fileprivate func lossesAndWeightsFollow(_ reference: ReferenceTraining, kernels: KernelVariant) {
    var trainer = Trainer(reference.trainingSpec(.float64), kernels: kernels)
    trainer.fixedOrder = reference.order?.flatMap(\.self)
    let record = trainer.run()
    #expect(record.divergedAt == nil)
    #expect(record.points.count == reference.losses.count + 1)
    for (point, expected) in zip(record.points, reference.losses) {
      let loss = reference.spec.batchSize == nil ? point.trainLoss : point.batchLoss!
      #expect(abs(loss - expected) <= 1e-10 * abs(expected), "step \(point.step)")
    }
    for (layer, expected) in zip(record.snapshots.last!.weights.layers, reference.final) {
      for (weight, other) in zip(layer.weights, expected.weights.flatMap(\.self)) {
        #expect(abs(weight - other) <= 1e-9 * max(1, abs(other)))
      }
      for (bias, other) in zip(layer.biases, expected.biases) {
        #expect(abs(bias - other) <= 1e-9 * max(1, abs(other)))
      }
    }
  }
}
