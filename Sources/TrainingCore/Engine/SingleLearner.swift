internal import Kernels

/// Learns with one network whose layers are wide enough to fill vectors.
final class SingleLearner<Scalar: KernelScalar>: BatchLearner {
  private let engine: NetworkEngine<Scalar>
  private let optimizer: OptimizerState<Scalar>
  private let train: PackedData<Scalar>
  /// The gathered minibatch; `nil` for full batches, which are read where they stand, unless their
  /// inputs are disturbed.
  private let batch: PackedData<Scalar>?
  private let order: BatchOrder
  /// `nil` where a step is only gradient and update.
  private let noise: StepNoise<Scalar>?
  private let filter: GradientFilter<Scalar>?
  private var lossSum: Scalar = 0
  private var rows = 0

  init(
    _ spec: TrainingSpec, train: PackedData<Scalar>, order: BatchOrder,
    engine: NetworkEngine<Scalar>
  ) {
    self.engine = engine
    self.train = train
    self.order = order
    optimizer = OptimizerState(spec.training, count: engine.parameterCount)
    let readsInPlace = order.takesEveryRow && spec.training.gradientRules.inputNoise == 0
    batch = readsInPlace ? nil : PackedData(rows: order.batchSize, like: train)
    noise =
      spec.isRegularized
      ? StepNoise(spec, batchSize: order.batchSize, engine: engine) : nil
    filter = spec.isRegularized ? GradientFilter(spec, engine: engine) : nil
    for (layout, layer) in zip(engine.layers, NetworkWeights(startOf: spec).layers) {
      layout.pack(layer, into: engine.parameters)
    }
  }

  func prepare(measured: Bool) -> Bool {
    if measured, batch == nil, noise == nil {
      // That pass was this batch's, bit for bit.
      rows = train.rows
      sumLosses()
    } else if let batch {
      if order.takesEveryRow {
        rows = train.rows
        for row in 0..<rows { batch.copy(row: row, of: train, to: row) }
      } else {
        let chosen = order.nextBatch()
        rows = chosen.count
        for (index, row) in chosen.enumerated() { batch.copy(row: Int(row), of: train, to: index) }
      }
      noise?.disturb(batch, rows: rows)
      learn(from: batch)
    } else {
      rows = train.rows
      learn(from: train)
    }
    return lossSum.isFinite
  }

  private func learn(from data: PackedData<Scalar>) {
    if let noise {
      noise.during(rows: rows) { pass(data) }
    } else {
      pass(data)
    }
    filter?.apply()
    sumLosses()
  }

  private func sumLosses() {
    lossSum = 0
    for row in 0..<rows { lossSum += engine.rowLosses[row] }
  }

  private func pass(_ data: PackedData<Scalar>) {
    engine.forward(
      data.inputs.pointer, targets: data.targets.pointer, rows: rows, scale: 1 / Double(rows),
      training: true)
    engine.backward(data.inputs.pointer, rows: rows, restart: true)
  }

  func batchLoss(of replica: Int) -> Double { lossSum.inDouble / Double(rows) }

  func update() {
    optimizer.advance()
    engine.updateShares { range in
      optimizer.update(
        engine.parameters, gradient: engine.gradient, range: range, kernels: engine.kernels)
    }
  }

  func copyWeights(of replica: Int, to engine: NetworkEngine<Scalar>) {
    // The network is measured where it learns: there is nothing to copy.
    require(engine === self.engine, "a single network is measured in its own engine")
  }

  func retire(_ replica: Int) {}
}
