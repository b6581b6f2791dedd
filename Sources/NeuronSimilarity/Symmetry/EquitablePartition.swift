package import TrainingModel

/// The coarsest partition of a network's neurons whose classes training keeps: each stands for one
/// neuron of a smaller network, whether or not its members are equal.
///
/// Neurons of a class have equal biases, equal sums of incoming weights from each class below and
/// equal sums of outgoing weights to each class above; inputs and outputs each stand alone. Then
/// their activations agree on every input, the errors sent back to them too, and every weight
/// between two classes gets one gradient, so that the sums stay equal: by mathematics for every rule
/// that moves a weight by its own gradient and shrinks it in proportion, whatever its rate. Neurons
/// that are equal bit for bit lie in one class and stay equal to the last bit; where sums alone are
/// equal, rounding differs from neuron to neuron, and where the class repels its difference, that
/// ends it. B. Simsek et al., Geometry of the Loss Landscape in Overparameterized Neural Networks,
/// 2021.
package struct EquitablePartition: Sendable, Equatable {
  /// The classes of one layer.
  package struct Layer: Sendable, Equatable {
    /// The class of each neuron, numbered in the order of their first neurons.
    package let classOfNeuron: [Int]
    package let classCount: Int

    /// The neurons of each class, ascending.
    ///
    /// - Complexity: O(units).
    package var classes: [[Int]] {
      var classes = [[Int]](repeating: [], count: classCount)
      for (neuron, group) in classOfNeuron.enumerated() { classes[group].append(neuron) }
      return classes
    }
  }

  /// From the first hidden layer to the output, whose neurons each stand alone.
  package let layers: [Layer]

  /// The classes of weights that a training of `spec` starts from.
  ///
  /// - Complexity: O(parameters) a round; two or three rounds for a random start, at most as many as
  ///   there are neurons.
  package init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    self.init(weights, tolerance: Self.rounding(spec.precision))
  }

  /// The classes of weights that a training of `spec` has come to in so many steps: those of its start
  /// that are left, each step's rounding allowed for, or those that the weights alone show where
  /// these are fewer.
  ///
  /// - Complexity: that of both.
  package init(
    _ weights: NetworkWeights, of spec: TrainingSpec, after steps: Int,
    from start: EquitablePartition
  ) {
    let own = EquitablePartition(weights, of: spec)
    let kept = EquitablePartition(
      weights,
      // Rounding takes a random walk.
      tolerance: Self.rounding(spec.precision) * Double(1 + max(0, steps)).squareRoot(),
      splitting: start.layers)
    self = own.neurons < kept.neurons ? own : kept
  }

  /// What rounding may make of equal sums, relative to the sum of a neuron's magnitudes.
  static func rounding(_ precision: Precision) -> Double {
    16 * (precision == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne)
  }

  /// Neurons that the network amounts to.
  private var neurons: Int { layers.reduce(0) { $0 + $1.classCount } }

  /// Colour refinement: all neurons of a layer are taken for one class, or those of the classes given,
  /// and classes are split until every class sees the same of every other.
  ///
  /// - Parameter tolerance: relative to the largest sum of magnitudes of a neuron of the layer. Being
  ///   near is not transitive: a neuron joins the class whose first neuron it agrees with.
  package init(_ weights: NetworkWeights, tolerance: Double, splitting first: [Layer]? = nil) {
    let count = weights.layers.count
    var classes =
      first
      ?? weights.layers.enumerated().map { index, layer in
        index + 1 == count
          ? Layer(classOfNeuron: Array(0..<layer.units), classCount: layer.units)
          : Layer(classOfNeuron: Array(repeating: 0, count: layer.units), classCount: 1)
      }
    var isStill = false
    let interruption = Interruption.current
    while !isStill, !interruption.isRequested {
      isStill = true
      for index in 0..<max(0, count - 1)
      where classes[index].classCount < weights.layers[index].units {
        let below = index == 0 ? nil : classes[index - 1]
        let refined = Self.refine(
          classes[index],
          by: NeuronSums(
            weights.layers[index], feeding: weights.layers[index + 1], below: below,
            above: classes[index + 1]), tolerance: tolerance)
        if refined.classCount > classes[index].classCount { isStill = false }
        classes[index] = refined
      }
    }
    layers = classes
  }

  /// Splits the classes of a layer by what their neurons see.
  private static func refine(
    _ layer: Layer, by sums: NeuronSums, tolerance: Double
  ) -> Layer {
    // One number a neuron, near for neurons that agree: only those near one another are compared.
    let keys = sums.keys
    let order = keys.indices.sorted {
      (layer.classOfNeuron[$0], keys[$0], $0) < (layer.classOfNeuron[$1], keys[$1], $1)
    }
    let window = tolerance * sums.keyScale
    var leaderOf = Array(keys.indices)
    var leaders: [Int] = []
    for neuron in order {
      let found = leaders.reversed().lazy
        .prefix {
          layer.classOfNeuron[$0] == layer.classOfNeuron[neuron]
            && keys[neuron] - keys[$0] <= window
        }
        .first { sums.agree($0, neuron, tolerance: tolerance) }
      leaderOf[neuron] = found ?? neuron
      if found == nil { leaders.append(neuron) }
    }
    return Layer(leaders: leaderOf)
  }
}

extension EquitablePartition.Layer {
  /// The classes of neurons with one leader.
  ///
  /// - Complexity: O(units).
  init(leaders: [Int]) {
    var numberOf: [Int: Int] = [:]
    classOfNeuron = leaders.map { leader -> Int in
      let next = numberOf.count
      return numberOf[leader]
        ?? {
          numberOf[leader] = next; return next
        }()
    }
    classCount = numberOf.count
  }
}
