// Letters: B rows of a batch, S = B padded to whole vectors, I inputs and O units of a layer.

/// Where one dense layer of a network stands whose batch lies across the lanes: a vector holds the
/// same unit's number of as many rows as it has lanes.
public struct RowLayer<Scalar: KernelScalar> {
  public var inputs: Int
  public var units: Int
  public var activation: ActivationKind
  /// (I, O) weights, then O biases.
  public var parameters: UnsafePointer<Scalar>
  /// (O, S) activations, their derivatives by z, and the derivative of the loss by z.
  public var activations: UnsafeMutablePointer<Scalar>
  public var derivatives: UnsafeMutablePointer<Scalar>
  public var deltas: UnsafeMutablePointer<Scalar>

  @inlinable
  public init(
    inputs: Int, units: Int, activation: ActivationKind, parameters: UnsafePointer<Scalar>,
    activations: UnsafeMutablePointer<Scalar>, derivatives: UnsafeMutablePointer<Scalar>,
    deltas: UnsafeMutablePointer<Scalar>
  ) {
    self.inputs = inputs
    self.units = units
    self.activation = activation
    self.parameters = parameters
    self.activations = activations
    self.derivatives = derivatives
    self.deltas = deltas
  }
}

/// What one parameter's derivative is a sum over the rows of: its input times its unit's delta.
public struct GradientChain<Scalar: KernelScalar> {
  /// B numbers: activations of the layer below, or ones for a bias.
  public var inputs: UnsafePointer<Scalar>
  /// B numbers.
  public var deltas: UnsafePointer<Scalar>

  @inlinable
  public init(inputs: UnsafePointer<Scalar>, deltas: UnsafePointer<Scalar>) {
    self.inputs = inputs
    self.deltas = deltas
  }
}

/// The gradient of one batch of a network too narrow to fill vectors with the units of a layer.
///
/// The rows, which do not depend on one another, fill them instead. Only the sums over the rows are
/// left to single numbers, each one chain in the rows' order: the same operations as
/// ``LaneGradient``'s and ``MatrixProduct``'s, to the bit.
public struct RowGradient<Scalar: KernelScalar> {
  public var layers: UnsafeBufferPointer<RowLayer<Scalar>>
  public var loss: LossKind
  public var rows: Int
  /// S of every buffer.
  public var stride: Int
  /// (I, S) inputs and (O, S) targets.
  public var inputs: UnsafePointer<Scalar>
  public var targets: UnsafePointer<Scalar>
  /// Takes the loss of each row, S numbers.
  public var rowLosses: UnsafeMutablePointer<Scalar>
  /// One a parameter, padded with chains of zeros to a multiple of 4.
  public var chains: UnsafeBufferPointer<GradientChain<Scalar>>
  /// Takes the gradient, a number a chain, and zeros to the end of the last vector.
  public var gradient: UnsafeMutablePointer<Scalar>
  /// For each lane of a vector, a vector of zeros with a one in that lane.
  public var laneMarks: UnsafePointer<Scalar>
  /// Factor on the derivative of every row's loss.
  public var scale: Scalar

  @inlinable
  public init(
    layers: UnsafeBufferPointer<RowLayer<Scalar>>, loss: LossKind, rows: Int, stride: Int,
    inputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>,
    rowLosses: UnsafeMutablePointer<Scalar>, chains: UnsafeBufferPointer<GradientChain<Scalar>>,
    gradient: UnsafeMutablePointer<Scalar>, laneMarks: UnsafePointer<Scalar>, scale: Scalar
  ) {
    self.layers = layers
    self.loss = loss
    self.rows = rows
    self.stride = stride
    self.inputs = inputs
    self.targets = targets
    self.rowLosses = rowLosses
    self.chains = chains
    self.gradient = gradient
    self.laneMarks = laneMarks
    self.scale = scale
  }

  /// Forward, loss and backward.
  ///
  /// - Returns: the sum of the rows' losses.
  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) -> Scalar where V.Scalar == Scalar {
    var first = 0
    while first < rows {
      forward(first, V.self)
      compare(first, V.self)
      backward(first, V.self)
      first &+= V.scalarCount
    }
    accumulate(V.self)
    var sum: Scalar = 0
    for row in 0..<rows { sum += rowLosses[row] }
    return sum
  }

  /// The rows from `first` on, as many as a vector holds, through every layer.
  @inlinable @inline(__always)
  func forward<V: KernelVector>(_ first: Int, _: V.Type) where V.Scalar == Scalar {
    var source = inputs + first
    for layer in layers {
      ActivationKernel<V>.with(layer.activation) { function in
        let activations = layer.activations + first
        let derivatives = layer.derivatives + first
        var unit = 0
        // Two at once, whose functions do not wait for each other.
        while unit &+ 2 <= layer.units {
          let (z0, z1): (V, V) = sums(layer, source, unit, 1)
          let (f0, f1) = (function(z0), function(z1))
          f0.value.store(activations + unit &* stride)
          f1.value.store(activations + (unit &+ 1) &* stride)
          f0.derivative.store(derivatives + unit &* stride)
          f1.derivative.store(derivatives + (unit &+ 1) &* stride)
          unit &+= 2
        }
        if unit < layer.units {
          let (z, _): (V, V) = sums(layer, source, unit, 0)
          let f = function(z)
          f.value.store(activations + unit &* stride)
          f.derivative.store(derivatives + unit &* stride)
        }
      }
      source = UnsafePointer(layer.activations + first)
    }
  }

  /// What a layer hands to its activation for a unit and the one `next` further.
  @inlinable @inline(__always)
  func sums<V: KernelVector>(
    _ layer: RowLayer<Scalar>, _ source: UnsafePointer<Scalar>, _ unit: Int, _ next: Int
  ) -> (V, V) where V.Scalar == Scalar {
    var weights = layer.parameters + unit
    let biases = weights + layer.inputs &* layer.units
    var (z0, z1) = (V(repeating: biases[0]), V(repeating: biases[next]))
    var numbers = source
    for _ in 0..<layer.inputs {
      let x = V.load(numbers)
      z0 = V.fma(x, V(repeating: weights[0]), z0)
      z1 = V.fma(x, V(repeating: weights[next]), z1)
      numbers += stride
      weights += layer.units
    }
    return (z0, z1)
  }

  /// Their losses, and the last layer's deltas by what it answers.
  @inlinable @inline(__always)
  func compare<V: KernelVector>(_ first: Int, _: V.Type) where V.Scalar == Scalar {
    let last = layers[layers.count &- 1]
    let answers = LaneAnswers<V>(
      rows: 1, units: last.units, stride: stride, answers: last.activations + first,
      targets: targets + first, deltas: last.deltas + first, scale: V(repeating: scale))
    let losses: V
    switch loss {
    case .binaryCrossEntropy:
      losses = answers.compare(LossFormula.binaryCrossEntropy) { _, _ in }
    case .meanSquaredError: losses = answers.compare(LossFormula.squaredError) { _, _ in }
    case .crossEntropy: losses = answers.compareBySoftmax { _, _ in }
    }
    losses.store(rowLosses + first)
  }

  /// The deltas of every layer.
  @inlinable @inline(__always)
  func backward<V: KernelVector>(_ first: Int, _: V.Type) where V.Scalar == Scalar {
    var index = layers.count &- 1
    let last = layers[index]
    if last.activation != .linear {
      for unit in 0..<last.units {
        let place = unit &* stride &+ first
        (V.load(last.deltas + place) * V.load(last.derivatives + place))
          .store(last.deltas + place)
      }
    }
    while index > 0 {
      let layer = layers[index]
      let below = layers[index &- 1]
      for input in 0..<layer.inputs {
        var delta = V.zero
        for unit in 0..<layer.units {
          let weight = V(repeating: layer.parameters[input &* layer.units &+ unit])
          delta = V.fma(V.load(layer.deltas + (unit &* stride &+ first)), weight, delta)
        }
        let place = input &* stride &+ first
        if below.activation != .linear { delta = delta * V.load(below.derivatives + place) }
        delta.store(below.deltas + place)
      }
      index &-= 1
    }
  }

  /// The sums over the rows, four side by side, which do not wait for one another.
  @inlinable @inline(__always)
  func accumulate<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    var at = 0
    while at < chains.count {
      if V.scalarCount < 4 {
        let sums = sums(from: at)
        gradient[at] = sums.0
        gradient[at &+ 1] = sums.1
        gradient[at &+ 2] = sums.2
        gradient[at &+ 3] = sums.3
        at &+= 4
      } else {
        // Gathered in a vector before they are stored: numbers stored one by one and read as a vector
        // soon after would hold up the update that follows.
        var whole = V.zero
        var lane = 0
        while lane < V.scalarCount, at &+ lane < chains.count {
          let sums = sums(from: at &+ lane)
          put(sums.0, lane, &whole)
          put(sums.1, lane &+ 1, &whole)
          put(sums.2, lane &+ 2, &whole)
          put(sums.3, lane &+ 3, &whole)
          lane &+= 4
        }
        whole.store(gradient + at)
        at &+= V.scalarCount
      }
    }
  }

  /// Puts a number into one lane of a vector.
  @inlinable @inline(__always)
  func put<V: KernelVector>(_ number: Scalar, _ lane: Int, _ vector: inout V)
  where V.Scalar == Scalar {
    let mark = V.load(laneMarks + lane &* V.scalarCount)
    vector = V.select(V(repeating: number), vector, whereLess: V.zero, than: mark)
  }

  /// Four chains of multiply-adds.
  @inlinable @inline(__always)
  func sums(from chain: Int) -> (Scalar, Scalar, Scalar, Scalar) {
    let (c0, c1) = (chains[chain], chains[chain &+ 1])
    let (c2, c3) = (chains[chain &+ 2], chains[chain &+ 3])
    var sums: (Scalar, Scalar, Scalar, Scalar) = (0, 0, 0, 0)
    for row in 0..<rows {
      sums.0 = sums.0.addingProduct(c0.inputs[row], c0.deltas[row])
      sums.1 = sums.1.addingProduct(c1.inputs[row], c1.deltas[row])
      sums.2 = sums.2.addingProduct(c2.inputs[row], c2.deltas[row])
      sums.3 = sums.3.addingProduct(c3.inputs[row], c3.deltas[row])
    }
    return sums
  }
}
