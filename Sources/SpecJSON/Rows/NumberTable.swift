internal import StrictJSON
package import TrainingModel

/// Rows of numbers sent with a spec, all of one length.
package struct NumberTable: Equatable {
  var rows: Int
  var columns: Int
  /// (rows, columns), row by row.
  package var values: RowNumbers

  init(rows: Int, columns: Int, values: RowNumbers) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(rows: Int, columns: Int, values: [Double]) {
    self.init(rows: rows, columns: columns, values: RowNumbers(values))
  }
}

/// Reads arrays of numbers without a cursor for every one; they may be a million.
///
/// Counts are checked before anything is allocated; faults end when the list is full.
package struct NumberReader {
  package let faults: FaultList

  package init(faults: FaultList) {
    self.faults = faults
  }

  /// A list of numbers within ``NumberRange/data``; as many as `count` says, one for each of what
  /// it names.
  ///
  /// - Complexity: O(count).
  package func list(_ place: Cursor, count: (Int, of: String)? = nil) -> [Double]? {
    guard let elements = place.value.arrayValue else {
      place.mustBe("an array of numbers")
      return nil
    }
    if let (wanted, unit) = count, elements.count != wanted {
      place.fault(.mismatch, "There must be \(wanted) numbers (\(unit)), not \(elements.count).")
      return nil
    }
    var values: [Double] = []
    values.reserveCapacity(elements.count)
    append(elements, at: place.pointer, to: &values)
    return values.count == elements.count ? values : nil
  }

  /// Rows of numbers within ``NumberRange/data``; as many as `rows` says, each as long as `columns`
  /// says or, where that is `nil`, as the first.
  ///
  /// - Complexity: O(numbers).
  package func table(
    _ place: Cursor, rows: (Int, of: String)? = nil, columns: (Int, of: String)? = nil
  ) -> NumberTable? {
    guard let members = place.value.arrayValue else {
      place.mustBe("an array of rows of numbers")
      return nil
    }
    guard let first = members.first else {
      place.fault(.outOfRange, "There must be at least one row.")
      return nil
    }
    if let (wanted, unit) = rows, members.count != wanted {
      place.fault(.mismatch, "There must be \(wanted) rows (\(unit)), not \(members.count).")
      return nil
    }
    let width = columns?.0 ?? first.arrayValue?.count ?? 0
    let reason = columns.map { "numbers (\($0.of))" } ?? "numbers, as the first has"
    var values: [Double] = []
    values.reserveCapacity(members.count.timesClamped(width))
    var isWhole = true
    for (index, member) in members.enumerated() where !faults.isFull {
      let pointer = place.pointer.appending(index)
      guard let row = member.arrayValue else {
        faults.add(
          .wrongType, at: pointer,
          "A row must be an array of numbers, not"
            + " \(member.kindDescription).")
        isWhole = false
        continue
      }
      guard row.count == width, width > 0 else {
        let wanted = width > 0 ? "\(width) \(reason)" : "at least one number"
        faults.add(.mismatch, at: pointer, "A row must have \(wanted), not \(row.count).")
        isWhole = false
        continue
      }
      append(row, at: pointer, to: &values)
    }
    guard isWhole, values.count == members.count.timesClamped(width) else { return nil }
    return NumberTable(rows: members.count, columns: width, values: values)
  }

  /// Appends the numbers among `elements`; what is none is a fault and is left out.
  private func append(
    _ elements: [JSONValue], at pointer: JSONPointer, to values: inout [Double]
  ) {
    for (index, element) in elements.enumerated() where !faults.isFull {
      guard let number = element.numberValue else {
        faults.add(
          .notANumber, at: pointer.appending(index),
          "There must be a number here, not \(element.kindDescription).")
        continue
      }
      guard let value = number.asDouble, NumberRange.data.contains(value) else {
        faults.add(
          .outOfRange, at: pointer.appending(index),
          "There must be a number \(NumberRange.data.phrase) here, not \(number.shown).")
        continue
      }
      // Negative zero becomes zero, as in every other form of data.
      values.append(value + 0)
    }
  }
}
