package import ByteCoding
internal import StrictJSON

/// Curves as the API's document in JSON. `step` is always the first column.
package enum CurveEncoding {
  /// `{"columns": {"step": […], …}, "total_points": n, "non_finite": […]}`: null where there is no
  /// value or none that is finite; of the latter `non_finite` tells which and what. `totalPoints`
  /// counts the rows before downsampling.
  package static func json(_ table: CurveTable, totalPoints: Int) -> [UInt8] {
    pieces(table, totalPoints: totalPoints).whole()
  }

  /// What `json` gives, in pieces.
  package static func pieces(_ table: CurveTable, totalPoints: Int) -> Pieces {
    let ranges = Pieces.ranges(of: table.steps.count, by: Pieces.numbers)
    let series = 1 + table.columns.count
    return Pieces(count: series * ranges.count + 1) { index in
      guard index < series * ranges.count else {
        return end(nonFinite: table, totalPoints: totalPoints)
      }
      let (number, place) = index.quotientAndRemainder(dividingBy: ranges.count)
      let range = ranges[place]
      var numbers = JSONWriter(reservingCapacity: 20 * range.count)
      if number == 0 {
        numbers.numbers(Array(table.steps[range]))
      } else {
        numbers.numbersOrNulls(table.columns[number - 1].values[range].map { $0 ?? .nan })
      }
      var text: [UInt8] = []
      if place == 0 {
        text += Array((number == 0 ? #"{"columns":{"# : ",").utf8)
        text += JSONValue.string(table.names[number]).serialized() + Array(":[".utf8)
      } else {
        text.append(UInt8(ascii: ","))
      }
      text += numbers.bytes.dropFirst().dropLast()
      if place == ranges.count - 1 { text.append(UInt8(ascii: "]")) }
      return text
    }
  }

  /// The members behind `columns`.
  private static func end(nonFinite table: CurveTable, totalPoints: Int) -> [UInt8] {
    var nonFinite = JSONWriter()
    nonFinite.array { writer in
      for column in table.columns {
        for (step, value) in zip(table.steps, column.values) {
          guard let value, let word = value.nonFiniteWord else { continue }
          writer.object {
            $0.member("column", .string(column.name))
            $0.member("step", .number(JSONNumber(step)))
            $0.member("value", .string(word))
          }
        }
      }
    }
    return Array(#"},"total_points":\#(totalPoints),"non_finite":"#.utf8) + nonFinite.bytes
      + [UInt8(ascii: "}")]
  }
}
