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
  private let normalizations: [NormalizationLayer<Scalar>?]
  private let loss: LossKind
  private let team: ThreadTeam
  private let arena: NumberArena<Scalar>
  /// By layer, (B, S): activations, their derivatives by z, and the derivative of the loss by z.
  private let activations: [UnsafeMutablePointer<Scalar>]
  private let derivatives: [UnsafeMutablePointer<Scalar>]
  private let deltas: [UnsafeMutablePointer<Scalar>]
  /// By layer, (B, S) in panels: the deltas once more, for the gradient's product; empty where a
  /// row is no wider than a panel, so that rows are panels.
  private let panelDeltas: [UnsafeMutablePointer<Scalar>]
  /// By layer, (O, I padded) in panels: the matrix turned round for the way back; empty for the
  /// first.
  private let transposed: [UnsafeMutablePointer<Scalar>]
  /// Zeros, at least one row long, for chains that start from nothing.
  private let zeros: UnsafeMutablePointer<Scalar>

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
      if training { transposeShare(part) }
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

  /// Hands each part of a phase a range of parameters of its own.
  func updateShares(_ update: (_ range: Range<Int>) -> Void) {
    team.run { part in
      let own = share(of: parameterCount, part: part, unit: layers[0].panel)
      if !own.isEmpty { update(own) }
    }
  }

  /// The deltas of every layer for some rows of the batch.
  private func passBack(rows: Range<Int>) {
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let offset = rows.lowerBound * layer.stride
      let delta = deltas[index] + offset
      if let factors = activationFactors[index] {
        kernels.multiply(delta, factors + offset, rows.count * layer.stride)
      }
      if layer.activation != .linear {
        kernels.multiply(delta, derivatives[index] + offset, rows.count * layer.stride)
      }
      normalizations[index]?.backward(deltas[index], rows: rows)
      if layer.stride > layer.panel { copyToPanels(deltas[index], ofLayer: index, rows: rows) }
      guard index > 0 else { return }
      let below = layers[index - 1]
      multiply(
        MatrixProduct(
          rows: rows.count, columns: below.stride, depth: layer.units,
          a: delta, aRow: layer.stride, aDepth: 1,
          b: transposed[index], bLayout: .panels(height: layer.units, first: 0),
          c: deltas[index - 1] + rows.lowerBound * below.stride,
          cLayout: .rows(stride: below.stride), start: zeros))
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

  /// One part of a layer's gradient: panels of it, or rows where there are few panels.
  private func accumulateGradient(
    ofLayer index: Int, _ inputs: UnsafePointer<Scalar>, rows: Int, restart: Bool, part: Int
  ) {
    let layer = layers[index]
    var own = 0..<layer.fanIn
    var columns = 0..<layer.stride
    if layer.stride >= layer.panel * team.parts {
      columns = share(of: layer.stride, part: part, unit: layer.panel)
    } else {
      own = share(of: layer.fanIn, part: part)
    }
    let below = index == 0 ? inputs : UnsafePointer(activations[index - 1])
    let isPanelled = layer.stride > layer.panel
    let delta =
      isPanelled
      ? panelDeltas[index] + columns.lowerBound * capacity : deltas[index]
    multiply(
      MatrixProduct(
        rows: own.count, columns: columns.count, depth: rows,
        a: below + own.lowerBound, aRow: 1,
        aDepth: index == 0 ? layer.fanIn : layers[index - 1].stride,
        b: delta,
        bLayout: isPanelled
          ? .panels(height: capacity, first: 0) : .rows(stride: layer.stride),
        c: gradient + layer.offset + columns.lowerBound * layer.fanIn,
        cLayout: .panels(height: layer.fanIn, first: own.lowerBound),
        start: restart ? zeros : nil))
    guard layer.hasBias, own.upperBound == layer.fanIn, !own.isEmpty else { return }
    if let deltas = normalizations[index]?.biasDeltas.pointer {
      guard columns.upperBound == layer.stride else { return }
      let sums = gradient + layer.biasOffset
      if restart { sums.update(repeating: 0, count: layer.stride) }
      kernels.addRows(deltas, rows, layer.stride, sums)
      return
    }
    var column = columns.lowerBound
    while column < columns.upperBound, !stepBreak.wasRaised {
      let width = min(layer.panel, columns.upperBound - column)
      let sums = gradient + layer.biasOffset + column
      if restart { sums.update(repeating: 0, count: width) }
      kernels.addRows(delta + (column - columns.lowerBound) * capacity, rows, width, sums)
      column += width
    }
  }

  /// One part's rows of every matrix, turned round, in blocks of a panel by a panel: both the
  /// numbers read and those written then stand together.
  private func transposeShare(_ part: Int) {
    for index in layers.indices.dropFirst() {
      let layer = layers[index]
      let below = layers[index - 1]
      let matrix = parameters + layer.offset
      let turned = transposed[index]
      let inputs = share(of: below.stride, part: part, unit: layer.panel)
      for firstInput in stride(from: inputs.lowerBound, to: inputs.upperBound, by: layer.panel) {
        let inputWidth = min(layer.panel, below.stride &- firstInput)
        let target = turned + firstInput &* layer.units
        let rows = min(inputWidth, layer.fanIn &- firstInput)
        for firstUnit in stride(from: 0, to: layer.units, by: layer.panel) {
          let unitWidth = min(layer.panel, layer.stride &- firstUnit)
          let source = matrix + (firstUnit &* layer.fanIn &+ firstInput &* unitWidth)
          for unit in 0..<min(unitWidth, layer.units &- firstUnit) {
            let row = target + (firstUnit &+ unit) &* inputWidth
            for input in 0..<rows { row[input] = source[input &* unitWidth &+ unit] }
          }
        }
      }
    }
  }

  /// The share that a part has of `count` things, in whole units: shares differ by at most one unit, by
  /// default a step of the products' tiles.
  private func share(of count: Int, part: Int, unit: Int = 6) -> Range<Int> {
    guard team.parts > 1 else { return 0..<count }
    let units = (count + unit - 1) / unit
    let first = min(count, unit * (units * part / team.parts))
    return first..<min(count, unit * (units * (part + 1) / team.parts))
  }
}
