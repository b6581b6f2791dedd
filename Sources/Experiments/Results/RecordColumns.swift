internal import ByteCoding
internal import NeuronSimilarity

/// Turns the rows of a ``SimilarityRecord`` into columns.
struct RecordColumns {
  /// How many rows a layer has; one with another number counts as not recorded.
  let rows: Int
  /// The reasons met: a row's code is one more than the place of its reason.
  private(set) var reasons: [Absence] = []

  init(rows: Int) { self.rows = rows }

  /// The columns of a layer, one a series of ``SimilaritySeries/pointers``, in whose order its rows are.
  mutating func layer(_ layer: SimilarityRecord.Layer) -> [NumberColumn] {
    guard layer.count == rows else {
      return SimilaritySeries.pointers.map { _ in SimilarityColumns.missing(rows) }
    }
    return (0..<SimilarityPlace.count).map { place in column(place, of: layer) }
  }

  private mutating func column(
    _ place: Int, of layer: SimilarityRecord.Layer
  ) -> NumberColumn {
    let (rows, width) = (rows, SimilarityPlace.count)
    let values = [Double](unsafeUninitializedCapacity: rows) { values, count in
      layer.numbers.withUnsafeBufferPointer { numbers in
        for row in 0..<rows { values[row] = numbers[row * width + place] }
      }
      count = rows
    }
    let all = layer.absences.withUnsafeBufferPointer { absences in
      var all: UInt8 = 0
      for row in 0..<rows { all |= absences[row * width + place] }
      return all
    }
    guard all != 0 else { return NumberColumn(values) }
    return NumberColumn(
      values, absences: (0..<rows).map { code(of: layer.absences[$0 * width + place]) })
  }

  /// The code among ``reasons`` of one of the record's.
  private mutating func code(of absence: UInt8) -> UInt8 {
    guard let reason = Absence(code: absence) else { return 0 }
    let place = reasons.firstIndex(of: reason) ?? reasons.endIndex
    if place == reasons.endIndex { reasons.append(reason) }
    return UInt8(place + 1)
  }
}
