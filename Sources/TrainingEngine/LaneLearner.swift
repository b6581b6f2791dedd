internal import Kernels
internal import TrainingModel

/// Learns with replicas of one small network, one a lane of the vectors: a vector holds the same
/// weight of every replica, so that no lane idles however narrow the layers are.
///
/// Each replica does exactly the arithmetic that ``SingleLearner`` does, so the bits are the same.
final class LaneLearner<Scalar: KernelScalar>: BatchLearner {
  /// Lanes of a vector; those past the last replica hold a network of zeros.
  private let lanes: Int
  /// Groups of networks, each as wide as a vector.
  private let groups: Int
  /// Numbers of one group's parameters.
  private let groupStride: Int
  private let laneKernels: LaneKernels<Scalar>
  private let kernels: KernelSet<Scalar>
  private let layouts: [LayerLayout]
  private let loss: LossKind
  private let optimizer: OptimizerState<Scalar>
  private let train: PackedData<Scalar>
  private let orders: [BatchOrder]
  /// The batch's rows of the training set, (groups, B, lanes); lanes past the last replica take
  /// row 0.
  private let chosen: UnsafeMutableBufferPointer<UInt32>

  private let parameters: NumberBuffer<Scalar>
  private let gradient: NumberBuffer<Scalar>
  /// Buffers that `layers` points into.
  private let passing: [NumberBuffer<Scalar>]
  private let layers: UnsafeMutableBufferPointer<LaneLayer<Scalar>>
  /// The batch, (groups, rows, columns, lanes).
  private let inputs: NumberBuffer<Scalar>
  private let targets: NumberBuffer<Scalar>
  private let losses: NumberBuffer<Scalar>
  private var rows: Int
  let sideBySide: LaneMeasurement<Scalar>?

  /// - Parameter specs: alike but for the seed, the starting weights and the order of the batches;
  ///   as many as a vector has lanes make a group.
  /// - Parameter states: what to go on from, one a replica; none begin with the starting weights.
  /// - Parameter measuring: makes what measures so many groups of these layouts side by side.
  init(
    _ specs: [TrainingSpec], train: PackedData<Scalar>, orders: [BatchOrder],
    lanes laneKernels: LaneKernels<Scalar>, kernels: KernelSet<Scalar>,
    states: [LearnerState] = [],
    measuring: (_ groups: Int, [LayerLayout]) -> LaneMeasurement<Scalar>? = { _, _ in nil }
  ) {
    let spec = specs[0]
    let lanes = laneKernels.lanes
    let groups = (specs.count + lanes - 1) / lanes
    // A layout of unpadded vectors: strides count lanes.
    let layouts = LayerLayout.layouts(of: spec, width: 1)
    let capacity = orders[0].batchSize
    let groupStride = (layouts.last?.end ?? 0) * lanes
    self.lanes = lanes
    self.groups = groups
    self.groupStride = groupStride
    self.laneKernels = laneKernels
    self.kernels = kernels
    self.layouts = layouts
    sideBySide = measuring(groups, layouts)
    self.train = train
    self.orders = orders
    chosen = .allocate(capacity: groups * capacity * lanes)
    chosen.initialize(repeating: 0)
    loss = spec.training.loss.kernel
    let parameters = NumberBuffer<Scalar>(count: groups * groupStride)
    let gradient = NumberBuffer<Scalar>(count: parameters.count)
    self.parameters = parameters
    self.gradient = gradient
    optimizer = OptimizerState(spec.training, count: parameters.count)
    let passing = layouts.flatMap { layout in
      (0..<3).map { _ in NumberBuffer<Scalar>(count: groups * capacity * layout.units * lanes) }
    }
    self.passing = passing
    layers = .allocate(capacity: layouts.count)
    for (index, layout) in layouts.enumerated() {
      (layers.baseAddress! + index).initialize(
        to: LaneLayer(
          inputs: layout.fanIn, units: layout.units, activation: layout.activation.kernel,
          hasBias: layout.hasBias, parameters: parameters.pointer + layout.offset * lanes,
          gradient: gradient.pointer + layout.offset * lanes,
          activations: passing[3 * index].pointer, derivatives: passing[3 * index + 1].pointer,
          deltas: passing[3 * index + 2].pointer))
    }
    inputs = NumberBuffer(count: groups * capacity * train.features * lanes)
    targets = NumberBuffer(count: groups * capacity * train.outputs * lanes)
    losses = NumberBuffer(count: groups * lanes)
    rows = capacity
    for (replica, spec) in specs.enumerated() where states.isEmpty {
      setWeights(NetworkWeights(startOf: spec), of: replica)
    }
    for (replica, state) in states.enumerated() { resume(state, of: replica) }
    if orders[0].takesEveryRow {
      for replica in specs.indices { choose(0..<UInt32(capacity), for: replica) }
      gather()
    }
  }

  deinit {
    chosen.deallocate()
    layers.deallocate()
  }

  func prepare(measured: Bool) -> Bool {
    if !orders[0].takesEveryRow {
      for replica in orders.indices {
        let batch = orders[replica].nextBatch()
        rows = batch.count
        choose(batch, for: replica)
      }
      gather()
    }
    return laneKernels.gradient(
      LaneGradient(
        groups: groups, parameterStride: groupStride, layers: UnsafeBufferPointer(layers),
        loss: loss, rows: rows, inputs: inputs.pointer, targets: targets.pointer,
        losses: losses.pointer, scale: Scalar(rounding: 1 / Double(rows))))
  }

  func batchLoss(of replica: Int) -> Double {
    losses.pointer[replica].inDouble / Double(rows)
  }

  func update() {
    optimizer.advance()
    optimizer.update(
      parameters.pointer, gradient: gradient.pointer, range: 0..<parameters.count,
      kernels: kernels)
  }

  func measure(at step: Int, active: [Bool], over rows: MeasuredRows<Scalar>) {
    guard let sideBySide else { return }
    for group in 0..<groups {
      let own = group * lanes..<min(active.count, (group + 1) * lanes)
      guard active[own].contains(true) else { continue }
      sideBySide.measure(
        group: group, parameters: parameters.pointer + group * groupStride, at: step,
        over: rows)
    }
  }

  func copyWeights(of replica: Int, to engine: NetworkEngine<Scalar>) {
    let start = parameters.pointer + first(of: replica)
    for (layout, target) in zip(layouts, engine.layers) {
      for input in 0..<layout.fanIn {
        let source = start + (layout.offset + input * layout.units) * lanes
        for unit in 0..<layout.units {
          engine.parameters[target.place(input: input, unit: unit)] = source[unit * lanes]
        }
      }
      let biases = start + layout.biasOffset * lanes
      for unit in 0..<layout.units {
        engine.parameters[target.biasOffset + unit] = biases[unit * lanes]
      }
    }
  }

  /// Zeros in every number of the lane, the gradient that waits for the next update among them:
  /// such a network's loss is finite and stays so unless the targets themselves overflow.
  func retire(_ replica: Int) {
    let numbers = stride(
      from: first(of: replica), to: (replica / lanes + 1) * groupStride, by: lanes)
    for number in numbers {
      parameters.pointer[number] = 0
      gradient.pointer[number] = 0
    }
    optimizer.clear(numbers)
  }

  /// Narrow networks are drawn in a moment, which nobody gives up.
  func beginAnew() {}

  func undo() {
    for order in orders { order.undo() }
  }

  func state(of replica: Int) -> LearnerState {
    let blocks = [parameters.pointer] + optimizer.moments
    var numbers = NumberList<Scalar>(capacity: blocks.count * groupStride / lanes)
    for block in blocks {
      forEachRun(of: replica) { numbers.append(block + $0, count: $1, stride: lanes) }
    }
    let rows = orders[replica].state
    return LearnerState(
      numbers: numbers.bytes, order: rows.order, nextRow: rows.next, positions: [rows.position],
      ratedUpdates: optimizer.rates.count, rateFactor: optimizer.rates.product,
      powers: [optimizer.power1, optimizer.power2], filtered: 0)
  }

  private func resume(_ state: LearnerState, of replica: Int) {
    var numbers = NumberList<Scalar>(state.numbers)
    for block in [parameters.pointer] + optimizer.moments {
      forEachRun(of: replica) { numbers.read(to: block + $0, count: $1, stride: lanes) }
    }
    // The same for all replicas, which are in step.
    optimizer.resume(state)
    orders[replica].resume(
      order: state.order, next: state.nextRow, position: state.positions[0])
  }

  /// Visits the places and counts of a replica's numbers, in the order of ``LearnerState/numbers``.
  private func forEachRun(of replica: Int, _ visit: (_ place: Int, _ count: Int) -> Void) {
    for layout in layouts {
      let end = layout.hasBias ? layout.end : layout.biasOffset
      visit(first(of: replica) + layout.offset * lanes, end - layout.offset)
    }
  }

  /// Where a replica's first number stands among the parameters.
  private func first(of replica: Int) -> Int {
    replica / lanes * groupStride + replica % lanes
  }

  private func setWeights(_ weights: NetworkWeights, of replica: Int) {
    let start = parameters.pointer + first(of: replica)
    for (layout, layer) in zip(layouts, weights.layers) {
      for input in 0..<layout.fanIn {
        for unit in 0..<layout.units {
          start[(layout.offset + input * layout.units + unit) * lanes] =
            Scalar(rounding: layer.weights[unit * layout.fanIn + input])
        }
      }
      for unit in layer.biases.indices {
        start[(layout.biasOffset + unit) * lanes] = Scalar(rounding: layer.biases[unit])
      }
    }
  }

  /// Notes which rows a replica's batch takes.
  private func choose(_ batch: some Collection<UInt32>, for replica: Int) {
    var place = chosen.baseAddress! + (replica / lanes &* batch.count &* lanes &+ replica % lanes)
    for row in batch {
      place.pointee = row
      place += lanes
    }
  }

  /// Fills the batch with the rows that were chosen.
  private func gather() {
    for at in 0..<(groups &* rows) {
      let own = UnsafePointer(chosen.baseAddress! + at &* lanes)
      laneKernels.gather(
        UnsafePointer(train.inputs.pointer), train.features, train.features, own,
        inputs.pointer + at &* train.features &* lanes)
      laneKernels.gather(
        UnsafePointer(train.targets.pointer), train.stride, train.outputs, own,
        targets.pointer + at &* train.outputs &* lanes)
    }
  }
}
