internal import TrainingEngine
package import TrainingModel

/// The loss curve of a network's quotient, trained beside it on the same rows by the same rule.
package struct QuotientTraining: Sendable {
  /// Steps and training losses before update k + 1, as a training records them.
  package private(set) var steps: [Int] = []
  package private(set) var losses: [Double] = []

  /// Whether a spec trains by an optimiser alone, its layers normalised or not: noise tells the
  /// copies of a neuron apart, and norms and penalties count each of them.
  package static func models(_ spec: TrainingSpec) -> Bool {
    var bare = spec
    for index in bare.layers.indices { bare.layers[index].regularization.normalization = .none }
    return !bare.isRegularized && spec.training.schedule == LearningRateSchedule()
  }

  /// Trains the quotient of `weights` as `spec` says, and measures it at `steps`.
  ///
  /// - Complexity: that of ``init(_:_:steps:budget:)``.
  package init(
    of weights: NetworkWeights, _ spec: TrainingSpec, steps: [Int], budget: Int = .max
  ) {
    self.init(
      QuotientNetwork(weights, of: spec).network, spec, steps: steps, budget: budget)
  }

  /// Trains a network, whose neurons may stand for several, as `spec` says, and measures it at `steps`.
  ///
  /// - Parameters:
  ///   - steps: ascending; those past the last that the budget allows are left out.
  ///   - budget: most multiply-adds of forward passes, about a nanosecond each three times over.
  /// - Complexity: O(steps × batch × parameters), within the budget.
  package init(
    _ network: DenseNetwork, _ spec: TrainingSpec, steps wanted: [Int], budget: Int = .max
  ) {
    let data = spec.dataset.dataset()
    let train = LabelledRows(data.train, of: data, outputs: spec.outputs)
    let sample =
      spec.recordsSamples ? train.chosen(data.recordedTrainRows(by: spec.recording)) : train
    var network = network
    let order = BatchOrder(spec, rows: train.rows)
    var rule = UpdateRule(spec.training, count: network.parameterCount)
    var step = 0
    var left = budget
    let interruption = Interruption.current
    for target in wanted {
      while step < target {
        if interruption.isRequested { return }
        left -= network.parameterCount * order.batchSize
        if left < 0 { return }
        let batch = order.takesEveryRow ? train : train.chosen(order.nextBatch().map(Int.init))
        Self.update(&network, batch, &rule)
        step += 1
      }
      // Over the rows that the training's own loss is over.
      let measured = spec.recordsSample(at: step) ? sample : train
      left -= network.parameterCount * measured.rows
      if left < 0 { return }
      steps.append(step)
      losses.append(DensePass(network, measured).loss)
      if losses.last?.isFinite == false { return }
    }
  }

  /// One update by a batch.
  ///
  /// - Returns: the passage of the batch through the network as it was before.
  @discardableResult
  static func update(
    _ network: inout DenseNetwork, _ batch: LabelledRows, _ rule: inout UpdateRule
  ) -> DensePass {
    var pass = DensePass(network, batch)
    pass.goBack(through: network)
    rule.advance()
    var number = 0
    for (index, gradient) in pass.gradient(of: network).enumerated() {
      for weight in gradient.weights.indices {
        network.layers[index].weights[weight] -= rule.step(
          number, network.layers[index].weights[weight], gradient.weights[weight])
        number += 1
      }
      for unit in gradient.biases.indices {
        network.layers[index].biases[unit] -= rule.step(
          number, network.layers[index].biases[unit], gradient.biases[unit])
        number += 1
      }
    }
    return pass
  }
}
