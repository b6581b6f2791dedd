internal import Kernels
internal import TrainingModel

/// Learns with one network whose layers are wide enough to fill vectors.
final class SingleLearner<Scalar: KernelScalar>: BatchLearner {
  private let spec: TrainingSpec
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
  /// The batch that has passed and whose gradient ``update()`` takes as it moves the weights; `nil` where
  /// the engine has the gradient.
  private var passed: UnsafePointer<Scalar>?
  /// Whether the engine's matrices were turned round since the weights moved last.
  private var isTurned = false
  private var lossSum: Scalar = 0
  private var rows = 0
  /// Where the streams of noise stood before the batch that was prepared last, and what the filter
  /// had counted.
  private var before: (positions: [UInt64], filtered: Int) = ([], 0)

  /// - Parameter state: what to go on from; `nil` begins with the spec's starting weights.
  init(
    _ spec: TrainingSpec, train: PackedData<Scalar>, order: BatchOrder,
    engine: NetworkEngine<Scalar>, state: LearnerState? = nil
  ) {
    self.spec = spec
    self.engine = engine
    self.train = train
    self.order = order
    optimizer = OptimizerState(spec.training, count: engine.parameterCount)
    batch = spec.readsRowsInPlace ? nil : PackedData(rows: order.batchSize, like: train)
    noise =
      spec.isRegularized
      ? StepNoise(spec, batchSize: order.batchSize, engine: engine) : nil
    filter = spec.isRegularized ? GradientFilter(spec, engine: engine) : nil
    if let state {
      resume(state)
    } else {
      begin(NetworkWeights(startOf: spec) { engine.stepBreak.isRaised })
    }
    before.positions = noisePositions
  }

  func prepare(measured: Bool) -> Bool {
    mark()
    passed = nil
    if measured, batch == nil, noise == nil {
      // That pass was this batch's, bit for bit.
      rows = train.rows
      sumLosses()
    } else if let batch {
      let chosen = order.takesEveryRow ? nil : order.nextBatch()
      rows = chosen?.count ?? train.rows
      func gather(_ places: Range<Int>) {
        for place in places {
          batch.copy(row: chosen.map { Int($0[place]) } ?? place, of: train, to: place)
        }
      }
      if learnsAtOnce {
        pass(batch, gather)
      } else {
        gather(0..<rows)
        noise?.disturb(batch, rows: rows)
        learn(from: batch)
      }
    } else {
      rows = train.rows
      if learnsAtOnce { pass(train) { _ in } } else { learn(from: train) }
    }
    return lossSum.isFinite
  }

  /// Whether the gradient of the batch is only needed where the weights move.
  private var learnsAtOnce: Bool { noise == nil && engine.learnsAtOnce(rows: rows) }

  private func pass(_ data: PackedData<Scalar>, _ gather: (_ rows: Range<Int>) -> Void) {
    engine.pass(
      data.inputs.pointer, targets: data.targets.pointer, rows: rows, scale: 1 / Double(rows),
      isTurned: isTurned, gather: gather)
    passed = UnsafePointer(data.inputs.pointer)
    sumLosses()
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
    isTurned = passed != nil
    if let passed {
      engine.learn(passed, rows: rows) { move($0) }
    } else {
      engine.updateShares { move($0) }
    }
  }

  private func move(_ range: Range<Int>) {
    optimizer.update(
      engine.parameters, gradient: engine.gradient, range: range, kernels: engine.kernels)
  }

  func copyWeights(of replica: Int, to engine: NetworkEngine<Scalar>) {
    // The network is measured where it learns: there is nothing to copy.
    require(engine === self.engine, "a single network is measured in its own engine")
  }

  func retire(_ replica: Int) {}
}

// What a training goes on from.
extension SingleLearner {
  func beginAnew() { begin(NetworkWeights(startOf: spec)) }

  private func begin(_ start: NetworkWeights) {
    isTurned = false
    for (layout, layer) in zip(engine.layers, start.layers) {
      layout.pack(layer, into: engine.parameters)
    }
  }

  func undo() {
    order.undo()
    moveStreams(to: before.positions)
    filter?.count = before.filtered
  }

  func state(of replica: Int) -> LearnerState {
    let blocks = [engine.parameters] + optimizer.moments
    var numbers = NumberList<Scalar>(capacity: blocks.count * engine.parameterCount)
    for block in blocks {
      for layout in engine.layers { layout.write(block, to: &numbers) }
    }
    let rows = order.state
    return LearnerState(
      numbers: numbers.bytes, order: rows.order, nextRow: rows.next,
      positions: [rows.position] + noisePositions, ratedUpdates: optimizer.rates.count,
      rateFactor: optimizer.rates.product, powers: [optimizer.power1, optimizer.power2],
      filtered: filter?.count ?? 0)
  }

  private func resume(_ state: LearnerState) {
    isTurned = false
    var numbers = NumberList<Scalar>(state.numbers)
    for block in [engine.parameters] + optimizer.moments {
      for layout in engine.layers { layout.read(&numbers, into: block) }
    }
    optimizer.resume(state)
    order.resume(order: state.order, next: state.nextRow, position: state.positions[0])
    moveStreams(to: Array(state.positions.dropFirst()))
    filter?.count = state.filtered
  }

  private func forEachStream(_ visit: (inout RandomStream) -> Void) {
    noise?.forEachStream(visit)
    filter?.forEachStream(visit)
  }

  private var noisePositions: [UInt64] {
    var positions: [UInt64] = []
    forEachStream { positions.append($0.position) }
    return positions
  }

  private func moveStreams(to positions: [UInt64]) {
    var index = 0
    forEachStream {
      $0.move(to: positions[index])
      index += 1
    }
  }

  /// Notes where the streams stand, in the memory that is there.
  private func mark() {
    var index = 0
    forEachStream {
      before.positions[index] = $0.position
      index += 1
    }
    before.filtered = filter?.count ?? 0
  }
}
