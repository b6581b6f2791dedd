internal import ByteCoding
internal import NeuronSimilarity

/// Turns the series of a ``SimilarityRecord``, each of one value a step, into columns: the values of
/// several series lie together there, and one passage takes them apart.
struct RecordColumns {
  /// How many values a series has; one with another number counts as not recorded.
  let rows: Int
  /// The reasons met: a row's code is one more than the place of its reason.
  private(set) var reasons: [Absence] = []

  init(rows: Int) { self.rows = rows }

  /// The columns of a layer, one a series of ``SimilaritySeries/pointers``.
  mutating func layer(_ layer: SimilarityRecord.Layer) -> [NumberColumn] {
    var columns = [
      layer.distinctNeurons.count == rows
        ? NumberColumn(layer.distinctNeurons.map(Double.init)) : SimilarityColumns.missing(rows)
    ]
    for kind in SimilarityKind.allCases {
      columns += split(layer.summaries(of: kind), into: 6) { summary, put in
        put(0, summary.mean)
        put(1, summary.min)
        put(2, summary.lowerQuartile)
        put(3, summary.median)
        put(4, summary.upperQuartile)
        put(5, summary.max)
      }
      let spreads = layer.spreads[kind]
      columns += split(spreads.map { $0.flatMap(\.largestDifference) }, into: 1) { $1(0, $0) }
      columns += split(spreads, into: 2) { spread, put in
        put(0, spread.leastNorm)
        put(1, spread.greatestNorm)
      }
    }
    for series in [
      layer.effectiveRank, layer.turnedDegrees, layer.normRatio, layer.distinctDirections,
    ] {
      columns += split(series, into: 1) { $1(0, $0) }
    }
    return columns
  }

  /// `count` columns of one series; `take` puts the numbers of one of its values.
  @inline(__always)
  private mutating func split<Value>(
    _ series: [Measured<Value>], into count: Int,
    _ take: (Value, (_ column: Int, Double) -> Void) -> Void
  ) -> [NumberColumn] {
    guard series.count == rows else {
      return Array(repeating: SimilarityColumns.missing(rows), count: count)
    }
    var absences: [UInt8] = []
    var numbers = [Double](repeating: 0, count: count * rows)
    numbers.withUnsafeMutableBufferPointer { numbers in
      for row in 0..<rows {
        switch series[row] {
        case .present(let value): take(value) { numbers[$0 * rows + row] = $1 }
        case .absent(let reason):
          if absences.isEmpty { absences = Array(repeating: 0, count: rows) }
          absences[row] = code(of: reason)
        }
      }
    }
    return (0..<count).map { column in
      let values = Array(numbers[column * rows..<(column + 1) * rows])
      return absences.isEmpty ? NumberColumn(values) : NumberColumn(values, absences: absences)
    }
  }

  private mutating func code(of reason: Absence) -> UInt8 {
    let place = reasons.firstIndex(of: reason) ?? reasons.endIndex
    if place == reasons.endIndex { reasons.append(reason) }
    return UInt8(place + 1)
  }
}
