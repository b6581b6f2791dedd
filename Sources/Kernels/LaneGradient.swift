/// Where one dense layer of some networks stands, one network a lane: all pointers are to vectors
/// of one number of each network of a group, and the groups follow one another.
public struct LaneLayer<Scalar: KernelScalar> {
  public var inputs: Int
  public var units: Int
  public var activation: ActivationKind
  public var hasBias: Bool
  /// (I, O) weights, then O biases, and their gradients likewise, of the first group.
  public var parameters: UnsafeMutablePointer<Scalar>
  public var gradient: UnsafeMutablePointer<Scalar>
  /// (groups, B, O) activations, their derivatives by z, and the derivative of the loss by z.
  public var activations: UnsafeMutablePointer<Scalar>
  public var derivatives: UnsafeMutablePointer<Scalar>
  public var deltas: UnsafeMutablePointer<Scalar>

  @inlinable
  public init(
    inputs: Int, units: Int, activation: ActivationKind, hasBias: Bool,
    parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
    activations: UnsafeMutablePointer<Scalar>, derivatives: UnsafeMutablePointer<Scalar>,
    deltas: UnsafeMutablePointer<Scalar>
  ) {
    self.inputs = inputs
    self.units = units
    self.activation = activation
    self.hasBias = hasBias
    self.parameters = parameters
    self.gradient = gradient
    self.activations = activations
    self.derivatives = derivatives
    self.deltas = deltas
  }
}

/// One batch of every network: the gradients of all networks in one pass.
///
/// Several groups, each as wide as a vector, go through every operation one after the other. They
/// do not wait for one another, so the processor begins one group while the last results of another
/// are on their way: a small network alone leaves it idle most of the time.
public struct LaneGradient<Scalar: KernelScalar> {
  public var groups: Int
  /// Numbers from one group's parameters to the next one's.
  public var parameterStride: Int
  public var layers: UnsafeBufferPointer<LaneLayer<Scalar>>
  public var loss: LossKind
  public var rows: Int
  /// (groups, B, I) inputs and (groups, B, O) targets, a vector each.
  public var inputs: UnsafePointer<Scalar>
  public var targets: UnsafePointer<Scalar>
  /// Takes each network's sum of its rows' losses, one vector a group.
  public var losses: UnsafeMutablePointer<Scalar>
  /// Factor on the derivative of every row's loss.
  public var scale: Scalar

  @inlinable
  public init(
    groups: Int, parameterStride: Int, layers: UnsafeBufferPointer<LaneLayer<Scalar>>,
    loss: LossKind, rows: Int, inputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>,
    losses: UnsafeMutablePointer<Scalar>, scale: Scalar
  ) {
    self.groups = groups
    self.parameterStride = parameterStride
    self.layers = layers
    self.loss = loss
    self.rows = rows
    self.inputs = inputs
    self.targets = targets
    self.losses = losses
    self.scale = scale
  }

  /// Forward, loss and backward.
  ///
  /// - Returns: whether every network's loss is finite.
  @inlinable @inline(__always)
  func compute<V: KernelVector>(_: V.Type) -> Bool where V.Scalar == Scalar {
    forward(V.self)
    // A finite number less itself is 0; infinity and NaN give NaN, and a sum keeps it.
    var excess = V.zero
    for group in 0..<groups {
      let total = compare(group, V.self)
      total.store(losses + group &* V.scalarCount)
      excess += total - total
    }
    backward(V.self)
    return excess.sum() == 0
  }

  @inlinable @inline(__always)
  func forward<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    var source = UnsafeRawPointer(inputs).assumingMemoryBound(to: V.self)
    for layer in layers {
      let target = vectors(layer.activations, V.self)
      for group in 0..<groups {
        let parameters = UnsafePointer(
          vectors(layer.parameters + group &* parameterStride, V.self))
        LaneProduct(
          rows: rows, columns: layer.units, depth: layer.inputs,
          a: source + group &* rows &* layer.inputs, aRow: layer.inputs, aDepth: 1,
          b: parameters, bDepth: layer.units, bColumn: 1,
          c: target + group &* rows &* layer.units, cRow: layer.units,
          start: parameters + layer.inputs &* layer.units
        ).compute()
      }
      if layer.activation != .linear {
        ActivationKernel<V>.apply(
          layer.activation, layer.activations, derivative: layer.derivatives,
          count: groups &* rows &* layer.units &* V.scalarCount)
      }
      source = UnsafePointer(target)
    }
  }

  @inlinable @inline(__always)
  func backward<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    var index = layers.count &- 1
    while index >= 0 {
      let layer = layers[index]
      let deltas = vectors(layer.deltas, V.self)
      if layer.activation != .linear {
        let derivatives = vectors(layer.derivatives, V.self)
        for at in 0..<(groups &* rows &* layer.units) { deltas[at] = deltas[at] * derivatives[at] }
      }
      let below =
        index == 0
        ? UnsafeRawPointer(inputs).assumingMemoryBound(to: V.self)
        : UnsafePointer(vectors(layers[index &- 1].activations, V.self))
      for group in 0..<groups {
        let delta = deltas + group &* rows &* layer.units
        let gradient = vectors(layer.gradient + group &* parameterStride, V.self)
        LaneProduct(
          rows: layer.inputs, columns: layer.units, depth: rows,
          a: below + group &* rows &* layer.inputs, aRow: 1, aDepth: layer.inputs,
          b: UnsafePointer(delta), bDepth: layer.units, bColumn: 1,
          c: gradient, cRow: layer.units, start: nil
        ).compute()
        if layer.hasBias { sumRows(delta, gradient + layer.inputs &* layer.units, layer.units) }
      }
      if index > 0 {
        // Element (o, i) of the turned matrix is (i, o) of the matrix: only the strides change.
        let passed = vectors(layers[index &- 1].deltas, V.self)
        for group in 0..<groups {
          LaneProduct(
            rows: rows, columns: layer.inputs, depth: layer.units,
            a: UnsafePointer(deltas + group &* rows &* layer.units), aRow: layer.units, aDepth: 1,
            b: UnsafePointer(vectors(layer.parameters + group &* parameterStride, V.self)),
            bDepth: 1, bColumn: layer.units,
            c: passed + group &* rows &* layer.inputs, cRow: layer.inputs, start: nil
          ).compute()
        }
      }
      index &-= 1
    }
  }

  /// The biases' gradient: each unit's deltas, top to bottom.
  @inlinable @inline(__always)
  func sumRows<V: KernelVector>(
    _ delta: UnsafeMutablePointer<V>, _ biases: UnsafeMutablePointer<V>, _ units: Int
  ) {
    for unit in 0..<units {
      var sum = V.zero
      for row in 0..<rows { sum += delta[row &* units &+ unit] }
      biases[unit] = sum
    }
  }

  /// Fills one group's deltas of the last layer.
  ///
  /// - Returns: each network's sum of its rows' losses.
  @inlinable @inline(__always)
  func compare<V: KernelVector>(_ group: Int, _: V.Type) -> V where V.Scalar == Scalar {
    switch loss {
    case .binaryCrossEntropy:
      return elementwise(group, LossFormula<V>.binaryCrossEntropy)
    case .meanSquaredError:
      return elementwise(group, LossFormula<V>.squaredError)
    case .crossEntropy:
      return softmax(group, V.self)
    }
  }

  @inlinable @inline(__always)
  func elementwise<V: KernelVector>(
    _ group: Int, _ formula: (_ answer: V, _ target: V) -> (loss: V, derivative: V)
  ) -> V where V.Scalar == Scalar {
    let last = layers[layers.count &- 1]
    let first = group &* rows &* last.units
    let answers = vectors(last.activations, V.self) + first
    let deltas = vectors(last.deltas, V.self) + first
    let y = UnsafeRawPointer(targets).assumingMemoryBound(to: V.self) + first
    let factor = V(repeating: scale)
    var total = V.zero
    var at = 0
    for _ in 0..<rows {
      var rowLoss = V.zero
      for _ in 0..<last.units {
        let (loss, derivative) = formula(answers[at], y[at])
        rowLoss += loss
        deltas[at] = derivative * factor
        at &+= 1
      }
      total += rowLoss
    }
    return total
  }

  @inlinable @inline(__always)
  func softmax<V: KernelVector>(_ group: Int, _: V.Type) -> V where V.Scalar == Scalar {
    let last = layers[layers.count &- 1]
    let first = group &* rows &* last.units
    let factor = V(repeating: scale)
    var total = V.zero
    for row in 0..<rows {
      let at = first &+ row &* last.units
      let z = vectors(last.activations, V.self) + at
      let out = vectors(last.deltas, V.self) + at
      let y = UnsafeRawPointer(targets).assumingMemoryBound(to: V.self) + at
      var largest = z[0]
      for unit in 1..<max(1, last.units) {
        largest = V.select(z[unit], largest, whereLess: largest, than: z[unit])
      }
      var sum = V.zero
      var chosen = V.zero
      for unit in 0..<last.units {
        let e = V.exp(z[unit] - largest)
        out[unit] = e
        sum += e
        chosen = V.fma(y[unit], z[unit], chosen)
      }
      total += V.log(sum) + (largest - chosen)
      for unit in 0..<last.units { out[unit] = (out[unit] / sum - y[unit]) * factor }
    }
    return total
  }

  @inlinable @inline(__always)
  func vectors<V: KernelVector>(
    _ pointer: UnsafeMutablePointer<Scalar>, _: V.Type
  ) -> UnsafeMutablePointer<V> where V.Scalar == Scalar {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: V.self)
  }
}
