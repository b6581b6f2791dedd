package import ByteCoding
internal import StrictJSON

/// Curves in the three forms of the API. `step` is always the first column.
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

  /// RFC 4180 with a header line: empty where there is no value, and `nan`, `inf` or `-inf`.
  package static func csv(_ table: CurveTable) -> Pieces {
    let ranges = Pieces.ranges(of: table.steps.count, by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      var bytes: [UInt8] = []
      if index == 0 { bytes += Array(table.names.joined(separator: ",").utf8) + newline }
      for row in ranges[index] {
        bytes.append(contentsOf: String(table.steps[row]).utf8)
        for column in table.columns {
          bytes.append(UInt8(ascii: ","))
          guard let value = column.values[row] else { continue }
          bytes.append(contentsOf: (value.nonFiniteWord ?? shortest(value)).utf8)
        }
        bytes += newline
      }
      return bytes
    }
  }

  /// One object a row, with `non_finite` only in rows that have such values.
  package static func ndjson(_ table: CurveTable) -> Pieces {
    let ranges = Pieces.ranges(of: table.steps.count, by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      var bytes: [UInt8] = []
      for row in ranges[index] {
        var writer = JSONWriter()
        writer.object {
          $0.member("step", .number(JSONNumber(table.steps[row])))
          var words: JSONObject = [:]
          for column in table.columns {
            guard let value = column.values[row] else { continue }
            $0.member(column.name) { $0.numberOrNull(value) }
            if let word = value.nonFiniteWord { words[column.name] = .string(word) }
          }
          if !words.isEmpty { $0.member("non_finite", .object(words)) }
        }
        bytes += writer.bytes
        bytes.append(UInt8(ascii: "\n"))
      }
      return bytes
    }
  }

  private static let newline: [UInt8] = [0x0D, 0x0A]

  private static func shortest(_ value: Double) -> String {
    JSONNumber(value)?.literal ?? ""
  }
}

extension Double {
  /// `nan`, `inf` or `-inf`; nil for a finite number.
  package var nonFiniteWord: String? {
    isFinite ? nil : isNaN ? "nan" : self > 0 ? "inf" : "-inf"
  }
}
