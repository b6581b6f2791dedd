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
/// Several groups, each as wide as one or two vectors, go through every operation one after the other. They
/// do not wait for one another, so the processor begins one group while the last results of another
/// are on their way: a small network alone leaves it idle most of the time.
public struct LaneGradient<Scalar: KernelScalar> {
  public var groups: Int
  /// Numbers from one group's parameters to the next one's.
  public var parameterStride: Int
  public var layers: UnsafeBufferPointer<LaneLayer<Scalar>>
  public var loss: LossKind
  public var rows: Int
  /// (groups, B, I) inputs and (groups, B, O) targets, a number of each network of the group each.
  public var inputs: UnsafePointer<Scalar>
  public var targets: UnsafePointer<Scalar>
  /// Takes each network's sum of its rows' losses, one number a network.
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
  func compute<E: LaneElement>(_: E.Type) -> Bool where E.Vector.Scalar == Scalar {
    forward(E.self, training: true)
    // A finite number less itself is 0; infinity and NaN give NaN, and a sum keeps it.
    var excess = E.Vector.zero
    for group in 0..<groups {
      for half in 0..<E.vectors {
        let total = compare(group, half, E.self)
        total.store(losses + (group &* E.vectors &+ half) &* E.Vector.scalarCount)
        excess += total - total
      }
    }
    backward(E.self, goesOn: false)
    return excess.sum() == 0
  }

  /// - Parameter training: whether ``backward(_:goesOn:)`` will follow.
  @inlinable @inline(__always)
  func forward<E: LaneElement>(_: E.Type, training: Bool) where E.Vector.Scalar == Scalar {
    var source = readOnly(inputs, E.self)
    for layer in layers {
      let target = elements(layer.activations, E.self)
      for group in 0..<groups {
        let parameters = UnsafePointer(
          elements(layer.parameters + group &* parameterStride, E.self))
        LaneProduct(
          rows: rows, columns: layer.units, depth: layer.inputs,
          a: source + group &* rows &* layer.inputs, aRow: layer.inputs, aDepth: 1,
          b: parameters, bDepth: layer.units, bColumn: 1,
          c: target + group &* rows &* layer.units, cRow: layer.units,
          start: parameters + layer.inputs &* layer.units
        ).compute()
      }
      if layer.activation != .linear {
        ActivationKernel<E.Vector>.apply(
          layer.activation, layer.activations, derivative: training ? layer.derivatives : nil,
          count: groups &* rows &* layer.units &* E.lanes)
      }
      source = UnsafePointer(target)
    }
  }

  /// - Parameter goesOn: whether the gradient goes on from that of earlier rows, as if all were one
  ///   batch.
  @inlinable @inline(__always)
  func backward<E: LaneElement>(_: E.Type, goesOn: Bool) where E.Vector.Scalar == Scalar {
    var index = layers.count &- 1
    while index >= 0 {
      let layer = layers[index]
      if layer.activation != .linear { multiplyByDerivatives(layer, E.self) }
      let deltas = elements(layer.deltas, E.self)
      let below =
        index == 0
        ? readOnly(inputs, E.self) : UnsafePointer(elements(layers[index &- 1].activations, E.self))
      for group in 0..<groups {
        let delta = deltas + group &* rows &* layer.units
        let gradient = elements(layer.gradient + group &* parameterStride, E.self)
        LaneProduct(
          rows: layer.inputs, columns: layer.units, depth: rows,
          a: below + group &* rows &* layer.inputs, aRow: 1, aDepth: layer.inputs,
          b: UnsafePointer(delta), bDepth: layer.units, bColumn: 1,
          c: gradient, cRow: layer.units, start: nil, goesOn: goesOn
        ).compute()
        if layer.hasBias {
          sumRows(
            delta, gradient + layer.inputs &* layer.units, layer.units, goesOn: goesOn)
        }
      }
      if index > 0 {
        // Element (o, i) of the turned matrix is (i, o) of the matrix: only the strides change.
        let passed = elements(layers[index &- 1].deltas, E.self)
        for group in 0..<groups {
          LaneProduct(
            rows: rows, columns: layer.inputs, depth: layer.units,
            a: UnsafePointer(deltas + group &* rows &* layer.units), aRow: layer.units, aDepth: 1,
            b: UnsafePointer(elements(layer.parameters + group &* parameterStride, E.self)),
            bDepth: 1, bColumn: layer.units,
            c: passed + group &* rows &* layer.inputs, cRow: layer.inputs, start: nil
          ).compute()
        }
      }
      index &-= 1
    }
  }

  @inlinable @inline(__always)
  func multiplyByDerivatives<E: LaneElement>(_ layer: LaneLayer<Scalar>, _: E.Type)
  where E.Vector.Scalar == Scalar {
    let deltas = UnsafeMutableRawPointer(layer.deltas).assumingMemoryBound(to: E.Vector.self)
    let derivatives = UnsafeRawPointer(layer.derivatives).assumingMemoryBound(to: E.Vector.self)
    for at in 0..<(groups &* rows &* layer.units &* E.vectors) {
      deltas[at] = deltas[at] * derivatives[at]
    }
  }

  /// The biases' gradient: each unit's deltas, top to bottom.
  @inlinable @inline(__always)
  func sumRows<E: LaneElement>(
    _ delta: UnsafeMutablePointer<E>, _ biases: UnsafeMutablePointer<E>, _ units: Int,
    goesOn: Bool
  ) {
    for unit in 0..<units {
      var sum = goesOn ? biases[unit] : E.zero
      for row in 0..<rows { sum = sum + delta[row &* units &+ unit] }
      biases[unit] = sum
    }
  }

  /// Fills one group's deltas of the last layer, those of one vector of each element.
  ///
  /// - Parameter eachRow: takes each row's loss.
  /// - Returns: each network's sum of its rows' losses.
  @inlinable @inline(__always)
  func compare<E: LaneElement>(
    _ group: Int, _ half: Int, _: E.Type,
    eachRow: (_ row: Int, _ loss: E.Vector) -> Void = { _, _ in }
  ) -> E.Vector where E.Vector.Scalar == Scalar {
    let last = layers[layers.count &- 1]
    let first = group &* rows &* last.units &* E.lanes &+ half &* E.Vector.scalarCount
    let answers = LaneAnswers<E.Vector>(
      rows: rows, units: last.units, stride: E.lanes, answers: last.activations + first,
      targets: targets + first, deltas: last.deltas + first, scale: E.Vector(repeating: scale))
    switch loss {
    case .binaryCrossEntropy: return answers.compare(LossFormula.binaryCrossEntropy, eachRow)
    case .meanSquaredError: return answers.compare(LossFormula.squaredError, eachRow)
    case .crossEntropy: return answers.compareBySoftmax(eachRow)
    }
  }

  @inlinable @inline(__always)
  func elements<E: LaneElement>(
    _ pointer: UnsafeMutablePointer<Scalar>, _: E.Type
  ) -> UnsafeMutablePointer<E> where E.Vector.Scalar == Scalar {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: E.self)
  }

  @inlinable @inline(__always)
  func readOnly<E: LaneElement>(
    _ pointer: UnsafePointer<Scalar>, _: E.Type
  ) -> UnsafePointer<E> where E.Vector.Scalar == Scalar {
    UnsafeRawPointer(pointer).assumingMemoryBound(to: E.self)
  }
}
