internal import Kernels
internal import TrainingModel

/// Measures networks one a lane over whole splits: what ``NetworkMeasurement`` does for one alone,
/// with the same bits.
final class LaneMeasurement<Scalar: KernelScalar> {
  /// Of each group of lanes; empty layers where similarity is not recorded.
  let groups: [LaneObservation]
  private let lanes: Int
  private let layouts: [LayerLayout]
  private let laneKernels: LaneKernels<Scalar>
  private let neurons: NeuronKernels
  private let spec: TrainingSpec
  private let task: Dataset.Task
  private let stepBreak: StepBreak
  private let rowsOfPiece: Int
  /// Pieces between two looks at the break.
  private let piecesAtOnce: Int

  private let layers: UnsafeMutableBufferPointer<LaneLayer<Scalar>>
  private let gradient: NumberBuffer<Scalar>
  private let passing: [NumberBuffer<Scalar>]
  private let inputs: NumberBuffer<Scalar>
  private let targets: NumberBuffer<Scalar>
  private let rowLosses: NumberBuffer<Scalar>
  private let counts: NumberBuffer<Scalar>
  /// What came of the splits, lane by lane, and of each layer the gradient's norms.
  private let trained: Figures
  private let tested: Figures
  private let norms: NumberBuffer<Double>
  /// A layer's activations and deltas of a piece in float64.
  private let wide: (NumberBuffer<Double>, NumberBuffer<Double>)

  /// Mean losses over a split, and the shares of rows classified rightly, a number a lane.
  private struct Figures {
    let losses: NumberBuffer<Double>
    let accuracies: NumberBuffer<Double>

    init(lanes: Int) {
      losses = NumberBuffer(count: lanes)
      accuracies = NumberBuffer(count: lanes)
    }
  }

  /// What passes through for one piece stays in the first cache, or nearly.
  private static var nearCache: Int { 48 << 10 }

  /// `nil` without kernels for neurons, and for networks in float64: squares of float64 numbers may
  /// overflow; those of float32 numbers in float64 do not.
  ///
  /// - Parameter layouts: of unpadded vectors.
  init?(
    _ spec: TrainingSpec, layouts: [LayerLayout], groups: Int, data: Dataset,
    measurement: NetworkMeasurement<Scalar>, laneKernels: LaneKernels<Scalar>,
    neurons: NeuronKernels?
  ) {
    guard let neurons, Scalar.self == Float.self else { return nil }
    let lanes = laneKernels.lanes
    self.spec = spec
    self.lanes = lanes
    self.layouts = layouts
    self.laneKernels = laneKernels
    self.neurons = neurons
    task = data.task
    let train = measurement.train
    stepBreak = measurement.engine.stepBreak
    let units = layouts.reduce(0) { $0 + $1.units }
    let bytesOfRow =
      (3 * units + train.features + train.outputs) * lanes * MemoryLayout<Scalar>.size
    let rowsOfPiece = max(2, min(32, train.rows, Self.nearCache / bytesOfRow) & ~1)
    self.rowsOfPiece = rowsOfPiece
    piecesAtOnce = max(1, 4_000_000 / (6 * spec.parameterCount * rowsOfPiece * lanes))
    self.groups = (0..<groups).map { _ in
      LaneObservation(
        spec.recording.similarity ? layouts : [], lanes: lanes, rowsOfPiece: rowsOfPiece,
        kernels: neurons)
    }
    gradient = NumberBuffer(count: (layouts.last?.end ?? 0) * lanes)
    let passing = layouts.flatMap { layout in
      (0..<3).map { _ in NumberBuffer<Scalar>(count: rowsOfPiece * layout.units * lanes) }
    }
    self.passing = passing
    layers = .allocate(capacity: layouts.count)
    for (index, layout) in layouts.enumerated() {
      let gradient = gradient.pointer + layout.offset * lanes
      (layers.baseAddress! + index).initialize(
        to: LaneLayer(
          inputs: layout.fanIn, units: layout.units, activation: layout.activation.kernel,
          hasBias: layout.hasBias, parameters: gradient, gradient: gradient,
          activations: passing[3 * index].pointer, derivatives: passing[3 * index + 1].pointer,
          deltas: passing[3 * index + 2].pointer))
    }
    inputs = NumberBuffer(count: rowsOfPiece * train.features * lanes)
    targets = NumberBuffer(count: rowsOfPiece * train.outputs * lanes)
    rowLosses = NumberBuffer(count: rowsOfPiece * lanes)
    counts = NumberBuffer(count: lanes)
    trained = Figures(lanes: lanes)
    tested = Figures(lanes: lanes)
    norms = NumberBuffer(count: layouts.count * lanes)
    let widest = layouts.map(\.units).max() ?? 0
    wide = (
      NumberBuffer(count: rowsOfPiece * widest * lanes),
      NumberBuffer(count: rowsOfPiece * widest * lanes)
    )
  }

  deinit { layers.deallocate() }

  /// Measures the networks of a group. Void where the break was raised meanwhile.
  ///
  /// - Parameters:
  ///   - parameters: the group's.
  func measure(
    group: Int, parameters: UnsafeMutablePointer<Scalar>, at step: Int,
    over rows: MeasuredRows<Scalar>
  ) {
    let observation = groups[group]
    observation.step = step
    observation.rows = rows.train.rows
    for (index, layout) in layouts.enumerated() {
      layers[index].parameters = parameters + layout.offset * lanes
    }
    let seen = spec.recording.similarity ? observation : nil
    if let test = rows.test { evaluate(test, nil, tested) }
    evaluate(rows.train, seen, trained)
    if let seen { widen(parameters, to: seen) }
    var isRegression = false
    if case .regression = task { isRegression = true }
    // Lanes past the last network have nobody who asks.
    observation.points = observation.observers.indices.map { lane in
      func accuracy(_ figures: Figures) -> Double? {
        isRegression ? nil : figures.accuracies.pointer[lane]
      }
      var point = TrainingRecord.Point(
        step: step, trainLoss: trained.losses.pointer[lane], trainAccuracy: accuracy(trained),
        testLoss: rows.test.map { _ in tested.losses.pointer[lane] },
        testAccuracy: rows.test.flatMap { _ in accuracy(tested) }, batchLoss: nil,
        gradientNorms: seen == nil ? [] : layouts.indices.map { norms.pointer[$0 * lanes + lane] })
      rows.tell(&point)
      return point
    }
  }

  /// Loss and accuracy over `data` of every lane; with an observation, the gradient of the mean loss
  /// over all rows too, and what passes through the layers.
  private func evaluate(
    _ data: PackedData<Scalar>, _ seen: LaneObservation?, _ figures: Figures
  ) {
    let (sums, correct) = (figures.losses.pointer, figures.accuracies.pointer)
    sums.update(repeating: 0, count: lanes)
    correct.update(repeating: 0, count: lanes)
    if let seen { begin(seen) }
    var pieces = 0
    for first in stride(from: 0, to: data.rows, by: rowsOfPiece) {
      if pieces % piecesAtOnce == 0, stepBreak.isRaised { break }
      pieces += 1
      let rows = min(rowsOfPiece, data.rows - first)
      spread(
        data.inputs(from: first, count: rows), data.features, data.features, rows,
        to: inputs.pointer)
      spread(
        data.targets.pointer + first * data.stride, data.stride, data.outputs, rows,
        to: targets.pointer)
      laneKernels.evaluate(
        LaneEvaluation(
          pass: LaneGradient(
            groups: 1, parameterStride: 0, layers: UnsafeBufferPointer(layers),
            loss: spec.training.loss.kernel, rows: rows, inputs: inputs.pointer,
            targets: targets.pointer, losses: rowLosses.pointer,
            scale: Scalar(rounding: 1 / Double(data.rows))),
          goesBack: seen != nil, goesOn: first > 0, rowLosses: rowLosses.pointer,
          correct: counts.pointer, middle: spec.training.loss.takesLogits ? 0 : 0.5))
      for row in 0..<rows {
        let losses = rowLosses.pointer + row &* lanes
        for lane in 0..<lanes { sums[lane] += losses[lane].inDouble }
      }
      for lane in 0..<lanes { correct[lane] += counts.pointer[lane].inDouble }
      if let seen { show(seen, first: first, rows: rows) }
    }
    let count = Double(max(1, data.rows))
    for lane in 0..<lanes {
      sums[lane] /= count
      correct[lane] /= count
    }
  }

  /// Puts every row's numbers into all lanes.
  private func spread(
    _ matrix: UnsafePointer<Scalar>, _ stride: Int, _ columns: Int, _ rows: Int,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    var place = target
    for row in 0..<rows {
      for column in 0..<columns {
        place.update(repeating: matrix[row &* stride &+ column], count: lanes)
        place += lanes
      }
    }
  }

  private func begin(_ seen: LaneObservation) {
    for layer in seen.layers {
      layer.slopes.pointer.update(repeating: 0, count: layer.slopes.count)
      layer.saturated.pointer.update(repeating: 0, count: lanes)
    }
  }

  /// Takes in what the last piece left in the layers.
  private func show(_ seen: LaneObservation, first: Int, rows: Int) {
    for (index, layer) in seen.layers.enumerated() {
      let passed = layers[index]
      let count = rows * layer.units * lanes
      laneKernels.widen(passed.activations, wide.0.pointer, count)
      laneKernels.widen(passed.deltas, wide.1.pointer, count)
      layer.add(
        wide.0.pointer, deltas: wide.1.pointer, first: first, rows: rows,
        probeRows: seen.probeRows, neurons)
      let range = layer.activation.saturation
      // The slopes' own precision is the networks': see the initialiser of the learner.
      let slopes = UnsafeMutableRawPointer(layer.slopes.pointer).assumingMemoryBound(
        to: Scalar.self)
      laneKernels.watch(
        LaneFlow(
          rows: rows, units: layer.units, activations: passed.activations,
          derivatives: layer.activation == .linear ? nil : UnsafePointer(passed.derivatives),
          slopes: slopes,
          ends: range.map { range in
            let (centre, reach) = (Scalar(rounding: range.centre), Scalar(rounding: range.reach))
            return (low: centre - reach, high: centre + reach)
          }, saturated: counts.pointer))
      if range != nil {
        for lane in 0..<lanes { layer.saturated.pointer[lane] += counts.pointer[lane].inDouble }
      }
    }
  }

  /// The group's weights and gradients to an observation, and the gradients' norms to ``norms``.
  private func widen(_ parameters: UnsafeMutablePointer<Scalar>, to seen: LaneObservation) {
    for (index, (layout, layer)) in zip(layouts, seen.layers).enumerated() {
      let offset = layout.offset * lanes
      let count = (layout.fanIn + (layout.hasBias ? 1 : 0)) * layout.units * lanes
      laneKernels.widen(parameters + offset, layer.parameters.pointer, count)
      laneKernels.widen(gradient.pointer + offset, layer.gradients.pointer, count)
      let sums = norms.pointer + index * lanes
      sums.update(repeating: 0, count: lanes)
      for place in 0..<(count / lanes) {
        let numbers = layer.gradients.pointer + place &* lanes
        for lane in 0..<lanes { sums[lane] += numbers[lane] * numbers[lane] }
      }
      for lane in 0..<lanes { sums[lane] = sums[lane].squareRoot() }
    }
  }
}
