extension SimilarityRecord {
  /// The last step alone; nothing of a record of no steps.
  ///
  /// - Complexity: O(layers).
  package var lastStep: SimilarityRecord {
    var last = self
    last.steps = steps.suffix(1)
    last.layers = layers.map { layer in
      var entry = Layer(
        layer: layer.layer, units: layer.units, isOutput: layer.isOutput,
        sampledUnits: layer.sampledUnits)
      entry.append(lastOf: layer)
      return entry
    }
    return last
  }

  /// Adds a record of the next step of the same network.
  ///
  /// - Complexity: O(added).
  package mutating func append(_ later: SimilarityRecord) {
    steps += later.steps
    for (index, layer) in later.layers.enumerated() { layers[index].append(lastOf: layer) }
  }
}

extension SimilarityRecord.Layer {
  /// Appends the last entry of every series.
  fileprivate mutating func append(lastOf other: SimilarityRecord.Layer) {
    distinctNeurons += other.distinctNeurons.suffix(1)
    firstSplit = other.firstSplit
    incoming += other.incoming.suffix(1)
    outgoing += other.outgoing.suffix(1)
    activation += other.activation.suffix(1)
    gradient += other.gradient.suffix(1)
    for kind in SimilarityKind.allCases {
      spreads[kind, default: []] += (other.spreads[kind] ?? []).suffix(1)
    }
    effectiveRank += other.effectiveRank.suffix(1)
    turnedDegrees += other.turnedDegrees.suffix(1)
    normRatio += other.normRatio.suffix(1)
    distinctDirections += other.distinctDirections.suffix(1)
  }
}
