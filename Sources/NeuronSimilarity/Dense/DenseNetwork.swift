package import TrainingModel

/// A network in float64 in which a neuron may stand for several equal ones.
///
/// Letters: R rows, I fan in, O units of a layer, m copies. The pre-activation of neuron i is
/// bᵢ + Σⱼ mⱼ wᵢⱼ aⱼ, j over the neurons below: the weight of m copies is m times that of one. With
/// all copies 1 it is the plain network. Sums may be normalised before the bias is added. It shares
/// no code with the kernels that train.
package struct DenseNetwork: Sendable {
  /// One layer.
  package struct Layer: Sendable {
    let units: Int
    let fanIn: Int
    let activation: Activation
    let hasBias: Bool
    /// Of its sums, before the bias is added.
    let normalization: Normalization
    /// Of one copy, (O, I) row by row.
    var weights: [Double]
    /// One a neuron; zeros for a layer without.
    var biases: [Double]
    /// How many equal neurons each neuron stands for.
    let copies: [Double]
  }

  var layers: [Layer]
  let loss: LossFunction
  let inputs: Int

  /// The network of `spec` with these weights, every neuron standing for itself.
  ///
  /// - Precondition: the weights fit the spec's architecture.
  package init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    self.init(
      zip(weights.layers, spec.layers).map { layer, form in
        Layer(
          units: layer.units, fanIn: layer.fanIn, activation: form.activation,
          hasBias: form.hasBias, normalization: form.regularization.normalization,
          weights: layer.weights,
          biases: form.hasBias ? layer.biases : Array(repeating: 0, count: layer.units),
          copies: Array(repeating: 1, count: layer.units))
      }, loss: spec.training.loss, inputs: spec.inputs)
  }

  init(_ layers: [Layer], loss: LossFunction, inputs: Int) {
    self.layers = layers
    self.loss = loss
    self.inputs = inputs
  }

  /// inputs, then the neurons of every layer.
  package var widths: [Int] { [inputs] + layers.map(\.units) }

  /// Weights and biases in all.
  package var parameterCount: Int {
    layers.reduce(0) { $0 + $1.weights.count + ($1.hasBias ? $1.units : 0) }
  }

  /// How many copies each input of a layer stands for.
  func inputCopies(of index: Int) -> [Double] {
    index == 0 ? Array(repeating: 1, count: inputs) : layers[index - 1].copies
  }
}
