package import KernelDispatch
package import TrainingEngine
package import TrainingModel

/// Turns what is observed of a training, step by step, into a ``SimilarityRecord``.
///
/// It runs beside the training and its cost is bounded:
/// - Pairs are taken over the neurons that an observation chose: see ``RecordingBounds/neurons``.
/// - The effective rank of a layer whose singular values take more than ``RecordingBounds/everyStepRankWork``
///   multiplications is measured at the first, the powers of two and the last of the recorded
///   steps, counted from 0; beyond ``RecordingBounds/milestoneRankWork`` at the first and the last alone; beyond
///   ``RecordingBounds/largestRankWork`` never. The record says `.notComputed` elsewhere.
/// - Small layers, which ``LaneSimilarity`` takes, are measured by it at every step.
/// - What belongs to weights that did not move since the last recorded step is not measured again,
///   and equal neurons are measured once.
package struct SimilarityRecorder {
  private var recorded = SimilarityRecord()
  private var start: [WeightDirection] = []
  private var last: [NetworkWeights.Layer] = []
  private var watches: [SplitWatch] = []
  /// Where the network is small: then what follows the layers above is not used.
  private var small: ObservationLane?
  private let kernels: KernelVariant

  /// A recorder that has seen nothing yet.
  package init(kernels: KernelVariant = .best) { self.kernels = kernels }

  /// A recorder that goes on from where another stood.
  ///
  /// - Parameters:
  ///   - record: what that one had recorded, at one step or more: ``recordSoFar``.
  ///   - start: the network at the first of its steps.
  ///   - last: and at the last of them: ``lastWeights``; nil only for a small network.
  package init(
    goingOnFrom record: SimilarityRecord, start: NetworkWeights, last: NetworkWeights?,
    kernels: KernelVariant = .best
  ) {
    recorded = record
    self.kernels = kernels
    if Self.isSmall(start.layers) {
      small = ObservationLane(start.layers, start: start, kernels: kernels.neurons)
      return
    }
    guard let last else { preconditionFailure("a large network goes on from its last weights") }
    self.start = start.layers.map(WeightDirection.init)
    self.last = last.layers
    watches = record.layers.map { layer in
      SplitWatch(
        start: SymmetryPartition(ofLayer: layer.layer, in: start), firstSplit: layer.firstSplit)
    }
  }

  /// What was recorded so far, without the effective ranks that only the end is worth.
  package var recordSoFar: SimilarityRecord { recorded }
  private static func isSmall(_ layers: [NetworkWeights.Layer]) -> Bool {
    LaneSimilarity.takes(layers.flatMap { [$0.fanIn, $0.units] })
  }

  /// The network at the last recorded step; nil before the first, and for a small network, which is
  /// measured without it.
  package var lastWeights: NetworkWeights? {
    last.isEmpty ? nil : NetworkWeights(layers: last)
  }

  /// Takes the next recorded step in.
  ///
  /// - Precondition: observations are of one network, in the order of their steps.
  /// - Parameter isInterrupted: asked every few milliseconds whether to give up.
  /// - Returns: false if it gave up: then the recorder has forgotten the step.
  /// - Complexity: O(observed neurons² × (fan in + fan out + probe rows) + weights) a layer, plus the
  ///   effective rank.
  @discardableResult
  package mutating func observe(
    _ observation: Observation, isInterrupted: () -> Bool = { false }
  ) -> Bool {
    observe(
      step: observation.point.step, layers: observation.layers,
      probeRows: observation.probeRows, isInterrupted: isInterrupted)
  }

  /// Everything recorded so far, complete to its last step.
  ///
  /// - Parameter isInterrupted: asked every few milliseconds whether to leave them out after all.
  /// - Complexity: O(record), plus the effective ranks left out at the last step.
  package func record(isInterrupted: () -> Bool = { false }) -> SimilarityRecord {
    var answer = recorded
    for (index, weights) in last.enumerated() {
      let step = answer.steps.count - 1
      guard answer.layers[index].effectiveRank(at: step).absence == .notComputed else { continue }
      answer.layers[index].replaceRank(
        at: step,
        by: Self.rank(of: weights, most: RecordingBounds.largestRankWork, isInterrupted))
    }
    return answer
  }

  @discardableResult
  package mutating func observe(
    step: Int, layers: [Observation.Layer], probeRows: Int,
    isInterrupted: () -> Bool = { false }
  ) -> Bool {
    let parameters = layers.map(\.parameters)
    if Self.isSmall(parameters) {
      if isInterrupted() { return false }
      let lane = small ?? ObservationLane(parameters, start: nil, kernels: kernels.neurons)
      small = lane
      lane.append(layers, probeRows: probeRows, at: step, to: &recorded)
      return true
    }
    let isFirst = recorded.steps.isEmpty
    if isFirst {
      start = parameters.map(WeightDirection.init)
      watches = Array(repeating: SplitWatch(), count: parameters.count)
      recorded.layers = layers.enumerated().map { index, layer in
        .init(
          layer: index + 1, units: layer.parameters.units, isOutput: index + 1 == layers.count,
          sampledUnits: layer.neurons.count)
      }
    }
    precondition(parameters.map(\.weights.count) == start.map(\.weights.count), "another network")
    let count = recorded.steps.count
    recorded.steps.append(step)
    let stayed = parameters.indices.map { !isFirst && parameters[$0] == last[$0] }
    for (index, layer) in layers.enumerated() {
      if isInterrupted() { break }
      let next = index + 1 < parameters.count ? parameters[index + 1] : nil
      let nextStayed = next == nil || stayed[index + 1]
      let distinct = distinctNeurons(
        of: parameters[index], feeding: next, at: index, step: step,
        stayed: stayed[index] && nextStayed)
      let incoming = pairs(.incoming, of: index, again: stayed[index], isInterrupted) {
        NeuronVectors(rowsOf: layer.parameters, neurons: layer.neurons)
      }
      let outgoing = pairs(.outgoing, of: index, again: !isFirst && nextStayed, isInterrupted) {
        next.map {
          NeuronVectors(
            columnsOf: $0.weights, rows: $0.units, columns: $0.fanIn, neurons: layer.neurons)
        }
      }
      let directions = directions(
        of: layer.parameters, among: layer.neurons, at: index, stayed: stayed[index])
      let observed = Array(layer.neurons.indices)
      let gradient = pairs(.gradient, of: index, again: false, isInterrupted) {
        NeuronVectors(rowsOf: layer.gradient, neurons: observed)
      }
      let activation = pairs(.activation, of: index, again: false, isInterrupted) {
        NeuronVectors(
          columnsOf: layer.activations, rows: probeRows, columns: observed.count,
          neurons: observed)
      }
      let rank = rank(
        of: parameters[index], at: index, observation: count, stayed: stayed[index],
        isInterrupted)
      // Cheap enough to be measured whether or not the weights stayed.
      let displacement = WeightDisplacement(from: start[index], to: parameters[index])
      recorded.layers[index].append { row in
        row.put(Double(distinct), at: SimilarityPlace.distinctNeurons)
        for (kind, (summary, spread)) in [
          (SimilarityKind.incoming, incoming), (.outgoing, outgoing), (.activation, activation),
          (.gradient, gradient),
        ] {
          row.put(summary, of: kind)
          row.put(spread, of: kind)
        }
        row.put(rank, at: SimilarityPlace.effectiveRank)
        row.put(displacement.turnedDegrees, at: SimilarityPlace.turnedDegrees)
        row.put(displacement.normRatio, at: SimilarityPlace.normRatio)
        row.put(directions, at: SimilarityPlace.distinctDirections)
      }
    }
    if isInterrupted() {
      forget(step, number: count)
      return false
    }
    last = parameters
    return true
  }

  /// Forgets what was recorded of a step, perhaps of some layers only.
  private mutating func forget(_ step: Int, number: Int) {
    guard number > 0 else {
      self = SimilarityRecorder(kernels: kernels)
      return
    }
    recorded.steps.removeLast()
    for index in recorded.layers.indices {
      recorded.layers[index].keep(first: number)
      watches[index].forget(step: step)
      recorded.layers[index].firstSplit = watches[index].firstSplit
    }
  }

  /// What was found last of a layer that `stayed`, or is found now.
  private mutating func distinctNeurons(
    of layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer?, at index: Int, step: Int,
    stayed: Bool
  ) -> Int {
    if stayed, let last = lastRow(of: index) {
      return recorded.layers[index].distinctNeurons(at: last)
    }
    let partition = SymmetryPartition(of: layer, feeding: next)
    watches[index].observe(partition, at: step)
    recorded.layers[index].firstSplit = watches[index].firstSplit
    return partition.distinctCount
  }

  private func directions(
    of layer: NetworkWeights.Layer, among neurons: [Int], at index: Int, stayed: Bool
  ) -> Measured<Double> {
    if stayed, let last = lastRow(of: index) {
      return recorded.layers[index].measured(SimilarityPlace.distinctDirections, at: last)
    }
    return Condensation.directions(of: layer, neurons: neurons).map { Double($0) }
  }

  private func rank(
    of layer: NetworkWeights.Layer, at index: Int, observation: Int, stayed: Bool,
    _ isInterrupted: () -> Bool
  ) -> Measured<Double> {
    if stayed, let last = lastRow(of: index) {
      let known = recorded.layers[index].effectiveRank(at: last)
      if known.value != nil { return known }
    }
    // 0, 1, 2, 4, 8, …
    let isMilestone = observation & (observation &- 1) == 0
    let most = isMilestone ? RecordingBounds.milestoneRankWork : RecordingBounds.everyStepRankWork
    return Self.rank(
      of: layer, most: observation == 0 ? RecordingBounds.largestRankWork : most, isInterrupted)
  }

  /// What one kind of vectors shows: what was found last `again`, or what is measured now; only the
  /// output layer has none of one kind.
  private func pairs(
    _ kind: SimilarityKind, of index: Int, again: Bool, _ isInterrupted: () -> Bool,
    _ vectors: () -> NeuronVectors?
  ) -> (Measured<PairSummary>, Measured<VectorSpread>) {
    if again, let last = lastRow(of: index) {
      let layer = recorded.layers[index]
      return (layer.summary(of: kind, at: last), layer.spread(of: kind, at: last))
    }
    guard let vectors = vectors() else {
      return (.absent(.noOutgoingWeights), .absent(.noOutgoingWeights))
    }
    let spread = VectorSpread.of(vectors)
    let form: UnitVectors.Form = kind == .activation ? .deviations : .directions
    return (
      PairSummary.of(UnitVectors(vectors, form: form), isInterrupted: isInterrupted), spread
    )
  }

  private func lastRow(of index: Int) -> Int? {
    let count = recorded.layers[index].count
    return count > 0 ? count - 1 : nil
  }

  private static func rank(
    of layer: NetworkWeights.Layer, most: Int, _ isInterrupted: () -> Bool
  ) -> Measured<Double> {
    let rows = DistinctRows(layer)
    return rows.work <= most
      ? EffectiveRank.of(rows, isInterrupted: isInterrupted) : .absent(.notComputed)
  }
}
