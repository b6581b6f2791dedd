/// One column of a ``ColumnTable``: a number a row, or a code that says why there is none.
package struct NumberColumn: Sendable, Equatable {
  /// One a row; 0 where there is no number. Compared and kept bit for bit, NaN and -0 too.
  package private(set) var values: [Double]
  /// One a row: 0 where there is a number, else a code of the writer's; empty where every row has a
  /// number.
  package private(set) var absences: [UInt8]

  /// A column with a number in every row.
  package init(_ values: [Double]) {
    self.values = values
    absences = []
  }

  /// A column with a number where `absences`, one code a row, is 0.
  ///
  /// - Precondition: both are equally long.
  package init(_ values: [Double], absences: [UInt8]) {
    precondition(values.count == absences.count, "a column needs one code a row")
    self.values = values
    guard absences.contains(where: { $0 != 0 }) else {
      self.absences = []
      return
    }
    self.absences = absences
    for row in values.indices where absences[row] != 0 { self.values[row] = 0 }
  }

  /// Rows.
  package var count: Int { values.count }

  /// The code of a row: 0 where there is a number.
  package func absence(at row: Int) -> UInt8 { absences.isEmpty ? 0 : absences[row] }

  /// The number of a row, nil where there is none.
  package func value(at row: Int) -> Double? { absence(at: row) == 0 ? values[row] : nil }

  /// The numbers that there are, in the order of their rows.
  var present: [Double] {
    if absences.isEmpty { return values }
    return zip(values, absences).compactMap { $1 == 0 ? $0 : nil }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.absences == right.absences && left.values.count == right.values.count
      && zip(left.values, right.values).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  /// Equal for equal columns; O(rows).
  var fingerprint: UInt64 {
    var sum = UInt64(values.count)
    for value in values {
      sum = (sum ^ value.bitPattern) &* 0x9e37_79b9_7f4a_7c15
      sum ^= sum >> 29
    }
    for code in absences { sum = (sum ^ UInt64(code)) &* 0x9e37_79b9_7f4a_7c15 }
    return sum
  }
}
