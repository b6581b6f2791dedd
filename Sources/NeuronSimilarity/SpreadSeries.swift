/// How large and how far apart vectors were over the recorded steps, a series for each kind of vectors.
package struct SpreadSeries: Sendable, Equatable {
  private var incoming: [Measured<VectorSpread>] = []
  private var outgoing: [Measured<VectorSpread>] = []
  private var activation: [Measured<VectorSpread>] = []
  private var gradient: [Measured<VectorSpread>] = []

  /// Makes room for so many steps.
  mutating func reserveCapacity(_ steps: Int) {
    for kind in SimilarityKind.allCases { self[kind].reserveCapacity(steps) }
  }

  /// The series of one kind, one entry a recorded step.
  package subscript(kind: SimilarityKind) -> [Measured<VectorSpread>] {
    get {
      switch kind {
      case .incoming: incoming
      case .outgoing: outgoing
      case .activation: activation
      case .gradient: gradient
      }
    }
    // In place: a series is appended to at every recorded step.
    _modify {
      switch kind {
      case .incoming: yield &incoming
      case .outgoing: yield &outgoing
      case .activation: yield &activation
      case .gradient: yield &gradient
      }
    }
  }
}
