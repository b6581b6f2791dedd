public import TrainingCore

/// Turns what is observed of a training, step by step, into a ``SimilarityRecord``.
///
/// It runs beside the training and its cost is bounded:
/// - Pairs are taken over at most ``sampleLimit`` neurons of a layer, at even distances.
/// - The effective rank of a layer whose singular values take more than ``everyStepWork``
///   multiplications is measured at the first, the powers of two and the last of the recorded
///   steps, counted from 0; beyond ``milestoneWork`` at the first and the last alone; beyond
///   ``largestWork`` never. The record says `.notComputed` elsewhere.
/// - What belongs to weights that did not move since the last recorded step is not measured again,
///   and equal neurons are measured once.
public struct SimilarityRecorder: Sendable {
  /// The most neurons of a layer whose pairs are summed up.
  public static let sampleLimit = 128
  /// Larger side × (smaller side)² of the distinct rows up to which the rank is measured at every
  /// recorded step: two or three milliseconds.
  public static let everyStepWork = 1 << 20
  /// The same up to which it is measured at the powers of two: some 50 milliseconds.
  public static let milestoneWork = 1 << 27
  /// The same up to which it is measured at all: about a second.
  public static let largestWork = 1 << 31

  private var recorded = SimilarityRecord()
  private var start: [NetworkWeights.Layer] = []
  private var last: [NetworkWeights.Layer] = []
  private var watches: [SplitWatch] = []

  /// A recorder that has seen nothing yet.
  public init() {}

  /// Takes the next recorded step in.
  ///
  /// - Precondition: observations are of one network, in the order of their steps.
  /// - Complexity: O(units² × (fan in + fan out + probe rows)) a layer, units at most
  ///   ``sampleLimit``, plus the effective rank.
  public mutating func observe(_ observation: Observation) {
    observe(
      step: observation.point.step, parameters: observation.layers.map(\.parameters),
      gradients: observation.layers.map(\.gradient),
      activations: observation.layers.map(\.activations), probeRows: observation.probeRows)
  }

  /// Everything recorded so far, complete to its last step.
  ///
  /// - Complexity: O(record), plus the effective ranks left out at the last step.
  public func record() -> SimilarityRecord {
    var answer = recorded
    for (index, weights) in last.enumerated() {
      let step = answer.steps.count - 1
      guard answer.layers[index].effectiveRank[step].absence == .notComputed else { continue }
      answer.layers[index].effectiveRank[step] = Self.rank(of: weights, most: Self.largestWork)
    }
    return answer
  }

  package mutating func observe(
    step: Int, parameters: [NetworkWeights.Layer], gradients: [NetworkWeights.Layer],
    activations: [[Double]], probeRows: Int
  ) {
    let isFirst = recorded.steps.isEmpty
    if isFirst {
      start = parameters
      watches = Array(repeating: SplitWatch(), count: parameters.count)
      recorded.layers = parameters.enumerated().map { index, layer in
        .init(
          layer: index + 1, units: layer.units, isOutput: index + 1 == parameters.count,
          sampledUnits: min(layer.units, Self.sampleLimit))
      }
    }
    precondition(parameters.map(\.weights.count) == start.map(\.weights.count), "another network")
    let count = recorded.steps.count
    recorded.steps.append(step)
    let stayed = parameters.indices.map { !isFirst && parameters[$0] == last[$0] }
    for index in parameters.indices {
      let next = index + 1 < parameters.count ? parameters[index + 1] : nil
      let nextStayed = next == nil || stayed[index + 1]
      appendWeights(
        of: parameters[index], at: index, observation: count, stayed: stayed[index])
      if stayed[index] && nextStayed, let known = recorded.layers[index].distinctNeurons.last {
        recorded.layers[index].distinctNeurons.append(known)
      } else {
        let partition = SymmetryPartition(of: parameters[index], feeding: next)
        recorded.layers[index].distinctNeurons.append(partition.distinctCount)
        watches[index].observe(partition, at: step)
        recorded.layers[index].firstSplit = watches[index].firstSplit
      }
      let neurons = NeuronVectors.evenlySpaced(Self.sampleLimit, of: parameters[index].units)
      append(
        to: \.outgoing, of: index, again: !isFirst && nextStayed,
        next.map { Self.summary(ofColumns: $0, neurons: neurons) } ?? .absent(.noOutgoingWeights))
      append(
        to: \.gradient, of: index, again: false,
        Self.summary(ofRows: gradients[index], neurons: neurons))
      append(
        to: \.activation, of: index, again: false,
        PairSummary.of(
          UnitVectors(
            NeuronVectors(
              columnsOf: activations[index], rows: probeRows, columns: parameters[index].units,
              neurons: neurons), form: .deviations)))
    }
    last = parameters
  }

  /// Appends what depends on the layer's own matrix alone.
  private mutating func appendWeights(
    of layer: NetworkWeights.Layer, at index: Int, observation: Int, stayed: Bool
  ) {
    let neurons = NeuronVectors.evenlySpaced(Self.sampleLimit, of: layer.units)
    append(
      to: \.incoming, of: index, again: stayed,
      Self.summary(ofRows: layer, neurons: neurons))

    // 0, 1, 2, 4, 8, …
    let isMilestone = observation & (observation &- 1) == 0
    let rankKnown = stayed && recorded.layers[index].effectiveRank.last?.value != nil
    append(
      to: \.effectiveRank, of: index, again: rankKnown,
      Self.rank(
        of: layer,
        most: observation == 0
          ? Self.largestWork : isMilestone ? Self.milestoneWork : Self.everyStepWork))

    // Cheap enough to be measured whether or not the weights stayed.
    let displacement = WeightDisplacement(from: start[index], to: layer)
    recorded.layers[index].turnedDegrees.append(displacement.turnedDegrees)
    recorded.layers[index].normRatio.append(displacement.normRatio)
  }

  /// Appends the series' last entry `again`, or a value that is measured only if that is not so.
  private mutating func append<Value>(
    to series: WritableKeyPath<SimilarityRecord.Layer, [Value]>, of index: Int, again: Bool,
    _ measured: @autoclosure () -> Value
  ) {
    let known = again ? recorded.layers[index][keyPath: series].last : nil
    let value = known ?? measured()
    recorded.layers[index][keyPath: series].append(value)
  }

  private static func rank(of layer: NetworkWeights.Layer, most: Int) -> Measured<Double> {
    let rows = DistinctRows(layer)
    return rows.work <= most ? EffectiveRank.of(rows) : .absent(.notComputed)
  }

  private static func summary(
    ofRows layer: NetworkWeights.Layer, neurons: [Int]
  ) -> Measured<PairSummary> {
    PairSummary.of(UnitVectors(NeuronVectors(rowsOf: layer, neurons: neurons), form: .directions))
  }

  private static func summary(
    ofColumns next: NetworkWeights.Layer, neurons: [Int]
  ) -> Measured<PairSummary> {
    PairSummary.of(
      UnitVectors(
        NeuronVectors(
          columnsOf: next.weights, rows: next.units, columns: next.fanIn, neurons: neurons),
        form: .directions))
  }
}
