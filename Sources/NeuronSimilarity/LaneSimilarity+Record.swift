internal import Kernels
internal import TrainingModel

// What was measured of one lane, as a record has it.
extension LaneSimilarity {
  /// Appends what was measured last of a lane to its record.
  ///
  /// - Complexity: O(layers).
  package func append(_ lane: Int, at step: Int, to record: inout SimilarityRecord) {
    if record.layers.isEmpty {
      record.layers = layers.enumerated().map { index, layer in
        .init(
          layer: index + 1, units: layer.now.units, isOutput: index + 1 == layers.count,
          sampledUnits: layer.now.units)
      }
      for index in layers.indices { record.layers[index].reserveCapacity(points) }
    }
    record.steps.append(step)
    for index in layers.indices { append(layer: index, lane, at: step, to: &record.layers[index]) }
  }

  private func append(
    layer index: Int, _ lane: Int, at step: Int, to record: inout SimilarityRecord.Layer
  ) {
    let layer = layers[index]
    let classes = classes(index, lane)
    if record.firstSplit == nil, classes.hasSplit { record.firstSplit = step }
    let isOutput = record.isOutput
    let displacement = WeightDisplacement(
      startLength: (layer.displacement[lane], layer.displacement[lanes + lane]),
      nowLength: (layer.displacement[2 * lanes + lane], layer.displacement[3 * lanes + lane]),
      apart: layer.displacement[4 * lanes + lane], together: layer.displacement[5 * lanes + lane])
    record.append { row in
      row.put(Double(classes.distinct), at: SimilarityPlace.distinctNeurons)
      put(layer.incoming, lane, .zeroVector, of: .incoming, to: row)
      if isOutput {
        row.put(.noOutgoingWeights, of: .outgoing)
      } else {
        put(layer.outgoing, lane, .zeroVector, of: .outgoing, to: row)
      }
      put(layer.activation, lane, .constantActivation, of: .activation, to: row)
      put(layer.gradient, lane, .zeroVector, of: .gradient, to: row)
      row.put(rank(layer, lane), at: SimilarityPlace.effectiveRank)
      row.put(displacement.turnedDegrees, at: SimilarityPlace.turnedDegrees)
      row.put(displacement.normRatio, at: SimilarityPlace.normRatio)
      row.put(directions(layer, lane), at: SimilarityPlace.distinctDirections)
    }
  }

  private func put(
    _ pairs: NeuronPairs, _ lane: Int, _ without: Absence, of kind: SimilarityKind,
    to row: SimilarityRowWriter
  ) {
    row.put(summary(pairs, lane, without), of: kind)
    row.put(spread(pairs, lane), of: kind)
  }

  private func classes(_ index: Int, _ lane: Int) -> (distinct: Int, hasSplit: Bool) {
    let answers = layers[index].classes
    if answers[2 * lanes + lane] == 1 {
      return (Int(answers[lane]), answers[lanes + lane] != 0)
    }
    let hasNext = index + 1 < layers.count
    let now = SymmetryPartition(
      of: weights(layers[index].now, lane),
      feeding: hasNext ? weights(layers[index + 1].now, lane) : nil)
    let start = SymmetryPartition(
      of: weights(began(index), lane), feeding: hasNext ? weights(began(index + 1), lane) : nil)
    var watch = SplitWatch(start: start, firstSplit: nil)
    watch.observe(now, at: 0)
    return (now.distinctCount, watch.firstSplit != nil)
  }

  private func figure(_ figure: NeuronPairs.Figure, _ pairs: NeuronPairs, _ lane: Int) -> Double {
    pairs.figures[figure.rawValue * lanes + lane]
  }

  private func summary(
    _ pairs: NeuronPairs, _ lane: Int, _ without: Absence
  ) -> Measured<PairSummary> {
    guard pairs.neurons > 1 else { return .absent(.singleNeuron) }
    guard figure(.isWhole, pairs, lane) == 1 else { return partSummary(pairs, lane, without) }
    return .present(
      PairSummary(
        mean: figure(.mean, pairs, lane), min: figure(.least, pairs, lane),
        max: figure(.most, pairs, lane), lowerQuartile: figure(.lowerQuartile, pairs, lane),
        median: figure(.median, pairs, lane), upperQuartile: figure(.upperQuartile, pairs, lane)))
  }

  /// The summary over those neurons of a lane that have a direction.
  private func partSummary(
    _ pairs: NeuronPairs, _ lane: Int, _ without: Absence
  ) -> Measured<PairSummary> {
    func square(_ neuron: Int) -> Double { pairs.squares[neuron * lanes + lane] }
    func isDefined(_ neuron: Int) -> Bool { square(neuron) > 0 && square(neuron).isFinite }
    var cosines: [Double] = []
    var place = 0
    for first in 0..<pairs.neurons {
      for second in first + 1..<max(first + 1, pairs.neurons) {
        if isDefined(first), isDefined(second) {
          cosines.append(pairs.cosines[place * lanes + lane])
        }
        place += 1
      }
    }
    guard let least = cosines.min(), let most = cosines.max() else {
      let first = (0..<pairs.neurons).first { !isDefined($0) } ?? 0
      return .absent(square(first).isFinite ? without : .notFinite)
    }
    let quartiles = Quartiles(of: cosines)
    let mean = cosines.reduce(0, +) / Double(cosines.count)
    return .present(
      PairSummary(
        mean: max(least, min(most, mean)), min: least, max: most, lowerQuartile: quartiles.lower,
        median: quartiles.median, upperQuartile: quartiles.upper))
  }

  private func isFinite(_ pairs: NeuronPairs, _ lane: Int) -> Bool {
    figure(.isWhole, pairs, lane) == 1
      || (0..<pairs.neurons).allSatisfy { pairs.squares[$0 * lanes + lane].isFinite }
  }

  private func spread(_ pairs: NeuronPairs, _ lane: Int) -> Measured<VectorSpread> {
    let greatest = figure(.greatestNorm, pairs, lane)
    let difference = figure(.largestDifference, pairs, lane)
    guard isFinite(pairs, lane), greatest.isFinite, difference.isFinite else {
      return .absent(.notFinite)
    }
    return .present(
      VectorSpread(
        largestDifference: pairs.neurons > 1 ? .present(difference) : .absent(.singleNeuron),
        leastNorm: figure(.leastNorm, pairs, lane), greatestNorm: greatest))
  }

  private func rank(_ layer: Layer, _ lane: Int) -> Measured<Double> {
    guard min(layer.now.inputs, layer.now.units) <= Self.widestRank else {
      return EffectiveRank.of(weights(layer.now, lane))
    }
    guard isFinite(layer.incoming, lane) else { return .absent(.notFinite) }
    if figure(.isWhole, layer.incoming, lane) == 1
      || (0..<layer.now.units).contains(where: { layer.incoming.squares[$0 * lanes + lane] > 0 })
    {
      return .present(layer.ranks[lane])
    }
    return .absent(.zeroVector)
  }

  private func directions(_ layer: Layer, _ lane: Int) -> Measured<Double> {
    guard (0..<layer.now.units).allSatisfy({ layer.whole.squares[$0 * lanes + lane].isFinite })
    else { return .absent(.notFinite) }
    let count = layer.directions[lane]
    return count > 0 ? .present(count) : .absent(.zeroVector)
  }
}
