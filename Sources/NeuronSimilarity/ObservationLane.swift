internal import KernelDispatch
internal import Kernels
internal import TrainingEngine
internal import TrainingModel

/// One small network's observations in the form that ``LaneSimilarity`` reads: in one lane of a
/// vector whose others are zeros.
final class ObservationLane {
  private let similarity: LaneSimilarity
  private let kernels: NeuronKernels
  private let layers: [Layer]

  private static let rowsAtOnce = 64
  /// Magnitudes whose squares neither overflow nor vanish.
  private static let ordinary = 1e-100...1e100

  private final class Layer {
    let weights: UnsafeMutablePointer<Double>
    let gradient: UnsafeMutablePointer<Double>
    let piece: UnsafeMutablePointer<Double>
    var moments: ActivationMoments
    private var memory: [UnsafeMutablePointer<Double>]

    init(inputs: Int, units: Int, width: Int) {
      var memory: [UnsafeMutablePointer<Double>] = []
      func room(_ count: Int) -> UnsafeMutablePointer<Double> {
        let block = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count) * width)
        block.initialize(repeating: 0, count: max(1, count) * width)
        memory.append(block)
        return block
      }
      weights = room((inputs + 1) * units)
      gradient = room((inputs + 1) * units)
      piece = room(rowsAtOnce * units)
      let pairs = NeuronPairs.pairs(of: units)
      moments = ActivationMoments(
        pairs: NeuronPairs(
          neurons: units, lanes: width, cosines: room(pairs), squares: room(units),
          figures: room(NeuronPairs.figureCount(neurons: units, lanes: 1)),
          scratch: room(max(pairs, rowsAtOnce * units))),
        rows: 0, activations: UnsafePointer(piece), deltas: nil, probed: 0, isFirst: true,
        flow: room(3 * units), sums: room(2 * units), pivots: room(units + 1))
      self.memory = memory
    }

    deinit { for block in memory { block.deallocate() } }
  }

  /// - Parameter start: the network at the first recorded step; nil where what is measured first is.
  init(_ layers: [NetworkWeights.Layer], start: NetworkWeights?, kernels: NeuronKernels) {
    self.kernels = kernels
    similarity = LaneSimilarity(
      layers.map { ($0.fanIn, $0.units, !$0.biases.isEmpty) }, lanes: kernels.width,
      kernels: kernels, starts: [start])
    self.layers = layers.map {
      Layer(inputs: $0.fanIn, units: $0.units, width: kernels.width)
    }
  }

  /// Measures a recorded step and appends it to a record.
  func append(
    _ seen: [Observation.Layer], probeRows: Int, at step: Int, to record: inout SimilarityRecord
  ) {
    let width = kernels.width
    for (layer, seen) in zip(layers, seen) {
      LaneSimilarity.put(seen.parameters, lane: 0, lanes: width, into: layer.weights)
      LaneSimilarity.put(seen.gradient, lane: 0, lanes: width, into: layer.gradient)
    }
    let extremes = zip(layers, seen).map { takeActivations($0, $1, rows: probeRows) }
    similarity.measure(
      layers.map { (UnsafePointer($0.weights), UnsafePointer($0.gradient), $0.moments) })
    for (layer, extreme) in zip(layers, extremes) {
      guard let extreme else { continue }
      // The norms of what was scaled, and the differences of what was not.
      let figures = layer.moments.pairs.figures
      func set(_ figure: NeuronPairs.Figure, _ value: Double) {
        figures[figure.rawValue * width] = value
      }
      let units = layer.moments.pairs.neurons
      let norms = extreme.scales.enumerated().map { unit, scale in
        layer.moments.sums[(units + unit) * width].squareRoot() / scale
      }
      set(.leastNorm, norms.min() ?? 0)
      set(.greatestNorm, norms.max() ?? 0)
      set(.largestDifference, extreme.difference)
    }
    similarity.append(0, at: step, to: &record)
  }

  /// Sums up a layer's activations; those whose squares would overflow or vanish after they were
  /// brought near 1 by powers of two, which are then given with the largest difference.
  private func takeActivations(
    _ layer: Layer, _ seen: Observation.Layer, rows: Int
  ) -> (scales: [Double], difference: Double)? {
    let units = layer.moments.pairs.neurons
    let width = kernels.width
    let scales = seen.activations.withUnsafeBufferPointer { activations in
      (0..<units).map { unit in
        var largest = 0.0
        for place in stride(from: unit, to: rows &* units, by: units) {
          let size = activations[place].magnitude
          largest = size > largest ? size : largest
        }
        return largest == 0 || !largest.isFinite || Self.ordinary.contains(largest)
          ? 1 : VectorArithmetic.scale(forMagnitude: min(largest, 0x1p1022))
      }
    }
    for first in stride(from: 0, to: rows, by: Self.rowsAtOnce) {
      let count = min(Self.rowsAtOnce, rows - first)
      seen.activations.withUnsafeBufferPointer { activations in
        for unit in 0..<units {
          let scale = scales[unit]
          var place = unit
          for _ in 0..<count {
            layer.piece[place &* width] = activations[first &* units &+ place] * scale
            place &+= units
          }
        }
      }
      var piece = layer.moments
      piece.rows = count
      piece.probed = count
      piece.isFirst = first == 0
      kernels.addMoments(piece)
    }
    layer.moments.rows = rows
    guard scales.contains(where: { $0 != 1 }) else { return nil }
    let difference = (0..<rows).map { row in
      let own = seen.activations[row * units..<(row + 1) * units]
      return (own.max() ?? 0) - (own.min() ?? 0)
    }.max()
    return (scales, difference ?? 0)
  }
}
