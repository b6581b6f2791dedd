import NeuronSimilarity
import Testing
import TrainingEngine
import TrainingModel

/// What health says of the next update, against the update that the training then makes.
@Suite struct NextUpdateTests {
  private func spec(_ change: (inout TrainingPlan) -> Void = { _ in }) -> TrainingSpec {
    let weights = Initialization(scheme: "he_normal")
    var plan = TrainingPlan(steps: 12, learningRate: 0.2, loss: .binaryCrossEntropy)
    change(&plan)
    return TrainingSpec(
      inputs: 2,
      layers: [
        LayerSpec(units: 6, activation: .tanh, weights: weights),
        LayerSpec(
          units: 5, activation: .relu, weights: weights,
          regularization: LayerRegularization(sparseMask: 0.3)),
        LayerSpec(units: 1, activation: .linear, weights: weights),
      ], seed: 5,
      dataset: .generated(name: "moons", parameters: DatasetParameters(samples: 60, noise: 0.1)),
      training: plan, precision: .float64,
      recording: RecordingPlan(spacing: .every(1), snapshots: 13))
  }

  @Test(arguments: 0..<6)
  func theRatioIsTheOneThatHappens(_ number: Int) throws {
    let spec = spec { plan in
      switch number {
      case 0: break
      case 1: plan.gradientRules.clip = 0.01
      case 2: plan.schedule = LearningRateSchedule(.init("cosine", ["final": 0.1]), warmup: 5)
      case 3: plan.gradientRules = GradientRules(l1: 0.02, l2: 0.3)
      case 4: plan.schedule = LearningRateSchedule(.init("step", ["every": 3, "factor": 0.5]))
      default:
        plan.gradientRules = GradientRules(l1: 0.01, l2: 0.1, clip: 0.05)
        plan.schedule = LearningRateSchedule(.init("exponential", ["factor": 0.8]), warmup: 2)
      }
    }
    let record = Trainer(spec).run(observer: Silent())
    #expect(record.snapshots.map(\.step) == Array(0...12))
    for (now, next) in zip(record.snapshots, record.snapshots.dropFirst()) {
      let health = NetworkHealth(now.weights, of: spec, at: now.step)
      for (index, layer) in health.layers.enumerated() {
        let (before, after) = (now.weights.layers[index], next.weights.layers[index])
        let moved = zip(before.weights, after.weights).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
        let norm = before.weights.reduce(0) { $0 + $1 * $1 }
        let ratio = try #require(layer.updateRatio.value)
        let happened = (moved / norm).squareRoot()
        #expect(abs(ratio - happened) <= 1e-9 * happened, "layer \(index + 1), step \(now.step)")
      }
    }
  }

  @Test func chanceAndMemoryLeaveItUnknown() {
    let noisy = spec { $0.gradientRules.noise = GradientNoise(deviation: 0.1) }
    let start = NetworkWeights(startOf: noisy)
    #expect(
      NetworkHealth(start, of: noisy, at: 0).layers[0].updateRatio.absence == .notComputed)
    let adam = spec {
      $0.optimizer = Optimizer("adam", ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
    }
    #expect(NetworkHealth(start, of: adam, at: 0).layers[0].updateRatio.value != nil)
    #expect(NetworkHealth(start, of: adam, at: 3).layers[0].updateRatio.absence == .notComputed)
  }

  /// The scale of a normalised layer's weights is free: nothing is kept.
  @Test func aNormalisedLayerKeepsNoQuantity() {
    var layer = spec().layers[1]
    let weights = NetworkWeights(startOf: spec())
    #expect(
      ConservedQuantities.drift(ofLayer: 2, from: weights, to: weights, of: layer).value == 0)
    layer.regularization.normalization = .batch
    #expect(
      ConservedQuantities.drift(ofLayer: 2, from: weights, to: weights, of: layer).absence
        == .notConserved)
  }
}
