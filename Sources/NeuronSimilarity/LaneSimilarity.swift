package import Kernels
package import TrainingEngine
package import TrainingModel

/// What is recorded of how alike the neurons of small networks are, one network a lane: the figures
/// of ``SimilarityRecord``, measured for all lanes at once in memory that is there.
///
/// Each network's figures are those that it has alone, bit for bit. Where a neuron has no direction,
/// or a number is not finite, a lane is summed up by itself; which lanes are, their own numbers tell.
package final class LaneSimilarity {
  /// Whether networks of these inputs and units are measured here.
  package static func takes(_ widths: [Int]) -> Bool {
    (widths.max() ?? 0) <= RecordingBounds.smallLayer
  }

  /// Sides up to which singular values are found in lanes: Jacobi's rotations grow with the cube.
  static let widestRank = 16

  /// What belongs to one layer.
  struct Layer {
    var now: LayerWeights
    /// Numbers as of ``LayerWeights``, at the start.
    let start: UnsafeMutablePointer<Double>
    let equalAtStart: UnsafeMutablePointer<Double>
    let incoming: NeuronPairs
    let outgoing: NeuronPairs
    let gradient: NeuronPairs
    let whole: NeuronPairs
    var activation: NeuronPairs
    let classes: UnsafeMutablePointer<Double>
    let displacement: UnsafeMutablePointer<Double>
    let ranks: UnsafeMutablePointer<Double>
    let directions: UnsafeMutablePointer<Double>
  }

  let lanes: Int
  private let kernels: NeuronKernels
  var layers: [Layer]
  private var memory: [UnsafeMutablePointer<Double>] = []
  /// Whether the start is known.
  private var hasBegun = false
  private let starts: [NetworkWeights?]
  /// Recorded steps that each lane's record is made ready for.
  let points: Int

  /// - Parameters:
  ///   - shapes: each layer's inputs and units and whether it has biases.
  ///   - starts: the networks at the first recorded step, lane by lane; nil where what is measured
  ///     first is that.
  ///   - points: recorded steps, where they are known.
  package init(
    _ shapes: [(inputs: Int, units: Int, hasBias: Bool)], lanes: Int, kernels: NeuronKernels,
    starts: [NetworkWeights?] = [], points: Int = 0
  ) {
    precondition(lanes % kernels.width == 0, "whole vectors only")
    self.lanes = lanes
    self.kernels = kernels
    self.starts = starts
    self.points = points
    var memory: [UnsafeMutablePointer<Double>] = []
    func room(_ count: Int) -> UnsafeMutablePointer<Double> {
      let block = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count) * lanes)
      block.initialize(repeating: 0, count: max(1, count) * lanes)
      memory.append(block)
      return block
    }
    let widest = shapes.reduce(1) { max($0, max($1.inputs, $1.units)) }
    let scratch = room((widest + 1) * widest + 16)
    func pairs(of neurons: Int) -> NeuronPairs {
      NeuronPairs(
        neurons: neurons, lanes: lanes, cosines: room(NeuronPairs.pairs(of: neurons)),
        squares: room(neurons),
        figures: room(NeuronPairs.figureCount(neurons: neurons, lanes: 1)), scratch: scratch)
    }
    layers = shapes.map { shape in
      let start = room((shape.inputs + 1) * shape.units)
      return Layer(
        now: LayerWeights(
          inputs: shape.inputs, units: shape.units, hasBias: shape.hasBias, lanes: lanes,
          numbers: start, scratch: scratch),
        start: start, equalAtStart: room(NeuronPairs.pairs(of: shape.units)),
        incoming: pairs(of: shape.units), outgoing: pairs(of: shape.units),
        gradient: pairs(of: shape.units), whole: pairs(of: shape.units),
        activation: pairs(of: 0), classes: room(3), displacement: room(6), ranks: room(1),
        directions: room(1))
    }
    self.memory = memory
  }

  deinit { for block in memory { block.deallocate() } }

  /// A layer as it is at a recorded step: weights and gradient (inputs, units, lanes) with biases
  /// behind, and the sums over its activations.
  package typealias Seen = (
    weights: UnsafePointer<Double>, gradient: UnsafePointer<Double>, moments: ActivationMoments
  )

  /// Measures the next recorded step of every lane.
  ///
  /// - Complexity: O(units² × (fan in + fan out) + rank) a layer and vector of lanes.
  package func measure(_ seen: [Seen]) {
    for (index, layer) in seen.enumerated() {
      layers[index].now.numbers = layer.weights
      layers[index].activation = layer.moments.pairs
    }
    if !hasBegun { begin() }
    for (index, layer) in layers.enumerated() {
      let next = index + 1 < layers.count ? layers[index + 1].now : nil
      kernels.classify(
        NeuronClasses(
          layer: layer.now, next: next, equalAtStart: layer.equalAtStart, begins: false,
          answers: layer.classes))
      let incoming = rows(of: layer.now, layer.now.numbers, length: layer.now.inputs)
      kernels.compare(layer.incoming, incoming)
      if let next {
        kernels.compare(
          layer.outgoing,
          NeuronNumbers(
            neurons: layer.now.units, length: next.units, numbers: next.numbers,
            neuronStride: next.units * lanes, numberStride: lanes))
      }
      kernels.compare(
        layer.gradient, rows(of: layer.now, seen[index].gradient, length: layer.now.inputs))
      kernels.finishMoments(seen[index].moments)
      kernels.directions(
        layer.whole,
        rows(
          of: layer.now, layer.now.numbers, length: layer.now.inputs + (layer.now.hasBias ? 1 : 0)),
        Condensation.tolerance, layer.directions)
      if min(layer.now.inputs, layer.now.units) <= Self.widestRank {
        kernels.effectiveRank(layer.now, layer.ranks)
      }
      kernels.displace(
        LayerDisplacement(now: layer.now, start: layer.start, answers: layer.displacement))
    }
  }

  private func rows(
    of layer: LayerWeights, _ numbers: UnsafePointer<Double>, length: Int
  ) -> NeuronNumbers {
    NeuronNumbers(
      neurons: layer.units, length: length, numbers: numbers, neuronStride: lanes,
      numberStride: layer.units * lanes)
  }

  /// Takes the starting weights, given or those seen now, and which neurons they have in common.
  private func begin() {
    hasBegun = true
    for (index, layer) in layers.enumerated() {
      let count = (layer.now.inputs + (layer.now.hasBias ? 1 : 0)) * layer.now.units * lanes
      layer.start.update(from: layer.now.numbers, count: count)
      for (lane, weights) in starts.enumerated() {
        guard let weights else { continue }
        Self.put(weights.layers[index], lane: lane, lanes: lanes, into: layer.start)
      }
    }
    for (index, layer) in layers.enumerated() {
      kernels.classify(
        NeuronClasses(
          layer: began(index), next: index + 1 < layers.count ? began(index + 1) : nil,
          equalAtStart: layer.equalAtStart, begins: true, answers: layer.classes))
    }
  }

  func began(_ index: Int) -> LayerWeights {
    var layer = layers[index].now
    layer.numbers = UnsafePointer(layers[index].start)
    return layer
  }

  /// Puts a layer's weights and biases into a lane, (inputs, units, lanes).
  static func put(
    _ layer: NetworkWeights.Layer, lane: Int, lanes: Int, into numbers: UnsafeMutablePointer<Double>
  ) {
    for unit in 0..<layer.units {
      for input in 0..<layer.fanIn {
        numbers[(input * layer.units + unit) * lanes + lane] =
          layer.weights[unit * layer.fanIn + input]
      }
    }
    for (unit, bias) in layer.biases.enumerated() {
      numbers[(layer.fanIn * layer.units + unit) * lanes + lane] = bias
    }
  }

  /// A lane's network at the start.
  package func start(of lane: Int) -> NetworkWeights {
    NetworkWeights(layers: layers.indices.map { weights(began($0), lane) })
  }

  func weights(_ layer: LayerWeights, _ lane: Int) -> NetworkWeights.Layer {
    NetworkWeights.Layer(
      units: layer.units, fanIn: layer.inputs,
      weights: (0..<layer.units * layer.inputs).map { place in
        let (unit, input) = (place / layer.inputs, place % layer.inputs)
        return layer.numbers[(input * layer.units + unit) * lanes + lane]
      },
      biases: layer.hasBias
        ? (0..<layer.units).map { layer.numbers[(layer.inputs * layer.units + $0) * lanes + lane] }
        : [])
  }
}

extension LaneSimilarity {
  /// Measures networks that were trained side by side.
  package convenience init(
    _ group: LaneObservation, starts: [NetworkWeights?], points: Int = 0
  ) {
    self.init(
      group.layers.map { ($0.inputs, $0.units, $0.hasBias) }, lanes: group.lanes,
      kernels: group.kernels, starts: starts, points: points)
  }

  /// Measures the step that `group` has seen last.
  package func measure(_ group: LaneObservation) {
    measure(group.layers.map { ($0.weights, $0.gradient, $0.moments) })
  }
}
