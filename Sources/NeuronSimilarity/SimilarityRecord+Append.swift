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
