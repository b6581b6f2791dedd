// The series of a layer, one entry a recorded step, and their entries.
extension SimilarityRecord.Layer {
  /// Classes of neurons equal bit for bit: see ``SymmetryPartition``.
  package var distinctNeurons: [Int] { rows.map { distinctNeurons(at: $0) } }
  /// Cosines of incoming weights.
  package var incoming: [Measured<PairSummary>] { summaries(of: .incoming) }
  /// Cosines of outgoing weights.
  package var outgoing: [Measured<PairSummary>] { summaries(of: .outgoing) }
  /// Pearson correlations of activations over the probe rows.
  package var activation: [Measured<PairSummary>] { summaries(of: .activation) }
  /// Cosines of the gradients of the incoming weights.
  package var gradient: [Measured<PairSummary>] { summaries(of: .gradient) }
  /// See ``EffectiveRank``.
  package var effectiveRank: [Measured<Double>] { rows.map { effectiveRank(at: $0) } }
  /// See ``WeightDisplacement``; the start is the first recorded step.
  package var turnedDegrees: [Measured<Double>] { series(SimilarityPlace.turnedDegrees) }
  /// See ``WeightDisplacement``.
  package var normRatio: [Measured<Double>] { series(SimilarityPlace.normRatio) }
  /// See ``Condensation``; over the neurons of ``sampledUnits``.
  package var distinctDirections: [Measured<Double>] {
    series(SimilarityPlace.distinctDirections)
  }

  /// The summaries of one kind.
  package func summaries(of kind: SimilarityKind) -> [Measured<PairSummary>] {
    rows.map { summary(of: kind, at: $0) }
  }

  /// How large and how far apart the vectors of one kind are.
  package func spreads(of kind: SimilarityKind) -> [Measured<VectorSpread>] {
    rows.map { spread(of: kind, at: $0) }
  }

  private var rows: Range<Int> { 0..<count }

  private func series(_ place: Int) -> [Measured<Double>] { rows.map { measured(place, at: $0) } }

  /// All series, one entry a step each.
  package struct Series {
    package var distinctNeurons: [Int] = []
    package var summaries: [SimilarityKind: [Measured<PairSummary>]] = [:]
    package var spreads: [SimilarityKind: [Measured<VectorSpread>]] = [:]
    package var effectiveRank: [Measured<Double>] = []
    package var turnedDegrees: [Measured<Double>] = []
    package var normRatio: [Measured<Double>] = []
    package var distinctDirections: [Measured<Double>] = []

    package init() {}

    /// Steps; nil where the series are not equally long, one is not there, or a count is none.
    fileprivate var count: Int? {
      let counts =
        SimilarityKind.allCases.flatMap { [summaries[$0]?.count, spreads[$0]?.count] }
        + [effectiveRank, turnedDegrees, normRatio, distinctDirections].map(\.count)
      return counts.allSatisfy { $0 == distinctNeurons.count }
        && distinctNeurons.allSatisfy { 0...(1 << 53) ~= $0 } ? distinctNeurons.count : nil
    }
  }

  /// Adds a row for each entry of the series.
  ///
  /// - Returns: false, with nothing done, where they are not such of one record.
  package mutating func append(_ series: Series) -> Bool {
    guard let count = series.count else { return false }
    for entry in 0..<count {
      append { row in
        row.put(Double(series.distinctNeurons[entry]), at: SimilarityPlace.distinctNeurons)
        for kind in SimilarityKind.allCases {
          if let summary = series.summaries[kind]?[entry] { row.put(summary, of: kind) }
          if let spread = series.spreads[kind]?[entry] { row.put(spread, of: kind) }
        }
        row.put(series.effectiveRank[entry], at: SimilarityPlace.effectiveRank)
        row.put(series.turnedDegrees[entry], at: SimilarityPlace.turnedDegrees)
        row.put(series.normRatio[entry], at: SimilarityPlace.normRatio)
        row.put(series.distinctDirections[entry], at: SimilarityPlace.distinctDirections)
      }
    }
    return true
  }

  func distinctNeurons(at row: Int) -> Int {
    Int(numbers[row * SimilarityPlace.count + SimilarityPlace.distinctNeurons])
  }

  func effectiveRank(at row: Int) -> Measured<Double> {
    measured(SimilarityPlace.effectiveRank, at: row)
  }

  func summary(of kind: SimilarityKind, at row: Int) -> Measured<PairSummary> {
    let first = SimilarityPlace.first(of: kind)
    func number(_ place: Int) -> Double {
      numbers[row * SimilarityPlace.count + first + place]
    }
    return measured(first, at: row).map { mean in
      PairSummary(
        mean: mean, min: number(1), max: number(5), lowerQuartile: number(2), median: number(3),
        upperQuartile: number(4))
    }
  }

  func spread(of kind: SimilarityKind, at row: Int) -> Measured<VectorSpread> {
    let first = SimilarityPlace.first(of: kind)
    let norms = first + SimilarityPlace.norms
    return measured(norms, at: row).map { least in
      VectorSpread(
        largestDifference: measured(first + SimilarityPlace.largestDifference, at: row),
        leastNorm: least, greatestNorm: numbers[row * SimilarityPlace.count + norms + 1])
    }
  }

  func measured(_ place: Int, at row: Int) -> Measured<Double> {
    let place = row * SimilarityPlace.count + place
    return Absence(code: absences[place]).map { .absent($0) } ?? .present(numbers[place])
  }
}

extension Absence {
  /// Its number among all, from 1 on.
  var code: UInt8 { UInt8(1 + (Self.all.firstIndex(of: self) ?? 0)) }

  /// What a code stands for; nil for 0.
  package init?(code: UInt8) {
    guard code > 0 else { return nil }
    self = Self.all[Int(code) - 1]
  }

  private static let all = allCases
}
