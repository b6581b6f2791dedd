import Testing
import TrainingEngine
import TrainingModel

/// The gradient that the trainer reports, against central differences of its loss.
@Suite("Gradients against finite differences")
struct GradientTests {
  @Test(arguments: Activation.allCases, LossFunction.allCases)
  func everyActivationAndLoss(_ activation: Activation, _ loss: LossFunction) throws {
    var random = TestRandom(seed: 11)
    let widths = [3, 5, 4, loss == .binaryCrossEntropy ? 1 : 3]
    let rows = 9
    let task: Dataset.Task =
      loss == .crossEntropy ? .classification(classes: 3) : .regression(outputs: widths[3])
    let dataset = Dataset(
      features: 3, task: task,
      train: .init(
        inputs: (0..<(rows * 3)).map { _ in random.normal() },
        targets: loss == .crossEntropy
          ? (0..<rows).map { Double($0 % 3) }
          : (0..<(rows * widths[3])).map { _ in Double.random(in: 0...1, using: &random) }))
    var spec = TrainingSpec(
      inputs: 3,
      layers: (1..<widths.count).map { index in
        LayerSpec(
          units: widths[index], activation: index < 3 ? activation : .linear,
          weights: Initialization(
            scheme: "given",
            values: (0..<(widths[index] * widths[index - 1])).map { _ in 0.6 * random.normal() }),
          biases: Initialization(
            scheme: "given", values: (0..<widths[index]).map { _ in 0.3 * random.normal() }))
      },
      seed: 0, dataset: .inline(dataset),
      training: TrainingPlan(steps: 0, learningRate: 0.1, loss: loss), precision: .float64)

    let spectator = Spectator()
    _ = Trainer(spec).run(observer: spectator)
    let observation = try #require(spectator.observations.first)
    let h = 1e-6
    for layer in spec.layers.indices {
      let gradient = observation.layers[layer].gradient
      for index in spec.layers[layer].weights.values.indices {
        let slope = try centralDifference(h) { spec.layers[layer].weights.values[index] += $0 }
        #expect(
          abs(slope - gradient.weights[index]) < 1e-8, "layer \(layer + 1), weight \(index)")
      }
      for index in spec.layers[layer].biases.values.indices {
        let slope = try centralDifference(h) { spec.layers[layer].biases.values[index] += $0 }
        #expect(abs(slope - gradient.biases[index]) < 1e-8, "layer \(layer + 1), bias \(index)")
      }
    }

    func centralDifference(_ h: Double, _ move: (Double) -> Void) throws -> Double {
      move(h)
      let above = Trainer(spec).run().points[0].trainLoss
      move(-2 * h)
      let below = Trainer(spec).run().points[0].trainLoss
      move(h)
      return (above - below) / (2 * h)
    }
  }
}
