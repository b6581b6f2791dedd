/// The losses that kernels know; the training core's `LossFunction` maps onto them.
public enum LossKind: UInt8, Sendable, CaseIterable {
  case binaryCrossEntropy, crossEntropy, meanSquaredError
}

/// The losses that are a sum over the outputs: one output's share and its derivative.
@usableFromInline
enum LossFormula<V: KernelVector> {
  /// log(1 + exp(z)) - y z, from a logit z.
  @inlinable @inline(__always)
  static func binaryCrossEntropy(_ z: V, _ y: V) -> (loss: V, derivative: V) {
    (V.fma(V.zero - y, z, V.softplus(z)), V.sigmoid(z) - y)
  }

  /// (a - y)² / 2.
  @inlinable @inline(__always)
  static func squaredError(_ a: V, _ y: V) -> (loss: V, derivative: V) {
    let error = a - y
    return (V(repeating: 0.5) * error * error, error)
  }
}

/// The loss of each row of a batch and its derivative by the network's answer.
public struct LossGradient<Scalar: KernelScalar> {
  public var rows: Int
  public var outputs: Int
  /// Elements from one row to the next, in answers, targets and gradient alike.
  public var stride: Int
  /// What the network answered: logits, or activations for the squared error.
  public var answers: UnsafePointer<Scalar>
  public var targets: UnsafePointer<Scalar>
  /// Takes scale × ∂(loss of the row)/∂(answer); the padding of each row becomes 0.
  public var gradient: UnsafeMutablePointer<Scalar>
  /// Takes the loss of each row.
  public var rowLosses: UnsafeMutablePointer<Scalar>
  public var scale: Scalar

  @inlinable
  public init(
    rows: Int, outputs: Int, stride: Int, answers: UnsafePointer<Scalar>,
    targets: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
    rowLosses: UnsafeMutablePointer<Scalar>, scale: Scalar
  ) {
    self.rows = rows
    self.outputs = outputs
    self.stride = stride
    self.answers = answers
    self.targets = targets
    self.gradient = gradient
    self.rowLosses = rowLosses
    self.scale = scale
  }

  @inlinable @inline(__always)
  func compute<V: KernelVector>(_ kind: LossKind, _: V.Type) where V.Scalar == Scalar {
    switch kind {
    case .binaryCrossEntropy:
      elementwise(V.self, LossFormula<V>.binaryCrossEntropy)
    case .meanSquaredError:
      elementwise(V.self, LossFormula<V>.squaredError)
    case .crossEntropy:
      softmax(V.self)
    }
  }

  /// A loss that is a sum over the outputs of a function of answer and target.
  @inlinable @inline(__always)
  func elementwise<V: KernelVector>(
    _: V.Type, _ function: (_ answer: V, _ target: V) -> (loss: V, derivative: V)
  ) where V.Scalar == Scalar {
    if outputs == 1 {
      singleOutput(V.self, function)
    } else {
      for row in 0..<rows {
        let offset = row &* stride
        var loss: Scalar = 0
        var column = 0
        while column < outputs {
          let at = offset &+ column
          let (losses, derivative) = function(V.load(answers + at), V.load(targets + at))
          let used = min(V.scalarCount, outputs &- column)
          (derivative * V(repeating: scale)).store(gradient + at)
          for lane in 0..<used { loss += losses[lane] }
          for lane in used..<V.scalarCount { gradient[at &+ lane] = 0 }
          column &+= V.scalarCount
        }
        clearPadding(from: column, offset: offset)
        rowLosses[row] = loss
      }
    }
  }

  /// The same for one output: a vector holds as many rows as it has elements.
  @inlinable @inline(__always)
  func singleOutput<V: KernelVector>(
    _: V.Type, _ function: (_ answer: V, _ target: V) -> (loss: V, derivative: V)
  ) where V.Scalar == Scalar {
    var row = 0
    while row < rows {
      let used = min(V.scalarCount, rows &- row)
      var answer = V.zero
      var target = V.zero
      for lane in 0..<used {
        answer[lane] = answers[(row &+ lane) &* stride]
        target[lane] = targets[(row &+ lane) &* stride]
      }
      let (losses, derivative) = function(answer, target)
      let scaled = derivative * V(repeating: scale)
      for lane in 0..<used {
        rowLosses[row &+ lane] = losses[lane]
        let offset = (row &+ lane) &* stride
        V.zero.store(gradient + offset)
        clearPadding(from: V.scalarCount, offset: offset)
        gradient[offset] = scaled[lane]
      }
      row &+= V.scalarCount
    }
  }

  /// log Σ exp(z) - Σ y z by row, with the largest z taken out of the exponentials; the logarithms of
  /// as many rows at once as a vector has elements.
  @inlinable @inline(__always)
  func softmax<V: KernelVector>(_: V.Type) where V.Scalar == Scalar {
    var first = 0
    while first < rows {
      let count = min(V.scalarCount, rows &- first)
      var sums = V(repeating: 1)
      var rests = V.zero
      for lane in 0..<count {
        let (sum, rest) = softmaxRow(V.self, offset: (first &+ lane) &* stride)
        sums[lane] = sum
        rests[lane] = rest
      }
      let losses = V.log(sums) + rests
      for lane in 0..<count { rowLosses[first &+ lane] = losses[lane] }
      first &+= count
    }
  }

  /// The derivative of one row, and of its loss Σ exp(z - max z) and max z - Σ y z.
  @inlinable @inline(__always)
  func softmaxRow<V: KernelVector>(
    _: V.Type, offset: Int
  ) -> (sum: Scalar, rest: Scalar) where V.Scalar == Scalar {
    let z = answers + offset
    let y = targets + offset
    let out = gradient + offset
    var largest = z[0]
    for column in 1..<max(1, outputs) where largest < z[column] { largest = z[column] }
    var column = 0
    while column < outputs {
      V.exp(V.load(z + column) - V(repeating: largest)).store(out + column)
      column &+= V.scalarCount
    }
    var sum: Scalar = 0
    var chosen: Scalar = 0
    for index in 0..<outputs {
      sum += out[index]
      chosen = chosen.addingProduct(y[index], z[index])
    }
    let divisor = V(repeating: sum)
    column = 0
    while column < outputs {
      let share = V.load(out + column) / divisor - V.load(y + column)
      (share * V(repeating: scale)).store(out + column)
      column &+= V.scalarCount
    }
    for index in outputs..<stride { out[index] = 0 }
    return (sum, largest - chosen)
  }

  @inlinable @inline(__always)
  func clearPadding(from column: Int, offset: Int) {
    var at = column
    while at < stride {
      gradient[offset &+ at] = 0
      at &+= 1
    }
  }
}
