internal import TrainingModel

/// The Hessian of the mean loss in the differences of clones: a block of one neuron's own parameters.
///
/// The loss sees clones through the sum of what they contribute, so that for differences that add up
/// to zero only the contribution's own second derivative is left: with e the error sent to the
/// neuron's activation φ(z), z = w · x + b, and δₖ that sent to neuron k above,
///
///     Σ over rows  [ e φ''(z) x xᵀ   φ'(z) x δᵀ ]
///                  [ φ'(z) δ xᵀ      0           ]
///
/// with 1 beside x for a bias, and λ₂ on the weights' diagonal. A step of descent turns a difference u
/// into u - η B u: along an eigenvalue below 0 it grows. F. Chen, D. Kunin, A. Yamamura and S.
/// Ganguli, Stochastic Collapse, 2023.
///
/// A class of m equal neurons on either side counts as one direction, √m long; differences within
/// it have no curvature.
package struct TransverseBlock {
  /// Incoming weights, the bias where there is one, outgoing weights; merged neurons counted once.
  package let side: Int
  /// (side, side), symmetric.
  package private(set) var values: [Double]

  /// - Parameters:
  ///   - pass: of the rows through the network, taken back.
  ///   - index: the layer, a hidden one whose sums are not normalised.
  ///   - decay: λ₂.
  /// - Complexity: O(rows × side²).
  init(_ network: DenseNetwork, _ pass: DensePass, layer index: Int, unit: Int, decay: Double) {
    let (own, above) = (network.layers[index], network.layers[index + 1])
    let below = index == 0 ? pass.rows.inputs : pass.activations[index - 1]
    let (into, out) = (
      network.inputCopies(of: index).map { $0.squareRoot() },
      above.copies.map { $0.squareRoot() }
    )
    let inner = own.fanIn + (own.hasBias ? 1 : 0)
    side = inner + above.units
    var values = [Double](repeating: 0, count: side * side)
    var x = [Double](repeating: 1, count: inner)
    for row in 0..<pass.rows.rows {
      for input in 0..<own.fanIn { x[input] = into[input] * below[row * own.fanIn + input] }
      let place = row * own.units + unit
      let slope = own.activation == .linear ? 1 : pass.slopes[index][place]
      var error = 0.0
      for neuron in 0..<above.units {
        let sent = pass.sumDeltas[index + 1][row * above.units + neuron]
        error += above.copies[neuron] * sent * above.weights[neuron * above.fanIn + unit]
        let factor = slope * out[neuron] * sent
        for input in 0..<inner { values[(inner + neuron) * side + input] += factor * x[input] }
      }
      let bend = error * own.activation.curvature(at: pass.preactivations[index][place])
      guard bend != 0 else { continue }
      for input in 0..<inner {
        for other in 0...input { values[input * side + other] += bend * x[input] * x[other] }
      }
    }
    for row in 0..<side {
      for column in 0..<row { values[column * side + row] = values[row * side + column] }
    }
    for place in 0..<side where place < own.fanIn || place >= inner {
      values[place * side + place] += decay
    }
    self.values = values
  }

  /// Its smallest and largest eigenvalue; `nil` where a number is not finite.
  ///
  /// - Complexity: O(side³).
  package var ends: (smallest: Double, largest: Double)? {
    SpectrumEnds.of(count: side, most: min(side, 300), seeking: .both, times).value.map {
      ($0.smallest, $0.largest)
    }
  }

  /// B u.
  package func times(_ vector: [Double]) -> [Double] {
    (0..<side).map { row in
      var sum = 0.0
      for column in 0..<side { sum += values[row * side + column] * vector[column] }
      return sum
    }
  }
}
