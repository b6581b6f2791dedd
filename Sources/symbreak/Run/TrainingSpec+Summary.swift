package import TrainingModel

extension TrainingSpec {
  /// The experiment in a line: architecture, start, data and plan.
  package var summary: String {
    let activations = layers.dropLast().map(\.activation.rawValue).uniqued
    let schemes = layers.map(\.weights.summary).uniqued
    var parts = [
      "[\(widths.map(String.init).joined(separator: ", "))]"
        + (activations.isEmpty ? "" : " " + activations.joined(separator: ", ")),
      schemes.joined(separator: ", "),
      "seed \(seed)",
      dataset.summary,
      "\(training.optimizer.name) \(training.learningRate)",
    ]
    if let batch = training.batchSize { parts.append("batches of \(batch)") }
    parts += ["\(training.steps) steps", precision.rawValue]
    return parts.joined(separator: " · ")
  }
}

extension Initialization {
  fileprivate var summary: String {
    switch scheme {
    case "constant": "constant \(alpha)"
    default: alpha == 1 ? scheme : "\(scheme) × \(alpha)"
    }
  }
}

extension DatasetSpec {
  fileprivate var summary: String {
    switch self {
    case .generated(let name, _): name
    case .inline(let data): "\(data.trainRows) rows of its own"
    case .stored(let stored): stored.id
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements without those that were there before, in their order.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
