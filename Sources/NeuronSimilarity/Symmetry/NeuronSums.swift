internal import TrainingModel

/// What each neuron of a layer sees of the classes around it: its bias, its sums of incoming weights from
/// each class below and of outgoing weights to each class above.
struct NeuronSums {
  private let units: Int
  /// Bias, incoming, outgoing: one row a neuron.
  private let incoming: [Double]
  private let outgoing: [Double]
  private let biases: [Double]
  private let classesBelow: Int
  private let classesAbove: Int
  /// The largest sum of magnitudes of a neuron, on either side, and the largest bias.
  private let incomingScale: Double
  private let outgoingScale: Double

  /// - Parameters:
  ///   - below: `nil` for inputs, which each stand alone.
  ///   - factorsBelow: what the weight from each neuron below counts; default: 1. Likewise above.
  /// - Complexity: O(units × (fan in + fan out)).
  init(
    _ layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer,
    below: EquitablePartition.Layer?, above: EquitablePartition.Layer,
    factorsBelow: [Double]? = nil, factorsAbove: [Double]? = nil
  ) {
    units = layer.units
    biases = layer.biases
    classesBelow = below?.classCount ?? layer.fanIn
    classesAbove = above.classCount
    var incoming = [Double](repeating: 0, count: units * classesBelow)
    var outgoing = [Double](repeating: 0, count: units * classesAbove)
    var (most, mostOut) = (0.0, [Double](repeating: 0, count: units))
    for unit in 0..<units {
      var total = layer.biases.isEmpty ? 0 : abs(layer.biases[unit])
      for input in 0..<layer.fanIn {
        let weight = layer.weights[unit * layer.fanIn + input]
        incoming[unit * classesBelow + (below?.classOfNeuron[input] ?? input)] +=
          factorsBelow.map { $0[input] * weight } ?? weight
        total += abs(weight)
      }
      most = max(most, total)
    }
    for output in 0..<next.units {
      let group = above.classOfNeuron[output]
      for unit in 0..<units {
        let weight = next.weights[output * next.fanIn + unit]
        outgoing[unit * classesAbove + group] += factorsAbove.map { $0[output] * weight } ?? weight
        mostOut[unit] += abs(weight)
      }
    }
    self.incoming = incoming
    self.outgoing = outgoing
    incomingScale = most
    outgoingScale = mostOut.max() ?? 0
  }

  /// One combination of a neuron's numbers, each over its side's scale: neurons that agree within a
  /// tolerance have keys within ``keyScale`` times it. NaN counts as 0.
  var keys: [Double] { (0..<units).map(key) }

  /// That of one neuron.
  func key(_ unit: Int) -> Double {
    var sum = biases.isEmpty || incomingScale == 0 ? 0 : biases[unit] / incomingScale
    for index in 0..<classesBelow where incomingScale > 0 {
      sum += Self.factor(index) * incoming[unit * classesBelow + index] / incomingScale
    }
    for index in 0..<classesAbove where outgoingScale > 0 {
      sum +=
        Self.factor(classesBelow + index) * outgoing[unit * classesAbove + index] / outgoingScale
    }
    return sum.isNaN ? 0 : sum
  }

  /// The largest of a neuron's numbers, each over its side's scale: from 0 to 1.
  func size(_ unit: Int) -> Double {
    var most = biases.isEmpty || incomingScale == 0 ? 0 : abs(biases[unit]) / incomingScale
    for index in 0..<classesBelow where incomingScale > 0 {
      most = max(most, abs(incoming[unit * classesBelow + index]) / incomingScale)
    }
    for index in 0..<classesAbove where outgoingScale > 0 {
      most = max(most, abs(outgoing[unit * classesAbove + index]) / outgoingScale)
    }
    return most
  }

  /// The sum of the magnitudes of the factors in a key.
  var keyScale: Double { 2 + Double(classesBelow + classesAbove) }

  /// Numbers in ±1 that no sums of weights conspire with.
  private static func factor(_ index: Int) -> Double {
    let product = Double(index + 1) * 0.618_033_988_749_894_9
    return 2 * (product - product.rounded(.down)) - 1
  }

  /// Whether two neurons see the same.
  ///
  /// - Complexity: O(classes around), less where they differ early.
  func agree(_ a: Int, _ b: Int, tolerance: Double) -> Bool {
    let (near, nearOut) = (tolerance * incomingScale, tolerance * outgoingScale)
    func agrees(_ x: Double, _ y: Double, _ limit: Double) -> Bool {
      abs(x - y) <= limit || x.comparedBits == y.comparedBits
    }
    return (biases.isEmpty || agrees(biases[a], biases[b], near))
      && (0..<classesBelow).allSatisfy {
        agrees(incoming[a * classesBelow + $0], incoming[b * classesBelow + $0], near)
      }
      && (0..<classesAbove).allSatisfy {
        agrees(outgoing[a * classesAbove + $0], outgoing[b * classesAbove + $0], nearOut)
      }
  }
  /// Whether two neurons see the same, each number over its neuron's factor, within a part of each
  /// side's scale.
  ///
  /// - Precondition: all numbers are finite.
  /// - Complexity: O(classes around), less where they differ early.
  func agree(
    _ a: Int, _ b: Int, factors: (Double, Double), within limit: Double
  ) -> Bool {
    func agrees(_ x: Double, _ y: Double, _ scale: Double) -> Bool {
      abs(x / factors.0 - y / factors.1) <= limit * scale
    }
    return (biases.isEmpty || agrees(biases[a], biases[b], incomingScale))
      && (0..<classesBelow).allSatisfy {
        agrees(
          incoming[a * classesBelow + $0], incoming[b * classesBelow + $0], incomingScale)
      }
      && (0..<classesAbove).allSatisfy {
        agrees(
          outgoing[a * classesAbove + $0], outgoing[b * classesAbove + $0], outgoingScale)
      }
  }
}
