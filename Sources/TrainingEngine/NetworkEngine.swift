internal import Kernels
internal import TrainingModel

/// One network in memory: its parameters, and the buffers of one batch that passes through it.
///
/// Letters: B rows of a batch, I inputs and O units of a layer, S = O padded to whole vectors.
/// Nothing is allocated after `init`. Work is split between the parts of a phase over output
/// elements only, rows of activations or rows of a gradient, never within a sum.
final class NetworkEngine<Scalar: KernelScalar> {
  let layers: [LayerLayout]
  let kernels: KernelSet<Scalar>
  /// Looked at between the pieces of a long pass, which it ends: what was computed is then void.
  let stepBreak: StepBreak
  /// Whether a layer is normalised over the rows of a batch, which therefore pass together.
  let normalizesBatches: Bool
  /// The most rows that pass through at once.
  let capacity: Int
  /// Numbers of all parameters, padding included.
  let parameterCount: Int
  /// Weights and biases as ``LayerLayout`` places them, and their gradient likewise.
  let parameters: UnsafeMutablePointer<Scalar>
  let gradient: UnsafeMutablePointer<Scalar>
  /// Loss of each row that passed through last.
  let rowLosses: UnsafeMutablePointer<Scalar>
  /// By layer, factors on the activations of a batch that passes forward for training, (B, S), and
  /// on what comes back; `nil` for none.
  var activationFactors: [UnsafeMutablePointer<Scalar>?]
  /// By layer, `nil` where sums are not normalised.
  let normalizations: [NormalizationLayer<Scalar>?]
  private let loss: LossKind
  let team: ThreadTeam
  private let arena: NumberArena<Scalar>
  /// By layer, (B, S): activations, their derivatives by z, and the derivative of the loss by z.
  let activations: [UnsafeMutablePointer<Scalar>]
  private let derivatives: [UnsafeMutablePointer<Scalar>]
  let deltas: [UnsafeMutablePointer<Scalar>]
  /// By layer, (B, S) in panels: the deltas once more, for the gradient's product; empty where a
  /// row is no wider than a panel, so that rows are panels.
  let panelDeltas: [UnsafeMutablePointer<Scalar>]
  /// By layer, (O, I padded) in panels: the matrix turned round for the way back; empty for the
  /// first.
  let transposed: [UnsafeMutablePointer<Scalar>]
  /// Zeros, at least one row long, for chains that start from nothing.
  let zeros: UnsafeMutablePointer<Scalar>

  init(
    _ spec: TrainingSpec, capacity: Int, kernels: KernelSet<Scalar>, team: ThreadTeam,
    stepBreak: StepBreak = StepBreak()
  ) {
    self.stepBreak = stepBreak
    normalizesBatches = spec.normalizesBatches
    let layers = LayerLayout.layouts(of: spec, width: kernels.width)
    self.layers = layers
    self.kernels = kernels
    self.capacity = capacity
    self.team = team
    activationFactors = layers.map { _ in nil }
    normalizations = zip(layers, spec.layers).map { layout, layer in
      let kind = layer.regularization.normalization
      return kind == .none ? nil : NormalizationLayer(kind, layout, capacity: capacity)
    }
    loss = spec.training.loss.kernel
    parameterCount = layers.last?.end ?? 0
    let passing = layers.map { capacity * $0.stride }
    let derived = layers.map { $0.activation == .linear ? 0 : capacity * $0.stride }
    let turned = layers.indices.map {
      $0 == 0 ? 0 : layers[$0].units * layers[$0 - 1].stride
    }
    let panelled = layers.map { $0.stride > $0.panel ? capacity * $0.stride : 0 }
    let widest = layers.map(\.stride).max() ?? 0
    let arena = NumberArena<Scalar>(
      counts: [parameterCount, parameterCount, capacity, widest] + passing + passing + derived
        + panelled + turned)
    self.arena = arena
    parameters = arena.cut(parameterCount)
    gradient = arena.cut(parameterCount)
    rowLosses = arena.cut(capacity)
    zeros = arena.cut(widest)
    activations = passing.map(arena.cut)
    deltas = passing.map(arena.cut)
    derivatives = derived.map(arena.cut)
    panelDeltas = panelled.map(arena.cut)
    transposed = turned.map(arena.cut)
  }

  /// Lets rows pass, while `body` runs, by the statistics of those that passed last: what batch
  /// normalisation does with rows that it was not trained on.
  func withKeptStatistics<Value>(_ body: () -> Value) -> Value {
    for normalization in normalizations { normalization?.keepsStatistics = true }
    defer { for normalization in normalizations { normalization?.keepsStatistics = false } }
    return body()
  }

  /// The answers of the batch that passed through last, (B, S of the last layer).
  var answers: UnsafePointer<Scalar> { UnsafePointer(activations[layers.count - 1]) }

  /// Activations of a layer for the batch that passed through last, (B, S).
  func activation(ofLayer index: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(activations[index])
  }

  /// Derivatives of a layer's activations by its sums, (B, S), for the batch that passed forward for
  /// training last; `nil` where all are 1.
  func derivative(ofLayer index: Int) -> UnsafePointer<Scalar>? {
    layers[index].activation == .linear ? nil : UnsafePointer(derivatives[index])
  }

  /// Derivatives of the loss by what a layer hands to its activation, (B, S), for the batch that
  /// passed back last.
  func delta(ofLayer index: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(normalizations[index]?.biasDeltas.pointer ?? deltas[index])
  }

  /// Takes B rows of inputs (B, I) through every layer and compares the answers to B rows of
  /// targets (B, S), which fills ``rowLosses`` and the last layer's delta.
  ///
  /// - Parameters:
  ///   - training: whether ``backward(_:rows:restart:)`` will follow.
  ///   - scale: factor on the derivative of every row's loss.
  func forward(
    _ inputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, rows: Int, scale: Double,
    training: Bool
  ) {
    team.run { part in
      let own = share(of: rows, part: part)
      if training { turnShare(part) }
      guard !own.isEmpty else { return }
      forEachPiece(of: own) {
        passForward(inputs, targets: targets, rows: $0, scale: scale, training: training)
      }
    }
  }

  /// Some rows of the batch through every layer, and their losses.
  private func passForward(
    _ inputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, rows own: Range<Int>,
    scale: Double, training: Bool
  ) {
    var source = inputs + own.lowerBound * layers[0].fanIn
    var sourceStride = layers[0].fanIn
    for (index, layer) in layers.enumerated() {
      let offset = own.lowerBound * layer.stride
      let target = activations[index] + offset
      let normalization = normalizations[index]
      var product = MatrixProduct(
        rows: own.count, columns: layer.stride, depth: layer.fanIn,
        a: source, aRow: sourceStride, aDepth: 1,
        b: parameters + layer.offset, bLayout: .panels(height: layer.fanIn, first: 0),
        c: target, cLayout: .rows(stride: layer.stride),
        start: normalization == nil ? parameters + layer.biasOffset : zeros)
      if normalization == nil {
        product.activation = layer.activation.kernel
        product.derivative = training ? derivatives[index] + offset : nil
      }
      multiply(product)
      if let normalization {
        normalization.forward(
          activations[index], rows: own, bias: parameters + layer.biasOffset)
        if layer.activation != .linear {
          kernels.activate(
            layer.activation.kernel, target, training ? derivatives[index] + offset : nil,
            own.count * layer.stride)
        }
      }
      if training, let factors = activationFactors[index] {
        kernels.multiply(target, factors + offset, own.count * layer.stride)
      }
      source = UnsafePointer(target)
      sourceStride = layer.stride
    }
    let last = layers[layers.count - 1]
    let offset = own.lowerBound * last.stride
    kernels.loss(
      loss,
      LossGradient(
        rows: own.count, outputs: last.units, stride: last.stride, answers: answers + offset,
        targets: targets + offset, gradient: deltas[layers.count - 1] + offset,
        rowLosses: rowLosses + own.lowerBound, scale: Scalar(rounding: scale)))
  }

  /// Takes the last layer's delta back through every layer and leaves the gradient.
  ///
  /// - Parameters:
  ///   - inputs: the rows that passed forward.
  ///   - restart: false goes on with the gradient of earlier rows, as if all were one batch.
  func backward(_ inputs: UnsafePointer<Scalar>, rows: Int, restart: Bool) {
    team.run { part in
      let own = share(of: rows, part: part)
      if !own.isEmpty { forEachPiece(of: own) { passBack(rows: $0) } }
    }
    team.run { part in
      for index in layers.indices {
        accumulateGradient(ofLayer: index, inputs, rows: rows, restart: restart, part: part)
      }
    }
  }

  /// Takes the rows of a batch forward, as ``forward(_:targets:rows:scale:training:)`` does for
  /// training, and back down to the deltas of every layer: what ``learn(_:rows:update:)`` needs.
  ///
  /// - Parameters:
  ///   - isTurned: whether the matrices were turned round since the weights moved last.
  ///   - gather: puts some rows of the batch into their places, first of all.
  func pass(
    _ inputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, rows: Int, scale: Double,
    isTurned: Bool, gather: (_ rows: Range<Int>) -> Void
  ) {
    if !isTurned { team.run { turnShare($0) } }
    team.run { part in
      let own = share(of: rows, part: part)
      guard !own.isEmpty else { return }
      gather(own)
      forEachPiece(of: own) {
        passForward(inputs, targets: targets, rows: $0, scale: scale, training: true)
        passBack(rows: $0)
      }
    }
  }

  /// Hands each part of a phase a range of parameters of its own.
  func updateShares(_ update: (_ range: Range<Int>) -> Void) {
    team.run { part in
      let own = share(of: parameterCount, part: part, unit: layers[0].panel)
      if !own.isEmpty { update(own) }
    }
  }

  /// The deltas of every layer for some rows of the batch.
  private func passBack(rows: Range<Int>) {
    // What the product that left this layer's delta has done with it already.
    var done = (derivatives: false, panels: false)
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let offset = rows.lowerBound * layer.stride
      let delta = deltas[index] + offset
      if let factors = activationFactors[index] {
        kernels.multiply(delta, factors + offset, rows.count * layer.stride)
      }
      if layer.activation != .linear, !done.derivatives {
        kernels.multiply(delta, derivatives[index] + offset, rows.count * layer.stride)
      }
      normalizations[index]?.backward(deltas[index], rows: rows)
      if layer.stride > layer.panel, !done.panels {
        copyToPanels(deltas[index], ofLayer: index, rows: rows)
      }
      guard index > 0 else { return }
      let below = layers[index - 1]
      let offsetBelow = rows.lowerBound * below.stride
      var product = MatrixProduct(
        rows: rows.count, columns: below.stride, depth: layer.units,
        a: delta, aRow: layer.stride, aDepth: 1,
        b: transposed[index], bLayout: .panels(height: layer.units, first: 0),
        c: deltas[index - 1] + offsetBelow, cLayout: .rows(stride: below.stride), start: zeros)
      // Dropped activations come before the derivatives, normalisation between them and the panels.
      done.derivatives = activationFactors[index - 1] == nil
      done.panels = done.derivatives && normalizations[index - 1] == nil
      if done.derivatives, below.activation != .linear {
        product.factors = UnsafePointer(derivatives[index - 1] + offsetBelow)
      }
      if done.panels, below.stride > below.panel {
        product.copy = panelDeltas[index - 1]
        product.copyLayout = .panels(height: capacity, first: rows.lowerBound)
      }
      multiply(product)
    }
  }

  /// Some rows of a layer's deltas, (B, S), to their places among the panels.
  private func copyToPanels(
    _ source: UnsafeMutablePointer<Scalar>, ofLayer index: Int, rows: Range<Int>
  ) {
    let layer = layers[index]
    for column in stride(from: 0, to: layer.stride, by: layer.panel) {
      let width = min(layer.panel, layer.stride &- column)
      let panel = panelDeltas[index] + column &* capacity
      for row in rows {
        (panel + row &* width).update(from: source + (row &* layer.stride &+ column), count: width)
      }
    }
  }

  /// The share that a part has of `count` things, in whole units: shares differ by at most one unit, by
  /// default two rows, since a tile of two rows still fills the multipliers and an idle part does not.
  func share(of count: Int, part: Int, unit: Int = 2) -> Range<Int> {
    guard team.parts > 1 else { return 0..<count }
    let units = (count + unit - 1) / unit
    let first = min(count, unit * (units * part / team.parts))
    return first..<min(count, unit * (units * (part + 1) / team.parts))
  }
}
