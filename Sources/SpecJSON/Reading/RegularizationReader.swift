internal import StrictJSON
internal import TrainingModel

/// Reads what a layer says of dropout, masks and normalisation.
struct RegularizationReader {
  func read(_ layer: Fields, isOutput: Bool) -> LayerRegularization? {
    let dropout = layer.number("dropout", .share, default: 0)
    let dropConnect = layer.number("dropconnect", .share, default: 0)
    let mask = layer.number("sparse_mask", .share, default: 0)
    let normalization = normalization(layer["normalization"])
    guard let dropout, let dropConnect, let mask, let normalization else { return nil }
    if isOutput, dropout > 0 {
      layer["dropout"]?.fault(
        .mismatch, "The last layer is the network's answer: nothing of it can be dropped.")
      return nil
    }
    if isOutput, normalization != .none {
      layer["normalization"]?.fault(
        .mismatch, "The last layer is the network's answer: it is not normalised.")
      return nil
    }
    return LayerRegularization(
      dropout: dropout, dropConnect: dropConnect, sparseMask: mask, normalization: normalization)
  }

  private func normalization(_ place: Cursor?) -> Normalization? {
    guard let place else { return Normalization.none }
    return place.name("a normalisation", among: Normalization.allCases.map(\.rawValue))
      .flatMap(Normalization.init(rawValue:))
  }
}
