import ByteCoding
import Experiments
import NeuronSimilarity
import Testing

/// Every number of a record goes to the column of its name, and comes back.
@Suite struct RecordedSeriesTests {
  private typealias Layer = SimilarityRecord.Layer

  /// Number `place` of the row at `step`, all different.
  private static func number(_ step: Int, _ place: Int) -> Double { Double(100 * step + place) }

  private static func kindStart(_ kind: SimilarityKind) -> Int {
    switch kind {
    case .incoming: 1
    case .outgoing: 10
    case .activation: 20
    case .gradient: 30
    }
  }

  private static func series(steps: Int, without absent: Absence? = nil) -> Layer.Series {
    var series = Layer.Series()
    let all = 0..<steps
    series.distinctNeurons = all.map { 100 * $0 }
    for kind in SimilarityKind.allCases {
      let first = kindStart(kind)
      series.summaries[kind] = all.map { step in
        if step == 1, let absent { return .absent(absent) }
        return .present(
          PairSummary(
            mean: number(step, first), min: number(step, first + 1),
            max: number(step, first + 2), lowerQuartile: number(step, first + 3),
            median: number(step, first + 4), upperQuartile: number(step, first + 5)))
      }
      series.spreads[kind] = all.map { step in
        .present(
          VectorSpread(
            largestDifference: step == 2
              ? .absent(.singleNeuron) : .present(number(step, first + 6)),
            leastNorm: number(step, first + 7), greatestNorm: number(step, first + 8)))
      }
    }
    func measured(_ place: Int) -> [Measured<Double>] {
      all.map { $0 == 0 ? .absent(.startedAtZero) : .present(number($0, place)) }
    }
    series.effectiveRank = measured(50)
    series.turnedDegrees = measured(51)
    series.normRatio = measured(52)
    series.distinctDirections = measured(53)
    return series
  }

  private static func record(_ series: Layer.Series) throws -> SimilarityRecord {
    var layer = Layer(layer: 1, units: 1_000, isOutput: false, sampledUnits: 128)
    let isTaken = layer.append(series)
    try #require(isTaken)
    var record = SimilarityRecord()
    record.steps = Array(series.distinctNeurons.indices)
    record.layers = [layer]
    return record
  }

  @Test(arguments: Absence.allCases)
  func seriesComeBackAsTheyWere(_ absent: Absence) throws {
    let series = Self.series(steps: 4, without: absent)
    let layer = try Self.record(series).layers[0]
    #expect(layer.count == 4)
    #expect(layer.distinctNeurons == series.distinctNeurons)
    for kind in SimilarityKind.allCases {
      #expect(layer.summaries(of: kind) == series.summaries[kind])
      #expect(layer.spreads(of: kind) == series.spreads[kind])
    }
    #expect(layer.effectiveRank == series.effectiveRank)
    #expect(layer.turnedDegrees == series.turnedDegrees)
    #expect(layer.normRatio == series.normRatio)
    #expect(layer.distinctDirections == series.distinctDirections)
  }

  @Test func columnsHaveTheNumbersOfTheirNames() throws {
    let columns = SimilarityColumns(try Self.record(Self.series(steps: 4)))
    func values(_ name: String) throws -> [Double?] {
      let column = try #require(columns.series(name, layer: 1))
      return (0..<column.count).map { column.value(at: $0) }
    }
    #expect(try values("distinct_neurons") == [0, 100, 200, 300])
    for kind in SimilarityKind.allCases {
      let names = [
        "mean", "min", "max", "lower_quartile", "median", "upper_quartile", "largest_difference",
        "smallest_norm", "largest_norm",
      ]
      for (place, name) in names.enumerated() {
        let expected = (0..<4).map { step in
          step == 2 && name == "largest_difference"
            ? nil : Self.number(step, Self.kindStart(kind) + place)
        }
        #expect(try values("\(kind.rawValue)/\(name)") == expected, "\(kind) \(name)")
      }
    }
    for (place, name) in ["effective_rank", "turned_degrees", "norm_ratio", "distinct_directions"]
      .enumerated()
    {
      #expect(
        try values(name) == [nil] + (1..<4).map { Self.number($0, 50 + place) }, "\(name)")
    }
  }

  @Test func seriesOfDifferentLengthsAreNone() throws {
    var series = Self.series(steps: 3)
    series.normRatio.removeLast()
    var layer = Layer(layer: 1, units: 2, isOutput: false, sampledUnits: 2)
    let takesUnequal = layer.append(series)
    #expect(!takesUnequal)
    series = Self.series(steps: 3)
    series.distinctNeurons[1] = -1
    let takesNoCount = layer.append(series)
    #expect(!takesNoCount)
    #expect(layer.count == 0)
  }
}
