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
      guard answer.layers[index].effectiveRank[step].absence == .notComputed else { continue }
      answer.layers[index].effectiveRank[step] = Self.rank(
        of: weights, most: RecordingBounds.largestRankWork, isInterrupted)
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
      appendPartition(
        of: parameters[index], feeding: next, at: index, step: step,
        stayed: stayed[index] && nextStayed)
      append(.incoming, of: index, again: stayed[index], isInterrupted) {
        NeuronVectors(rowsOf: layer.parameters, neurons: layer.neurons)
      }
      append(.outgoing, of: index, again: !isFirst && nextStayed, isInterrupted) {
        next.map {
          NeuronVectors(
            columnsOf: $0.weights, rows: $0.units, columns: $0.fanIn, neurons: layer.neurons)
        }
      }
      appendDirections(
        of: layer.parameters, among: layer.neurons, at: index, stayed: stayed[index])
      let observed = Array(layer.neurons.indices)
      append(.gradient, of: index, again: false, isInterrupted) {
        NeuronVectors(rowsOf: layer.gradient, neurons: observed)
      }
      append(.activation, of: index, again: false, isInterrupted) {
        NeuronVectors(
          columnsOf: layer.activations, rows: probeRows, columns: observed.count,
          neurons: observed)
      }
      appendWeights(
        of: parameters[index], at: index, observation: count, stayed: stayed[index],
        isInterrupted)
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

  private mutating func appendPartition(
    of layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer?, at index: Int, step: Int,
    stayed: Bool
  ) {
    if stayed, let known = recorded.layers[index].distinctNeurons.last {
      recorded.layers[index].distinctNeurons.append(known)
      return
    }
    let partition = SymmetryPartition(of: layer, feeding: next)
    recorded.layers[index].distinctNeurons.append(partition.distinctCount)
    watches[index].observe(partition, at: step)
    recorded.layers[index].firstSplit = watches[index].firstSplit
  }

  private mutating func appendDirections(
    of layer: NetworkWeights.Layer, among neurons: [Int], at index: Int, stayed: Bool
  ) {
    let known = stayed ? recorded.layers[index].distinctDirections.last : nil
    recorded.layers[index].distinctDirections.append(
      known ?? Condensation.directions(of: layer, neurons: neurons).map { Double($0) })
  }

  /// Appends what the layer's own matrix is as a whole.
  private mutating func appendWeights(
    of layer: NetworkWeights.Layer, at index: Int, observation: Int, stayed: Bool,
    _ isInterrupted: () -> Bool
  ) {
    if stayed, let known = recorded.layers[index].effectiveRank.last, known.value != nil {
      recorded.layers[index].effectiveRank.append(known)
    } else {
      // 0, 1, 2, 4, 8, …
      let isMilestone = observation & (observation &- 1) == 0
      let most = isMilestone ? RecordingBounds.milestoneRankWork : RecordingBounds.everyStepRankWork
      recorded.layers[index].effectiveRank.append(
        Self.rank(
          of: layer, most: observation == 0 ? RecordingBounds.largestRankWork : most, isInterrupted)
      )
    }

    // Cheap enough to be measured whether or not the weights stayed.
    let displacement = WeightDisplacement(from: start[index], to: layer)
    recorded.layers[index].turnedDegrees.append(displacement.turnedDegrees)
    recorded.layers[index].normRatio.append(displacement.normRatio)
  }

  /// Appends what one kind of vectors shows: what was found last `again`, or what is measured now;
  /// only the output layer has none of one kind.
  private mutating func append(
    _ kind: SimilarityKind, of index: Int, again: Bool, _ isInterrupted: () -> Bool,
    _ vectors: () -> NeuronVectors?
  ) {
    if again, let summary = recorded.layers[index].summaries(of: kind).last,
      let spread = recorded.layers[index].spreads[kind].last
    {
      recorded.layers[index].append(summary, spread, of: kind)
    } else if let vectors = vectors() {
      let spread = VectorSpread.of(vectors)
      let form: UnitVectors.Form = kind == .activation ? .deviations : .directions
      recorded.layers[index].append(
        PairSummary.of(UnitVectors(vectors, form: form), isInterrupted: isInterrupted), spread,
        of: kind)
    } else {
      recorded.layers[index].append(
        .absent(.noOutgoingWeights), .absent(.noOutgoingWeights), of: kind)
    }
  }

  private static func rank(
    of layer: NetworkWeights.Layer, most: Int, _ isInterrupted: () -> Bool
  ) -> Measured<Double> {
    let rows = DistinctRows(layer)
    return rows.work <= most
      ? EffectiveRank.of(rows, isInterrupted: isInterrupted) : .absent(.notComputed)
  }
}

extension SimilarityRecord.Layer {
  /// Shortens every series to its first `count` entries.
  fileprivate mutating func keep(first count: Int) {
    func cut<Entry>(_ series: inout [Entry]) {
      series.removeLast(max(0, series.count - count))
    }
    cut(&distinctNeurons)
    cut(&incoming)
    cut(&outgoing)
    cut(&activation)
    cut(&gradient)
    for kind in SimilarityKind.allCases { cut(&spreads[kind]) }
    cut(&effectiveRank)
    cut(&turnedDegrees)
    cut(&normRatio)
    cut(&distinctDirections)
  }

  fileprivate mutating func append(
    _ summary: Measured<PairSummary>, _ spread: Measured<VectorSpread>, of kind: SimilarityKind
  ) {
    switch kind {
    case .incoming: incoming.append(summary)
    case .outgoing: outgoing.append(summary)
    case .activation: activation.append(summary)
    case .gradient: gradient.append(summary)
    }
    spreads[kind].append(spread)
  }
}
