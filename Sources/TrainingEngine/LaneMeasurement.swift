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
  /// A layer's activations and deltas of a piece in float64.
  private let wide: (NumberBuffer<Double>, NumberBuffer<Double>)

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
    let tested = rows.test.map { evaluate($0, nil) }
    let trained = evaluate(rows.train, seen)
    let norms = seen.map { widen(parameters, to: $0) }
    // Lanes past the last network have nobody who asks.
    observation.points = observation.observers.indices.map { lane in
      var point = TrainingRecord.Point(
        step: step, trainLoss: trained[lane].loss, trainAccuracy: trained[lane].accuracy,
        testLoss: tested?[lane].loss, testAccuracy: tested?[lane].accuracy, batchLoss: nil,
        gradientNorms: norms.map { norms in norms.map { $0[lane] } } ?? [])
      rows.tell(&point)
      return point
    }
  }

  /// Loss and accuracy over `data` of every lane; with an observation, the gradient of the mean loss
  /// over all rows too, and what passes through the layers.
  private func evaluate(
    _ data: PackedData<Scalar>, _ seen: LaneObservation?
  ) -> [Evaluation<Scalar>.Figures] {
    var sums = [Double](repeating: 0, count: lanes)
    var correct = [Double](repeating: 0, count: lanes)
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
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          let losses = rowLosses.pointer + row &* lanes
          for lane in 0..<lanes { sums[lane] += losses[lane].inDouble }
        }
      }
      for lane in 0..<lanes { correct[lane] += counts.pointer[lane].inDouble }
      if let seen { show(seen, first: first, rows: rows) }
    }
    let count = Double(max(1, data.rows))
    var isRegression = false
    if case .regression = task { isRegression = true }
    return (0..<lanes).map { lane in
      Evaluation<Scalar>.Figures(
        loss: sums[lane] / count, accuracy: isRegression ? nil : correct[lane] / count)
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

  /// The group's weights and gradients to an observation.
  ///
  /// - Returns: by layer and lane, the gradient's norm.
  private func widen(
    _ parameters: UnsafeMutablePointer<Scalar>, to seen: LaneObservation
  ) -> [[Double]] {
    zip(layouts, seen.layers).map { layout, layer in
      let offset = layout.offset * lanes
      let count = (layout.fanIn + (layout.hasBias ? 1 : 0)) * layout.units * lanes
      laneKernels.widen(parameters + offset, layer.parameters.pointer, count)
      laneKernels.widen(gradient.pointer + offset, layer.gradients.pointer, count)
      var sums = [Double](repeating: 0, count: lanes)
      sums.withUnsafeMutableBufferPointer { sums in
        for place in 0..<(count / lanes) {
          let numbers = layer.gradients.pointer + place &* lanes
          for lane in 0..<lanes { sums[lane] += numbers[lane] * numbers[lane] }
        }
      }
      return sums.map { $0.squareRoot() }
    }
  }
}
