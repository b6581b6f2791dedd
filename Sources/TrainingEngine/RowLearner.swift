internal import Kernels
internal import TrainingModel

/// Learns with one network whose layers are too narrow to fill vectors: the rows of its batch do.
///
/// It does exactly the arithmetic that ``SingleLearner`` and ``LaneLearner`` do, so the bits are the
/// same. Letters: B rows of a batch, S = B padded to whole vectors, I inputs and O units of a layer.
final class RowLearner<Scalar: KernelScalar>: BatchLearner {
  private let kernels: KernelSet<Scalar>
  private let layouts: [LayerLayout]
  private let optimizer: OptimizerState<Scalar>
  private let train: PackedData<Scalar>
  private let order: BatchOrder
  /// S.
  private let stride: Int
  /// (I, O) weights and O biases of each layer, one after the other without padding.
  private let parameters: NumberBuffer<Scalar>
  private let gradient: NumberBuffer<Scalar>
  /// (I, S) and (O, S): the batch.
  private let inputs: NumberBuffer<Scalar>
  private let targets: NumberBuffer<Scalar>
  private let rowLosses: NumberBuffer<Scalar>
  /// Buffers that the layers and chains of `pass` point into.
  private let passing: [NumberBuffer<Scalar>]
  private let constants: [NumberBuffer<Scalar>]
  private let layers: UnsafeMutableBufferPointer<RowLayer<Scalar>>
  private let chains: UnsafeMutableBufferPointer<GradientChain<Scalar>>
  private let pass: UnsafeMutablePointer<RowGradient<Scalar>>
  private var lossSum: Scalar = 0
  let sideBySide: LaneMeasurement<Scalar>?
  /// The parameters as the first lane of a group, for the measurement; empty without.
  private let measured: NumberBuffer<Scalar>
  private let lanes: Int

  /// - Parameters:
  ///   - lanes: of what measures.
  ///   - state: what to go on from; `nil` begins with the spec's starting weights.
  ///   - measuring: makes what measures one group of these layouts.
  init(
    _ spec: TrainingSpec, train: PackedData<Scalar>, order: BatchOrder,
    kernels: KernelSet<Scalar>, lanes: Int, state: LearnerState? = nil,
    measuring: ([LayerLayout]) -> LaneMeasurement<Scalar>? = { _ in nil }
  ) {
    self.kernels = kernels
    self.train = train
    self.order = order
    self.lanes = lanes
    let width = kernels.width
    let layouts = LayerLayout.layouts(of: spec, width: 1)
    self.layouts = layouts
    let measurement = measuring(layouts)
    sideBySide = measurement
    let stride = Self.padded(order.batchSize, to: width)
    self.stride = stride
    let numbers = layouts.last?.end ?? 0
    let count = Self.padded(numbers, to: max(4, width))
    parameters = NumberBuffer(count: count)
    gradient = NumberBuffer(count: count)
    measured = NumberBuffer(count: measurement == nil ? 0 : numbers * lanes)
    optimizer = OptimizerState(spec.training, count: count)
    inputs = NumberBuffer(count: spec.inputs * stride)
    targets = NumberBuffer(count: spec.outputs * stride)
    rowLosses = NumberBuffer(count: stride)
    passing = layouts.flatMap { layout in
      (0..<3).map { _ in NumberBuffer<Scalar>(count: layout.units * stride) }
    }
    let (zeros, ones) = (NumberBuffer<Scalar>(count: stride), NumberBuffer<Scalar>(count: stride))
    let laneMarks = NumberBuffer<Scalar>(count: width * width)
    constants = [zeros, ones, laneMarks]
    ones.pointer.update(repeating: 1, count: stride)
    for lane in 0..<width { laneMarks.pointer[lane * (width + 1)] = 1 }
    layers = .allocate(capacity: layouts.count)
    chains = .allocate(capacity: Self.padded(numbers, to: 4))
    pass = .allocate(capacity: 1)
    let whole = RowGradient(
      layers: UnsafeBufferPointer(layers), loss: spec.training.loss.kernel, rows: order.batchSize,
      stride: stride, inputs: inputs.pointer, targets: targets.pointer,
      rowLosses: rowLosses.pointer, chains: UnsafeBufferPointer(chains),
      gradient: gradient.pointer, laneMarks: laneMarks.pointer,
      scale: Scalar(rounding: 1 / Double(order.batchSize)))
    pass.initialize(to: whole)
    connect(zeros: zeros.pointer, ones: ones.pointer)
    if let state {
      resume(state)
    } else {
      begin(NetworkWeights(startOf: spec))
    }
    if order.takesEveryRow { gather(0..<UInt32(order.batchSize)) }
  }

  deinit {
    layers.deallocate()
    chains.deallocate()
    pass.deallocate()
  }

  /// Fills the layers and the chains of the pass.
  private func connect(zeros: UnsafePointer<Scalar>, ones: UnsafePointer<Scalar>) {
    chains.initialize(repeating: GradientChain(inputs: zeros, deltas: zeros))
    var below = UnsafePointer(inputs.pointer)
    for (index, layout) in layouts.enumerated() {
      let layer = RowLayer(
        inputs: layout.fanIn, units: layout.units, activation: layout.activation.kernel,
        parameters: parameters.pointer + layout.offset, activations: passing[3 * index].pointer,
        derivatives: passing[3 * index + 1].pointer, deltas: passing[3 * index + 2].pointer)
      (layers.baseAddress! + index).initialize(to: layer)
      for unit in 0..<layout.units {
        let deltas = layer.deltas + unit * stride
        for input in 0..<layout.fanIn {
          chains[layout.offset + input * layout.units + unit] = GradientChain(
            inputs: below + input * stride, deltas: deltas)
        }
        if layout.hasBias {
          chains[layout.biasOffset + unit] = GradientChain(inputs: ones, deltas: deltas)
        }
      }
      below = UnsafePointer(layer.activations)
    }
  }

  func prepare(measured: Bool) -> Bool {
    if !order.takesEveryRow {
      let batch = order.nextBatch()
      if batch.count != pass.pointee.rows {
        pass.pointee.rows = batch.count
        pass.pointee.scale = Scalar(rounding: 1 / Double(batch.count))
      }
      gather(batch)
    }
    lossSum = kernels.rowGradient(pass)
    return lossSum.isFinite
  }

  func batchLoss(of replica: Int) -> Double { lossSum.inDouble / Double(pass.pointee.rows) }

  func update() {
    optimizer.advance()
    optimizer.update(
      parameters.pointer, gradient: gradient.pointer, range: 0..<parameters.count,
      kernels: kernels)
  }

  func measure(at step: Int, active: [Bool], over rows: MeasuredRows<Scalar>) {
    guard let sideBySide else { return }
    for number in 0..<(measured.count / lanes) {
      measured.pointer[number &* lanes] = parameters.pointer[number]
    }
    sideBySide.measure(group: 0, parameters: measured.pointer, at: step, over: rows)
  }

  func copyWeights(of replica: Int, to engine: NetworkEngine<Scalar>) {
    for (layout, target) in zip(layouts, engine.layers) {
      for unit in 0..<layout.units {
        for input in 0..<layout.fanIn {
          engine.parameters[target.place(input: input, unit: unit)] =
            parameters.pointer[layout.offset + input * layout.units + unit]
        }
        engine.parameters[target.biasOffset + unit] = parameters.pointer[layout.biasOffset + unit]
      }
    }
  }

  func retire(_ replica: Int) {}

  /// Narrow networks are drawn in a moment, which nobody gives up.
  func beginAnew() {}

  func undo() { order.undo() }

  func state(of replica: Int) -> LearnerState {
    let blocks = [parameters.pointer] + optimizer.moments
    var numbers = NumberList<Scalar>(capacity: blocks.count * parameters.count)
    for block in blocks { forEachRun { numbers.append(block + $0, count: $1) } }
    let rows = order.state
    return LearnerState(
      numbers: numbers.bytes, order: rows.order, nextRow: rows.next, positions: [rows.position],
      ratedUpdates: optimizer.rates.count, rateFactor: optimizer.rates.product,
      powers: [optimizer.power1, optimizer.power2], filtered: 0)
  }

  private func resume(_ state: LearnerState) {
    var numbers = NumberList<Scalar>(state.numbers)
    for block in [parameters.pointer] + optimizer.moments {
      forEachRun { numbers.read(to: block + $0, count: $1) }
    }
    optimizer.resume(state)
    order.resume(order: state.order, next: state.nextRow, position: state.positions[0])
  }

  /// Visits the places and counts of the numbers, in the order of ``LearnerState/numbers``.
  private func forEachRun(_ visit: (_ place: Int, _ count: Int) -> Void) {
    for layout in layouts {
      visit(layout.offset, (layout.hasBias ? layout.end : layout.biasOffset) - layout.offset)
    }
  }

  private func begin(_ start: NetworkWeights) {
    for (layout, layer) in zip(layouts, start.layers) {
      for unit in 0..<layout.units {
        for input in 0..<layout.fanIn {
          parameters.pointer[layout.offset + input * layout.units + unit] = Scalar(
            rounding: layer.weights[unit * layout.fanIn + input])
        }
      }
      for unit in layer.biases.indices {
        parameters.pointer[layout.biasOffset + unit] = Scalar(rounding: layer.biases[unit])
      }
    }
  }

  /// Turns the batch's rows into lanes.
  private func gather(_ batch: some Collection<UInt32>) {
    var lane = 0
    for row in batch {
      let source = train.inputs.pointer + Int(row) &* train.features
      for column in 0..<train.features {
        inputs.pointer[column &* stride &+ lane] = source[column]
      }
      let answers = train.targets.pointer + Int(row) &* train.stride
      for column in 0..<train.outputs {
        targets.pointer[column &* stride &+ lane] = answers[column]
      }
      lane &+= 1
    }
  }

  private static func padded(_ count: Int, to width: Int) -> Int {
    (count + width - 1) / width * width
  }
}
