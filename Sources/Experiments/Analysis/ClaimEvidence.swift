internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// What the claims are judged by: the start, the end, and what was recorded between.
package struct ClaimEvidence: Sendable {
  let training: RecordedTraining
  let atStart: NetworkHealth
  let atEnd: NetworkHealth

  /// The classes that training keeps, at both ends.
  let classesAtStart: EquitablePartition
  let classesAtEnd: EquitablePartition

  init(_ training: RecordedTraining) {
    self.training = training
    classesAtStart = EquitablePartition(training.start.weights, of: training.spec)
    classesAtEnd = EquitablePartition(
      training.end.weights, of: training.spec, after: training.end.step, from: classesAtStart)
    atStart = NetworkHealth(
      training.start.weights, of: training.spec, at: training.start.step, ranks: false)
    atEnd = NetworkHealth(
      training.end.weights, of: training.spec, at: training.end.step, ranks: false)
  }

  var spec: TrainingSpec { training.spec }
  var start: NetworkWeights { training.start.weights }
  var end: NetworkWeights { training.end.weights }
  var hiddenLayers: [Int] { Array(1..<max(1, spec.layers.count)) }

  /// The value that every weight starts from; nil where they differ. Biases do not count.
  var constant: Double? {
    guard let first = start.layers.first?.weights.first else { return nil }
    return start.layers.allSatisfy { $0.weights.allSatisfy { $0 == first } } ? first : nil
  }

  /// How many neurons a hidden layer amounts to.
  func classCount(ofLayer layer: Int, in classes: EquitablePartition) -> Int {
    classes.layers[layer - 1].classCount
  }

  var hasZeroBiases: Bool { start.layers.allSatisfy { $0.biases.allSatisfy { $0 == 0 } } }

  /// The most distinct neurons that a hidden layer had at any recorded step (at the start and the
  /// end where similarity was not recorded), layer by layer, and over how many steps.
  var mostDistinct: (layers: [Int], steps: Int) {
    let recorded = hiddenLayers.map { layer in
      training.series("distinct_neurons", layer: layer)?.compactMap { $0 }.map { Int($0) }
    }
    if let steps = recorded.first??.count, recorded.allSatisfy({ $0 != nil }) {
      return (recorded.map { $0?.max() ?? 0 }, steps)
    }
    return (
      hiddenLayers.map { layer in
        max(
          SymmetryPartition(ofLayer: layer, in: start).distinctCount,
          SymmetryPartition(ofLayer: layer, in: end).distinctCount)
      }, 2
    )
  }

  /// Members that tell ``mostDistinct``.
  var distinctMembers: JSONObject {
    let (layers, steps) = mostDistinct
    return [
      "most_distinct_neurons": .array(layers.map { .integer($0) }),
      "recorded_steps": .integer(steps),
    ]
  }

  /// Why a claim about zeros is not about this training; nil where it is.
  var notZero: Claim.Finding? {
    if spec.layers.count < 2 {
      return Claim.Finding(verdict: .doesNotApply, explanation: "The network has no hidden layer.")
    }
    guard constant == 0 else {
      return Claim.Finding(
        verdict: .doesNotApply, explanation: "Not all weights start at zero.")
    }
    return nil
  }

  /// Why a claim about equal weights is not about this training; nil where it is.
  var notConstant: Claim.Finding? {
    if spec.layers.count < 2 {
      return Claim.Finding(verdict: .doesNotApply, explanation: "The network has no hidden layer.")
    }
    guard constant != nil else {
      return Claim.Finding(
        verdict: .doesNotApply, explanation: "The weights do not start at one constant.")
    }
    return nil
  }

  /// The largest change of any weight, or bias, of a layer from start to end.
  func movement(ofLayer layer: Int) -> Double {
    let (before, after) = (start.layers[layer - 1], end.layers[layer - 1])
    let changes = zip(before.weights + before.biases, after.weights + after.biases).map {
      abs($0 - $1)
    }
    return changes.max() ?? 0
  }
}

extension [Double] {
  /// The largest less the smallest.
  var spread: Double { (self.max() ?? 0) - (self.min() ?? 0) }
}
