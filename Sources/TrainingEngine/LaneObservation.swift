package import Kernels
package import TrainingModel

/// What is seen of the networks of one group of lanes at a recorded step, one network a lane, all
/// numbers in float64.
///
/// The memory is used again at the next recorded step. Letters: I inputs and N units of a layer, L
/// lanes.
package final class LaneObservation {
  /// One layer of every network, the first hidden one to the output.
  package final class Layer {
    package let inputs: Int
    package let units: Int
    package let hasBias: Bool
    /// (I, N, L) weights, then (N, L) biases, and likewise the whole training set's gradient.
    package var weights: UnsafePointer<Double> { UnsafePointer(parameters.pointer) }
    package var gradient: UnsafePointer<Double> { UnsafePointer(gradients.pointer) }
    /// Sums over the activations, complete but for ``NeuronKernels/finishMoments``.
    package fileprivate(set) var moments: ActivationMoments

    let activation: Activation
    let parameters: NumberBuffer<Double>
    let gradients: NumberBuffer<Double>
    let slopes: NumberBuffer<Float>
    /// Activations at an end of their range, a number a lane.
    let saturated: NumberBuffer<Double>
    private let memory: [NumberBuffer<Double>]

    init(_ layout: LayerLayout, lanes: Int, rowsOfPiece: Int) {
      inputs = layout.fanIn
      units = layout.units
      hasBias = layout.hasBias
      activation = layout.activation
      let numbers = (layout.fanIn + 1) * layout.units * lanes
      parameters = NumberBuffer(count: numbers)
      gradients = NumberBuffer(count: numbers)
      slopes = NumberBuffer(count: layout.units * lanes)
      saturated = NumberBuffer(count: lanes)
      let pairs = NeuronPairs.pairs(of: layout.units)
      memory = [
        pairs * lanes, layout.units * lanes,
        NeuronPairs.figureCount(neurons: layout.units, lanes: lanes),
        max(pairs, layout.units * rowsOfPiece) * lanes, 3 * layout.units * lanes,
        2 * layout.units * lanes, (layout.units + 1) * lanes,
      ].map { NumberBuffer(count: $0) }
      moments = ActivationMoments(
        pairs: NeuronPairs(
          neurons: layout.units, lanes: lanes, cosines: memory[0].pointer,
          squares: memory[1].pointer, figures: memory[2].pointer, scratch: memory[3].pointer),
        rows: 0, activations: UnsafePointer(memory[1].pointer), deltas: nil, probed: 0,
        isFirst: true, flow: memory[4].pointer, sums: memory[5].pointer,
        pivots: memory[6].pointer)
    }

    /// Takes a piece of the training set in, `first` rows of which came before.
    func add(
      _ activations: UnsafePointer<Double>, deltas: UnsafePointer<Double>, first: Int, rows: Int,
      probeRows: Int, _ kernels: NeuronKernels
    ) {
      var piece = moments
      piece.rows = rows
      piece.activations = activations
      piece.deltas = deltas
      piece.probed = max(0, min(rows, probeRows - first))
      piece.isFirst = first == 0
      kernels.addMoments(piece)
      moments.rows = probeRows
    }

    /// See ``SignalProbe``: the same sums of the same numbers.
    func signal(of lane: Int, rows: Int, lanes: Int) -> LayerSignal {
      let count = Double(rows * units)
      func total(_ run: Int) -> Double {
        (0..<units).reduce(0) { $0 + moments.flow[(run * units + $1) * lanes + lane] } / count
      }
      let mean = total(0)
      let unmoved =
        activation == .linear ? 0 : (0..<units).count { slopes.pointer[$0 * lanes + lane] == 0 }
      return LayerSignal(
        activationMean: moments.pivots[units * lanes + lane] + mean,
        activationVariance: max(0, total(1) - mean * mean),
        deadFraction: Double(unmoved) / Double(units),
        saturatedFraction: activation.saturation == nil
          ? nil : saturated.pointer[lane] / count,
        backpropagated: Double(rows) * total(2).squareRoot())
    }
  }

  package let lanes: Int
  package let layers: [Layer]
  package let kernels: NeuronKernels
  /// The rows that were passed, and those of them whose activations are compared.
  package internal(set) var rows = 0
  package var probeRows: Int { min(rows, RecordingBounds.probeRows) }
  /// The step that is seen.
  package internal(set) var step = 0
  /// Who follows the networks while they train, lane by lane; lanes beyond hold networks of zeros.
  package internal(set) var observers: [any TrainingObserver] = []
  /// The networks' points, the batches' losses left out.
  var points: [TrainingRecord.Point] = []
  /// Measures a lane's network as one that trains alone.
  var alone: (_ lane: Int) -> Observation = nobody

  /// Measures nothing: outside of a training.
  static let nobody: @Sendable (_ lane: Int) -> Observation = { _ in
    fatalError("nobody has measured it")
  }

  init(
    _ layouts: [LayerLayout], lanes: Int, rowsOfPiece: Int, kernels: NeuronKernels
  ) {
    self.lanes = lanes
    self.kernels = kernels
    layers = layouts.map { Layer($0, lanes: lanes, rowsOfPiece: rowsOfPiece) }
  }

  /// The same as one of a network alone, measured anew: with all that it holds.
  package func observation(of lane: Int) -> Observation { alone(lane) }

  /// What went through the layers of a lane's network.
  package func signals(of lane: Int) -> [LayerSignal] {
    layers.map { $0.signal(of: lane, rows: rows, lanes: lanes) }
  }

  /// A lane's network.
  package func weights(of lane: Int) -> NetworkWeights {
    NetworkWeights(
      layers: layers.map { layer in
        let numbers = layer.weights + lane
        return NetworkWeights.Layer(
          units: layer.units, fanIn: layer.inputs,
          weights: (0..<(layer.units * layer.inputs)).map { place in
            let (unit, input) = (place / layer.inputs, place % layer.inputs)
            return numbers[(input * layer.units + unit) * lanes]
          },
          biases: layer.hasBias
            ? (0..<layer.units).map { numbers[(layer.inputs * layer.units + $0) * lanes] } : [])
      })
  }
}
