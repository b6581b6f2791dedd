package import TrainingModel

/// The fewest neurons that a network is found to amount to on its training rows: neurons merged,
/// although they differ, as long as that leaves its outputs where they are.
///
/// Layer by layer from the first hidden one, all neurons are merged into one, or those of classes that
/// are known, or those whose pre-activations are near one another; a layer takes the fewest classes
/// with which the outputs of the network, layers before it merged already, move by at most
/// ``tolerance`` of their own variation. A merged neuron has the mean of its members' incoming
/// weights and biases and the sum of their outgoing weights: ``QuotientNetwork``.
///
/// Distances of weights alone would not tell: after thousands of steps near-clones may lie half a
/// norm apart, in directions in which what they add up to does not move, and the network answers as
/// one neuron does. Outputs tell, and in proportion to their variation, since an answer that is
/// nearly constant is reproduced by anything. With all neurons of a layer merged, outputs of 286 of
/// 288 networks that were drawn at random and trained (three scales of draws, 4 to 16 neurons, four
/// data sets) move by 20 % to 250 % of it, those of the other two by 3 %: four neurons that two blobs
/// brought into one direction. Those of near-clones that have not come apart move by 10⁻¹² to 4 %.
package struct NearClasses: Sendable {
  /// What merging may move the outputs by, in parts of their variation, root mean squares both.
  package static let tolerance = 0.05
  /// Root mean square distances of two neurons' pre-activations over the rows, in parts of the larger
  /// one's root mean square, at which neurons are taken for near, one after the other: near ones join
  /// the first class whose first neuron they are near to.
  package static let distances = [1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625]
  /// Multiply-adds of one passage, which takes the rows that fit.
  package static let budget = 20_000_000
  /// Fewer rows of a larger set tell nothing.
  private static let fewestRows = 32

  /// From the first hidden layer to the output, whose neurons each stand alone.
  package let layers: [EquitablePartition.Layer]
  /// The rows looked at: all of the training set, or a ``RowSample``.
  package let rows: Int
  /// Mean losses over them, of the network and of the merged one.
  package let loss: Double
  package let mergedLoss: Double
  /// Root mean square distance of the two networks' outputs, in parts of the variation of the
  /// network's own: the root mean square deviation from their means over the rows.
  package let outputsApart: Double

  /// Inputs, then the neurons of every layer of the merged network.
  package var widths: [Int] { layers.map(\.classCount) }

  /// Of `weights`.
  ///
  /// - Parameters:
  ///   - known: classes to try beside those of near neurons.
  ///   - distances: see ``distances``; none to merge all neurons of a layer or those known.
  /// - Returns: `.constantActivation` where the outputs are the same on every row; `.notFinite`;
  ///   `.notComputed` where `budget` allows for too few rows.
  /// - Complexity: a passage of the rows for each layer and candidate, and for each distance
  ///   O(units × classes × rows), far less where neurons differ.
  package static func of(
    _ weights: NetworkWeights, _ spec: TrainingSpec, known: EquitablePartition? = nil,
    distances: [Double] = distances, budget: Int = budget
  ) -> Measured<NearClasses> {
    let rows = LabelledRows(probing: spec, budget: budget)
    let isWhole = rows.rows == spec.dataset.trainRows
    guard isWhole ? rows.rows * spec.parameterCount <= 4 * budget : rows.rows >= fewestRows else {
      return .absent(.notComputed)
    }
    let network = DenseNetwork(weights, of: spec)
    guard network.flattened.allSatisfy(\.isFinite) else { return .absent(.notFinite) }
    let pass = DensePass(network, rows)
    let answers = Answers(pass)
    guard answers.variation.isFinite else { return .absent(.notFinite) }
    guard answers.vary else { return .absent(.constantActivation) }
    var classes = EquitablePartition(weights, of: spec).layers
    var merged = (loss: pass.loss, apart: 0.0)
    let interruption = Interruption.current
    for index in classes.indices.dropLast() {
      let units = NeuronRows(pass.preactivations[index], units: weights.layers[index].units)
      let near = distances.map { units.classes(within: $0) }
      let candidates =
        ([EquitablePartition.Layer(leaders: Array(repeating: 0, count: units.count))]
        + (known.map { [$0.layers[index]] } ?? []) + near)
        .filter { $0.classCount < classes[index].classCount }
        .sorted { $0.classCount < $1.classCount }
      for candidate in candidates {
        if interruption.isRequested { return .absent(.notComputed) }
        var tried = classes
        tried[index] = candidate
        let quotient = QuotientNetwork(weights, of: spec, classes: tried.map(\.classes))
        let other = DensePass(quotient.network, rows)
        let apart = answers.distance(to: other)
        if apart <= tolerance {
          classes = tried
          merged = (other.loss, apart)
          break
        }
      }
    }
    return .present(
      NearClasses(
        layers: classes, rows: rows.rows, loss: pass.loss, mergedLoss: merged.loss,
        outputsApart: merged.apart))
  }
}

/// A network's outputs on some rows.
private struct Answers {
  private let values: [Double]
  /// Root mean square deviation of the outputs from their means over the rows.
  let variation: Double
  /// Whether they differ from row to row, beyond rounding.
  let vary: Bool

  init(_ pass: DensePass) {
    values = pass.activations.last ?? []
    let matrix = DenseMatrix(
      rows: pass.rows.rows, columns: pass.rows.outputs, values: values)
    variation = matrix.centred.values.meanSquare.squareRoot()
    vary = variation > 1e-9 * values.meanSquare.squareRoot()
  }

  /// Root mean square distance to another network's on the same rows, in parts of the variation.
  func distance(to other: DensePass) -> Double {
    let differences = zip(values, other.activations.last ?? []).map { $0 - $1 }
    return differences.meanSquare.squareRoot() / variation
  }
}

/// What each neuron of a layer sees on some rows: one row of numbers a neuron.
private struct NeuronRows {
  let count: Int
  private let values: [Double]
  private let length: Int
  private let squares: [Double]

  /// - Parameter matrix: (rows, units).
  init(_ matrix: [Double], units: Int) {
    count = units
    let (length, values) = (
      matrix.count / units,
      DenseMatrix(rows: matrix.count / units, columns: units, values: matrix).transposed.values
    )
    squares = (0..<units).map { unit in
      (0..<length).reduce(0) {
        $0 + values[unit * length + $1] * values[unit * length + $1]
      }
    }
    self.values = values
    self.length = length
  }

  /// Classes of neurons near to the first of each.
  func classes(within distance: Double) -> EquitablePartition.Layer {
    var leaders: [Int] = []
    let interruption = Interruption.current
    let leaderOf = (0..<count).map { neuron -> Int in
      if !interruption.isRequested,
        let found = leaders.first(where: { areNear($0, neuron, within: distance) })
      {
        return found
      }
      leaders.append(neuron)
      return neuron
    }
    return EquitablePartition.Layer(leaders: leaderOf)
  }

  private func areNear(_ a: Int, _ b: Int, within distance: Double) -> Bool {
    let most = distance * distance * max(squares[a], squares[b])
    var sum = 0.0
    for place in 0..<length {
      let difference = values[a * length + place] - values[b * length + place]
      sum += difference * difference
      if sum > most { return false }
    }
    return true
  }
}
