extension SimilarityRecord {
  /// Adds the last step of a record of the same network.
  ///
  /// - Complexity: O(layers).
  package mutating func append(lastOf later: SimilarityRecord) {
    guard let step = later.steps.last else { return }
    if layers.isEmpty {
      layers = later.layers.map {
        Layer(
          layer: $0.layer, units: $0.units, isOutput: $0.isOutput, sampledUnits: $0.sampledUnits)
      }
    }
    steps.append(step)
    for (index, layer) in later.layers.enumerated() { layers[index].append(lastOf: layer) }
  }
}

extension SimilarityRecord.Layer {
  /// Appends the last entry of every series.
  fileprivate mutating func append(lastOf other: SimilarityRecord.Layer) {
    func add<Entry>(_ entries: [Entry], to series: inout [Entry]) {
      if let last = entries.last { series.append(last) }
    }
    add(other.distinctNeurons, to: &distinctNeurons)
    firstSplit = other.firstSplit
    add(other.incoming, to: &incoming)
    add(other.outgoing, to: &outgoing)
    add(other.activation, to: &activation)
    add(other.gradient, to: &gradient)
    for kind in SimilarityKind.allCases {
      add(other.spreads[kind], to: &spreads[kind])
    }
    add(other.effectiveRank, to: &effectiveRank)
    add(other.turnedDegrees, to: &turnedDegrees)
    add(other.normRatio, to: &normRatio)
    add(other.distinctDirections, to: &distinctDirections)
  }
}
