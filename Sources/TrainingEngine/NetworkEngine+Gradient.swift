internal import Kernels

// The gradient of a batch that passed back, and the step along it.
extension NetworkEngine {
  /// Multiply-adds of the largest gradient that ``learn(_:rows:update:)`` is for: it cannot be given up,
  /// and takes a few milliseconds with vectors.
  private static var mostWorkAtOnce: Int { 128_000_000 }

  /// Whether ``learn(_:rows:update:)`` may take the gradient of so many rows.
  func learnsAtOnce(rows: Int) -> Bool { rows * parameterCount <= Self.mostWorkAtOnce }

  /// Moves the weights along the gradient of a batch that ``pass(_:targets:rows:scale:isTurned:)`` took
  /// back, and turns the matrices round for the next one: panel by panel, while its numbers are in the
  /// cache. The gradient is left too. No part of it is left out once it has begun.
  ///
  /// - Parameters:
  ///   - inputs: the rows that passed.
  ///   - update: moves a range of parameters by their gradient.
  func learn(
    _ inputs: UnsafePointer<Scalar>, rows: Int, update: (_ range: Range<Int>) -> Void
  ) {
    team.run { part in
      for index in layers.indices {
        let layer = layers[index]
        let (own, columns) = gradientShare(ofLayer: index, part: part)
        guard !own.isEmpty else { continue }
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: layer.panel) {
          let panel = first..<min(columns.upperBound, first + layer.panel)
          kernels.product(
            gradientProduct(ofLayer: index, inputs, rows: rows, own, panel, restart: true))
          let start = layer.offset + first * layer.fanIn
          update((start + own.lowerBound * panel.count)..<(start + own.upperBound * panel.count))
          if index > 0 { turn(layer: index, inputs: own, firstUnit: first) }
        }
        guard own.upperBound == layer.fanIn else { continue }
        let biases = biasShare(ofLayer: index, columns)
        addBiasGradient(ofLayer: index, rows: rows, biases, restart: true)
        update((layer.biasOffset + biases.lowerBound)..<(layer.biasOffset + biases.upperBound))
      }
    }
  }

  /// One part of a layer's gradient.
  func accumulateGradient(
    ofLayer index: Int, _ inputs: UnsafePointer<Scalar>, rows: Int, restart: Bool, part: Int
  ) {
    let (own, columns) = gradientShare(ofLayer: index, part: part)
    multiply(gradientProduct(ofLayer: index, inputs, rows: rows, own, columns, restart: restart))
    guard own.upperBound == layers[index].fanIn, !own.isEmpty, !stepBreak.wasRaised else { return }
    addBiasGradient(
      ofLayer: index, rows: rows, biasShare(ofLayer: index, columns), restart: restart)
  }

  /// Inputs and columns that are a part's of a layer's gradient: panels of it, or rows where there are few
  /// panels.
  private func gradientShare(
    ofLayer index: Int, part: Int
  ) -> (inputs: Range<Int>, columns: Range<Int>) {
    let layer = layers[index]
    return layer.stride >= layer.panel * team.parts
      ? (0..<layer.fanIn, share(of: layer.stride, part: part, unit: layer.panel))
      : (share(of: layer.fanIn, part: part), 0..<layer.stride)
  }

  /// The product of some inputs of a layer, turned round, with some columns of its deltas.
  ///
  /// - Precondition: the columns begin at a panel.
  private func gradientProduct(
    ofLayer index: Int, _ inputs: UnsafePointer<Scalar>, rows: Int, _ own: Range<Int>,
    _ columns: Range<Int>, restart: Bool
  ) -> MatrixProduct<Scalar> {
    let layer = layers[index]
    let below = index == 0 ? inputs : UnsafePointer(activations[index - 1])
    return MatrixProduct(
      rows: own.count, columns: columns.count, depth: rows,
      a: below + own.lowerBound, aRow: 1,
      aDepth: index == 0 ? layer.fanIn : layers[index - 1].stride,
      b: gradientDeltas(ofLayer: index, from: columns.lowerBound),
      bLayout: layer.stride > layer.panel
        ? .panels(height: capacity, first: 0) : .rows(stride: layer.stride),
      c: gradient + layer.offset + columns.lowerBound * layer.fanIn,
      cLayout: .panels(height: layer.fanIn, first: own.lowerBound),
      start: restart ? zeros : nil)
  }

  /// A layer's deltas for its gradient, from the panel that begins at a column on.
  private func gradientDeltas(ofLayer index: Int, from column: Int) -> UnsafeMutablePointer<Scalar>
  {
    let layer = layers[index]
    return layer.stride > layer.panel ? panelDeltas[index] + column * capacity : deltas[index]
  }

  /// The biases whose gradient is for who has some columns of the matrix: the same ones, or all of a
  /// normalised layer for who has the last column, since their deltas do not stand in panels.
  private func biasShare(ofLayer index: Int, _ columns: Range<Int>) -> Range<Int> {
    let stride = layers[index].stride
    guard normalizations[index] != nil else { return columns }
    return columns.upperBound == stride ? 0..<stride : 0..<0
  }

  private func addBiasGradient(
    ofLayer index: Int, rows: Int, _ columns: Range<Int>, restart: Bool
  ) {
    let layer = layers[index]
    guard layer.hasBias, !columns.isEmpty else { return }
    if let deltas = normalizations[index]?.biasDeltas.pointer {
      let sums = gradient + layer.biasOffset
      if restart { sums.update(repeating: 0, count: layer.stride) }
      kernels.addRows(deltas, rows, layer.stride, sums)
      return
    }
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: layer.panel) {
      let width = min(layer.panel, columns.upperBound - column)
      let sums = gradient + layer.biasOffset + column
      if restart { sums.update(repeating: 0, count: width) }
      kernels.addRows(gradientDeltas(ofLayer: index, from: column), rows, width, sums)
    }
  }
}
