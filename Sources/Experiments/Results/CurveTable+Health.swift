package import TrainingEngine

extension CurveTable {
  /// What went forward and came back through each layer, at each recorded step: columns such as
  /// `activation_mean_1`, of which `1` is the first hidden layer. A measurement that a layer does
  /// not have, saturation of an activation without two ends, has no column; `train_rows` has one where
  /// the `points` at these steps are not all over all rows.
  package init(
    _ signals: [(step: Int, layers: [LayerSignal])], points: [TrainingRecord.Point] = []
  ) {
    let measurements: [(name: String, value: (LayerSignal) -> Double?)] = [
      ("activation_mean", { $0.activationMean }),
      ("activation_variance", { $0.activationVariance }),
      ("dead_fraction", { $0.deadFraction }),
      ("saturated_fraction", { $0.saturatedFraction }),
      ("backpropagated_rms", { $0.backpropagated }),
    ]
    let layers = signals.first?.layers.indices ?? 0..<0
    let rows = Dictionary(
      points.map { ($0.step, $0.trainRows) }, uniquingKeysWith: { $1 }
    ).compactMapValues(\.self)
    let measuredRows = Column(
      name: "train_rows", values: signals.map { rows[$0.step].map(Double.init) })
    let columns = measurements.flatMap { name, value in
      layers.map { layer in
        Column(name: "\(name)_\(layer + 1)", values: signals.map { value($0.layers[layer]) })
      }
    }
    self.init(
      steps: signals.map(\.step),
      columns: ([measuredRows] + columns).filter { $0.values.contains { $0 != nil } })
  }
}
