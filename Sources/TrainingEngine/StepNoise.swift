internal import Kernels
internal import TrainingModel

/// What a regularised training does to a batch and to its weights while it passes: noise on weights
/// and inputs, dropped activations and weights. Every kind of noise has a random stream of its own
/// in each layer.
final class StepNoise<Scalar: KernelScalar> {
  private let engine: NetworkEngine<Scalar>
  private let layers: [LayerRegularization]
  private let rules: GradientRules
  /// The weights without noise while a batch passes; empty where they need not be kept.
  private let clean: NumberBuffer<Scalar>
  /// 0 or 1 / (1 - share) for every weight; empty without DropConnect.
  private let weightFactors: NumberBuffer<Scalar>
  /// The same for every activation of a batch, by layer; empty without dropout.
  private let activationFactors: [NumberBuffer<Scalar>]
  private var weightNoise: [RandomStream]
  private var dropConnect: [RandomStream]
  private var dropout: [RandomStream]
  private var inputNoise: RandomStream

  /// - Parameter batchSize: the most rows of a batch.
  init(_ spec: TrainingSpec, batchSize: Int, engine: NetworkEngine<Scalar>) {
    self.engine = engine
    rules = spec.training.gradientRules
    let layers = spec.layers.map(\.regularization)
    self.layers = layers
    let dropsWeights = layers.contains { $0.dropConnect > 0 }
    let count = engine.parameterCount
    clean = NumberBuffer(count: dropsWeights || rules.weightNoise > 0 ? count : 0)
    weightFactors = NumberBuffer(count: dropsWeights ? count : 0)
    activationFactors = zip(layers, engine.layers).map {
      NumberBuffer(count: $0.dropout > 0 ? batchSize * $1.stride : 0)
    }
    let streams = { (purpose: RandomPurpose) in
      layers.indices.map { RandomStream(seed: spec.seed, purpose: purpose, layer: $0 + 1) }
    }
    weightNoise = streams(.weightNoise)
    dropConnect = streams(.dropConnect)
    dropout = streams(.dropout)
    inputNoise = RandomStream(seed: spec.seed, purpose: .inputNoise)
    for place in 0..<weightFactors.count { weightFactors.pointer[place] = 1 }
  }

  /// Visits every stream, always in the same order.
  func forEachStream(_ visit: (inout RandomStream) -> Void) {
    for index in weightNoise.indices { visit(&weightNoise[index]) }
    for index in dropConnect.indices { visit(&dropConnect[index]) }
    for index in dropout.indices { visit(&dropout[index]) }
    visit(&inputNoise)
  }

  /// Adds the noise of a batch to its inputs.
  func disturb(_ batch: PackedData<Scalar>, rows: Int) {
    guard rules.inputNoise > 0 else { return }
    for place in 0..<(rows * batch.features) {
      batch.inputs.pointer[place] += Scalar(rounding: rules.inputNoise * inputNoise.nextNormal())
    }
  }

  /// Runs a pass of `rows` rows under this batch's noise; its gradient becomes that of the weights
  /// without noise.
  func during(rows: Int, _ pass: () -> Void) {
    dropActivations(rows)
    if clean.count > 0 { disturbWeights() }
    pass()
    for index in engine.activationFactors.indices { engine.activationFactors[index] = nil }
    if clean.count > 0 {
      engine.parameters.update(from: clean.pointer, count: clean.count)
      for place in 0..<weightFactors.count {
        engine.gradient[place] *= weightFactors.pointer[place]
      }
    }
  }

  private func dropActivations(_ rows: Int) {
    for (index, layer) in engine.layers.enumerated() where layers[index].dropout > 0 {
      let share = layers[index].dropout
      let kept = Scalar(rounding: 1 / (1 - share))
      let factors = activationFactors[index].pointer
      for row in 0..<rows {
        for unit in 0..<layer.units {
          factors[row * layer.stride + unit] = dropout[index].nextChance(share) ? 0 : kept
        }
      }
      engine.activationFactors[index] = factors
    }
  }

  private func disturbWeights() {
    clean.pointer.update(from: engine.parameters, count: clean.count)
    for (index, layer) in engine.layers.enumerated() {
      let share = layers[index].dropConnect
      if share > 0 {
        let kept = Scalar(rounding: 1 / (1 - share))
        layer.forEachWeight {
          weightFactors.pointer[$0] = dropConnect[index].nextChance(share) ? 0 : kept
        }
        layer.forEachWeight { engine.parameters[$0] *= weightFactors.pointer[$0] }
      }
      if rules.weightNoise > 0 {
        layer.forEachParameter {
          engine.parameters[$0] += Scalar(
            rounding: rules.weightNoise * weightNoise[index].nextNormal())
        }
      }
    }
  }
}
