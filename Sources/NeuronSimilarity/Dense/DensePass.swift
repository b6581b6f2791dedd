package import TrainingModel

/// One passage of rows through a ``DenseNetwork``, forward and, where it is asked for, back.
package struct DensePass: Sendable {
  /// By layer, (R, O): pre-activations, activations, and f' at the former.
  package private(set) var preactivations: [[Double]] = []
  package private(set) var activations: [[Double]] = []
  package private(set) var slopes: [[Double]] = []
  /// Mean loss over the rows.
  private(set) var loss = 0.0
  /// By layer, (R, O): the derivative of the mean loss by the pre-activation of one copy. Empty
  /// before ``goBack(through:)``.
  private(set) var deltas: [[Double]] = []
  /// The same by the sum that goes into the layer's normalisation; ``deltas`` where there is none.
  private(set) var sumDeltas: [[Double]] = []
  /// By layer, where its sums are normalised.
  private(set) var normalizations: [DenseNormalization?] = []
  package let rows: LabelledRows

  /// Takes the rows forward.
  ///
  /// - Parameter reference: a passage of the rows whose means and scales batch normalisation keeps;
  ///   those of the rows themselves by default.
  /// - Complexity: O(R × parameters).
  package init(_ network: DenseNetwork, _ rows: LabelledRows, keeping reference: DensePass? = nil) {
    self.rows = rows
    let interruption = Interruption.current
    for (index, layer) in network.layers.enumerated() {
      let below = index == 0 ? rows.inputs : activations[index - 1]
      let copies = network.inputCopies(of: index)
      // (I, O), each row times its copies: the inner loop runs over memory.
      var turned = [Double](repeating: 0, count: layer.fanIn * layer.units)
      for unit in 0..<layer.units {
        for input in 0..<layer.fanIn {
          turned[input * layer.units + unit] =
            copies[input] * layer.weights[unit * layer.fanIn + input]
        }
      }
      var z = [Double](repeating: 0, count: rows.rows * layer.units)
      for row in 0..<rows.rows {
        if interruption.isRequested { break }
        z.withUnsafeMutableBufferPointer { z in
          let target = z.baseAddress! + row * layer.units
          if layer.normalization == .none {
            for unit in 0..<layer.units { target[unit] = layer.biases[unit] }
          }
          below.withUnsafeBufferPointer { below in
            turned.withUnsafeBufferPointer { turned in
              for input in 0..<layer.fanIn {
                Axpy.add(
                  below[row * layer.fanIn + input],
                  times: turned.baseAddress! + input * layer.units, to: target,
                  count: layer.units)
              }
            }
          }
        }
      }
      let normalization =
        layer.normalization == .none
        ? nil
        : DenseNormalization(
          layer.normalization, of: z, rows: rows.rows, copies: layer.copies,
          keeping: reference?.normalizations[index])
      if let normalization {
        for number in z.indices {
          z[number] = normalization.normalized[number] + layer.biases[number % layer.units]
        }
      }
      normalizations.append(normalization)
      var values = z
      var slopes = [Double](repeating: 1, count: layer.activation == .linear ? 0 : z.count)
      if layer.activation != .linear {
        for number in z.indices {
          (values[number], slopes[number]) = layer.activation.valueAndSlope(at: z[number])
        }
      }
      preactivations.append(z)
      activations.append(values)
      self.slopes.append(slopes)
    }
    loss = OutputLoss(network.loss, outputs: rows.outputs).mean(
      activations.last ?? [], targets: rows.targets)
  }

  /// Fills ``deltas``.
  ///
  /// - Complexity: O(R × parameters).
  package mutating func goBack(through network: DenseNetwork) {
    let last = network.layers.count - 1
    deltas = Array(repeating: [], count: network.layers.count)
    deltas[last] = OutputLoss(network.loss, outputs: rows.outputs).slopes(
      activations[last], targets: rows.targets)
    goBack(through: network, from: last)
  }

  /// Takes what stands in the last delta (the derivative by the answers) back to the first layer.
  package mutating func goBack(through network: DenseNetwork, from last: Int) {
    sumDeltas = deltas
    for index in stride(from: last, through: 0, by: -1) {
      let layer = network.layers[index]
      if layer.activation != .linear {
        for number in deltas[index].indices { deltas[index][number] *= slopes[index][number] }
      }
      sumDeltas[index] = normalizations[index]?.back(deltas[index]) ?? deltas[index]
      guard index > 0 else { return }
      deltas[index - 1] = Self.pulledBack(sumDeltas[index], through: layer, rows: rows.rows)
    }
  }

  /// Σᵢ mᵢ δᵢ wᵢⱼ for every row and input j of a layer, (R, I).
  package static func pulledBack(
    _ delta: [Double], through layer: DenseNetwork.Layer, rows: Int
  ) -> [Double] {
    var answer = [Double](repeating: 0, count: rows * layer.fanIn)
    let interruption = Interruption.current
    answer.withUnsafeMutableBufferPointer { answer in
      layer.weights.withUnsafeBufferPointer { weights in
        for row in 0..<rows {
          if interruption.isRequested { return }
          for unit in 0..<layer.units {
            Axpy.add(
              layer.copies[unit] * delta[row * layer.units + unit],
              times: weights.baseAddress! + unit * layer.fanIn,
              to: answer.baseAddress! + row * layer.fanIn, count: layer.fanIn)
          }
        }
      }
    }
    return answer
  }

  /// The gradient of one copy of every weight and bias.
  ///
  /// - Complexity: O(R × parameters).
  package func gradient(of network: DenseNetwork) -> [NetworkWeights.Layer] {
    let interruption = Interruption.current
    return network.layers.enumerated().map { index, layer in
      let below = index == 0 ? rows.inputs : activations[index - 1]
      var weights = [Double](repeating: 0, count: layer.weights.count)
      var biases = [Double](repeating: 0, count: layer.hasBias ? layer.units : 0)
      weights.withUnsafeMutableBufferPointer { weights in
        below.withUnsafeBufferPointer { below in
          for row in 0..<rows.rows {
            if interruption.isRequested { return }
            for unit in 0..<layer.units {
              let number = row * layer.units + unit
              if layer.hasBias { biases[unit] += deltas[index][number] }
              Axpy.add(
                sumDeltas[index][number], times: below.baseAddress! + row * layer.fanIn,
                to: weights.baseAddress! + unit * layer.fanIn, count: layer.fanIn)
            }
          }
        }
      }
      return NetworkWeights.Layer(
        units: layer.units, fanIn: layer.fanIn, weights: weights, biases: biases)
    }
  }

  /// Sets the derivative by the answers, (R, outputs), and takes it back.
  package mutating func goBack(through network: DenseNetwork, answers: [Double]) {
    deltas = Array(repeating: [], count: network.layers.count)
    deltas[network.layers.count - 1] = answers
    goBack(through: network, from: network.layers.count - 1)
  }
}

/// y += a x.
enum Axpy {
  @inline(__always)
  static func add(
    _ a: Double, times x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
  ) {
    for index in 0..<count { y[index] += a * x[index] }
  }
}
