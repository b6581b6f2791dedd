internal import TrainingModel

/// The Hessian H of the mean loss over rows, λ₂ ‖W‖² / 2 counted in, as what it makes of vectors:
/// exact, without H itself.
///
/// Letters: R rows, I fan in, O units; a dot marks the derivative along the vector v. The passage
/// forward and back is differentiated along v (B. Pearlmutter, Fast exact multiplication by the
/// Hessian, 1994): with z = W a + b, ż = Ẇ a + W ȧ + ḃ and ȧ' = φ'(z) ż; back, with the error e that
/// is sent to an activation and δ = e φ'(z), δ̇ = ė φ'(z) + e φ''(z) ż and ė = Ẇᵀ δ + Wᵀ δ̇; at last
/// H v = Σ δ̇ aᵀ + δ ȧᵀ. A difference of gradients would measure 1 / ε where a row lies on a
/// corner of ReLU; here φ'' is 0 there, as training takes φ' to be.
package struct HessianProduct {
  private let network: DenseNetwork
  private let rows: LabelledRows
  private let pass: DensePass
  private let decay: Double
  /// By layer (I, O).
  private let turned: [[Double]]
  /// By layer (R, O): the error sent to an activation times φ''; empty where that is 0 everywhere.
  private let bends: [[Double]]

  /// - Parameter decay: λ₂ on every weight, not on biases.
  /// - Precondition: every neuron of the network stands for itself.
  /// - Complexity: O(R × parameters).
  package init(_ network: DenseNetwork, _ rows: LabelledRows, decay: Double) {
    self.network = network
    self.rows = rows
    self.decay = decay
    var pass = DensePass(network, rows)
    pass.goBack(through: network)
    self.pass = pass
    turned = network.layers.map { Self.turned($0.weights, $0.units, $0.fanIn) }
    bends = network.layers.indices.map { index in
      let activation = network.layers[index].activation
      guard activation.isCurved else { return [] }
      let errors =
        index + 1 == network.layers.count
        ? OutputLoss(network.loss, outputs: rows.outputs).slopes(
          pass.activations[index], targets: rows.targets)
        : DensePass.pulledBack(
          pass.sumDeltas[index + 1], through: network.layers[index + 1], rows: rows.rows)
      return zip(errors, pass.preactivations[index]).map { $0 * activation.curvature(at: $1) }
    }
  }

  /// H v; parameters layer by layer, weights (O, I) row by row, then biases.
  ///
  /// - Complexity: O(R × parameters), some six multiply-adds each.
  package func times(_ vector: [Double]) -> [Double] {
    let parts = split(vector)
    let last = network.layers.count - 1
    // By layer: ȧ of what goes in (empty for inputs, which do not move), u̇ of the sums, ż.
    var entering: [[Double]] = [[]]
    var sums: [[Double]] = []
    var moves: [[Double]] = []
    for (index, layer) in network.layers.enumerated() {
      let below = index == 0 ? rows.inputs : pass.activations[index - 1]
      var sum = [Double](repeating: 0, count: rows.rows * layer.units)
      let direction = Self.turned(parts[index].weights, layer.units, layer.fanIn)
      Self.add(below, times: direction, fanIn: layer.fanIn, to: &sum)
      if index > 0 {
        Self.add(entering[index], times: turned[index], fanIn: layer.fanIn, to: &sum)
      }
      var move = pass.normalizations[index]?.back(sum) ?? sum
      if layer.hasBias {
        for number in move.indices { move[number] += parts[index].biases[number % layer.units] }
      }
      sums.append(sum)
      moves.append(move)
      entering.append(
        layer.activation == .linear
          ? move : zip(move, pass.slopes[index]).map { $0 * $1 })
    }

    var answer = [Double](repeating: 0, count: vector.count)
    var error = OutputLoss(network.loss, outputs: rows.outputs).curved(
      pass.activations[last], along: entering[last + 1])
    var end = vector.count
    for index in stride(from: last, through: 0, by: -1) {
      let layer = network.layers[index]
      if layer.activation != .linear {
        for number in error.indices { error[number] *= pass.slopes[index][number] }
      }
      if !bends[index].isEmpty {
        for number in error.indices { error[number] += bends[index][number] * moves[index][number] }
      }
      let delta =
        pass.normalizations[index]?.back(
          pass.deltas[index], moving: error, along: sums[index]) ?? error
      if layer.hasBias {
        end -= layer.units
        for number in error.indices { answer[end + number % layer.units] += error[number] }
      }
      end -= layer.weights.count
      addGradient(of: index, delta, entering[index], to: &answer, at: end)
      for number in layer.weights.indices { answer[end + number] += decay * vector[end + number] }
      guard index > 0 else { break }
      var moved = layer
      moved.weights = parts[index].weights
      error = DensePass.pulledBack(delta, through: layer, rows: rows.rows)
      let other = DensePass.pulledBack(pass.sumDeltas[index], through: moved, rows: rows.rows)
      for number in error.indices { error[number] += other[number] }
    }
    return answer
  }

  /// Σ over rows of δ̇ aᵀ + δ ȧᵀ.
  private func addGradient(
    of index: Int, _ delta: [Double], _ entering: [Double], to answer: inout [Double], at start: Int
  ) {
    let layer = network.layers[index]
    let below = index == 0 ? rows.inputs : pass.activations[index - 1]
    answer.withUnsafeMutableBufferPointer { answer in
      let target = answer.baseAddress! + start
      for (factors, values) in [(delta, below), (pass.sumDeltas[index], entering)]
      where !values.isEmpty {
        values.withUnsafeBufferPointer { values in
          for row in 0..<rows.rows {
            for unit in 0..<layer.units {
              Axpy.add(
                factors[row * layer.units + unit], times: values.baseAddress! + row * layer.fanIn,
                to: target + unit * layer.fanIn, count: layer.fanIn)
            }
          }
        }
      }
    }
  }

  private func split(_ vector: [Double]) -> [(weights: [Double], biases: [Double])] {
    var start = 0
    return network.layers.map { layer in
      let middle = start + layer.weights.count
      let end = middle + (layer.hasBias ? layer.units : 0)
      defer { start = end }
      return (Array(vector[start..<middle]), Array(vector[middle..<end]))
    }
  }

  /// (O, I) to (I, O).
  private static func turned(_ weights: [Double], _ units: Int, _ fanIn: Int) -> [Double] {
    DenseMatrix(rows: units, columns: fanIn, values: weights).transposed.values
  }

  /// sums += x w, (R, I) times (I, O).
  private static func add(
    _ x: [Double], times w: [Double], fanIn: Int, to sums: inout [Double]
  ) {
    let units = w.count / fanIn
    sums.withUnsafeMutableBufferPointer { sums in
      x.withUnsafeBufferPointer { x in
        w.withUnsafeBufferPointer { w in
          for row in 0..<x.count / fanIn {
            for input in 0..<fanIn {
              Axpy.add(
                x[row * fanIn + input], times: w.baseAddress! + input * units,
                to: sums.baseAddress! + row * units, count: units)
            }
          }
        }
      }
    }
  }
}
