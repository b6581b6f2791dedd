internal import TrainingModel

/// Whether a network must stay at the loss of the best constant answer for as long as it is trained.
///
/// Two kinds of start do. In one, on every row by itself, no weight and no hidden bias has a
/// gradient, whatever the output answers: every activation below a weight is 0, or nothing comes
/// back to the neuron above it. Then the last bias alone moves, towards the constant answer, if there
/// is one and the output's activation can take it there. In the other the gradients of the rows cancel
/// exactly, the last bias's too: a point from which descent by all rows at once never moves.
struct FrozenStart {
  private let spec: TrainingSpec
  private let start: NetworkWeights
  private let gradient: FirstGradient

  /// - Parameter gradient: that of the start.
  init(_ spec: TrainingSpec, start: NetworkWeights, gradient: FirstGradient) {
    self.spec = spec
    self.start = start
    self.gradient = gradient
  }

  /// Whether it stays at `constantLoss`.
  ///
  /// - Parameter budget: multiply-adds of a passage, which takes the rows that fit.
  /// - Complexity: O(rows × parameters), or O(parameters) where some gradient is not zero.
  func stays(at constantLoss: Double, budget: Int) -> Bool {
    let rules = spec.training.gradientRules
    guard !gradient.hidden.isEmpty,
      gradient.layers.allSatisfy({ $0.movingWeights == 0 && ($0.isOutput || $0.movingBiases == 0) }
      ),
      (rules.noise?.deviation ?? 0) == 0, rules.weightNoise == 0
    else { return false }
    // What takes weights towards zero, or passes only some or other inputs, leaves zeros alone; among
    // other weights it may wake a neuron.
    guard isInert || !disturbsWeights else { return false }
    let probe = LabelledRows(probing: spec, budget: budget)
    // Zeros answer alike to rows that were not looked at; others need not.
    guard isInert || probe.rows == spec.dataset.trainRows else { return false }
    return isStationary(at: constantLoss) || isSilent(on: probe) && reachesConstantAnswer
  }

  /// Whether all hidden weights and biases are zero.
  private var isInert: Bool {
    start.layers.dropLast().allSatisfy { layer in
      layer.weights.allSatisfy { $0 == 0 } && layer.biases.allSatisfy { $0 == 0 }
    }
  }

  private var disturbsWeights: Bool {
    let rules = spec.training.gradientRules
    return rules.l1 > 0 || rules.l2 > 0 || rules.inputNoise > 0
      || spec.training.optimizer["weight_decay"] > 0
      || spec.layers.contains {
        $0.regularization.dropout > 0 || $0.regularization.dropConnect > 0
      }
  }

  /// Whether no parameter at all has a gradient over all rows, each update takes them all, and the loss
  /// is the constant answer's.
  private func isStationary(at constantLoss: Double) -> Bool {
    let rows = spec.dataset.trainRows
    guard gradient.rows == rows, spec.training.batchSize ?? rows >= rows, !drawsRows,
      gradient.layers.allSatisfy({ $0.movingBiases == 0 }),
      !disturbsWeights || start.layers.allSatisfy({ $0.weights.allSatisfy { $0 == 0 } })
    else { return false }
    return abs(gradient.loss - constantLoss) <= LossGradients.rounding * max(1, constantLoss)
  }

  /// Whether an update changes what the rows themselves come to.
  private var drawsRows: Bool {
    spec.training.gradientRules.inputNoise > 0
      || spec.layers.contains {
        $0.regularization.dropout > 0 || $0.regularization.dropConnect > 0
      }
  }

  /// Whether on each row no weight and no hidden bias has a gradient, whatever comes back from the loss.
  private func isSilent(on probe: LabelledRows) -> Bool {
    let network = DenseNetwork(start, of: spec)
    let pass = DensePass(network, probe)
    for row in 0..<probe.rows {
      var heard = [Bool]()
      for index in network.layers.indices.reversed() {
        let layer = network.layers[index]
        var hears = (0..<layer.units).map { unit in
          layer.activation == .linear || pass.slopes[index][row * layer.units + unit] != 0
        }
        if index + 1 < network.layers.count {
          let above = network.layers[index + 1]
          for unit in hears.indices where hears[unit] {
            hears[unit] = heard.indices.contains {
              heard[$0] && above.weights[$0 * above.fanIn + unit] != 0
            }
          }
          if layer.hasBias, hears.contains(true) { return false }
        }
        // A mean over the units of a row tells all of them what one is told.
        if layer.normalization != .none, hears.contains(true) {
          hears = Array(repeating: true, count: layer.units)
        }
        heard = hears
        let below = index == 0 ? probe.inputs : pass.activations[index - 1]
        let range = row * layer.fanIn..<(row + 1) * layer.fanIn
        if heard.contains(true), below[range].contains(where: { $0 != 0 }) { return false }
      }
    }
    return true
  }

  /// Whether the last bias alone can bring every output to its constant answer.
  private var reachesConstantAnswer: Bool {
    guard let output = spec.layers.last, output.hasBias, let layer = start.layers.last
    else { return false }
    let loss = spec.training.loss
    guard !loss.takesLogits else { return true }
    let means = ConstantAnswer.means(spec.dataset.dataset(), outputs: spec.outputs)
    let range = output.activation.range
    return zip(means, layer.biases).allSatisfy { mean, bias in
      mean > range.lowerBound && mean < range.upperBound
        && output.activation.valueAndSlope(at: bias).slope != 0
    }
  }
}
