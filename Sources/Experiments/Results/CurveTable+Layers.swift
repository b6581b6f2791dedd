extension CurveTable {
  /// The name of a column that tells of one layer: the measurement's, `_` and the layer's number.
  package struct LayerColumn: Equatable {
    package let measurement: String
    /// Counted from 1, the first hidden layer.
    package let layer: Int

    /// Reads a name; nil for a column that tells of no single layer.
    package init?(_ name: String) {
      guard let line = name.lastIndex(of: "_"), line > name.startIndex,
        let layer = Int(name[name.index(after: line)...]), layer > 0
      else { return nil }
      measurement = String(name[..<line])
      self.layer = layer
    }
  }
}
