internal import StrictJSON

/// Curves in the three forms of the API. `step` is always the first column.
package enum CurveEncoding {
  /// `{"columns": {"step": […], …}, "total_points": n, "non_finite": […]}`: null where there is no
  /// value or none that is finite; of the latter `non_finite` tells which and what. `totalPoints`
  /// counts the rows before downsampling.
  package static func json(_ table: CurveTable, totalPoints: Int) -> [UInt8] {
    var writer = JSONWriter(
      reservingCapacity: 256 + 20 * table.steps.count * (1 + table.columns.count))
    writer.object {
      $0.member("columns") {
        $0.object {
          $0.member("step") { $0.numbers(table.steps) }
          for column in table.columns {
            $0.member(column.name) { $0.numbersOrNulls(column.values.map { $0 ?? .nan }) }
          }
        }
      }
      $0.member("total_points", .number(JSONNumber(totalPoints)))
      $0.member("non_finite") {
        $0.array { writer in
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
      }
    }
    return writer.bytes
  }

  /// RFC 4180 with a header line: empty where there is no value, and `nan`, `inf` or `-inf`.
  static func csv(_ table: CurveTable) -> [UInt8] {
    var bytes = Array(table.names.joined(separator: ",").utf8) + newline
    for (row, step) in table.steps.enumerated() {
      bytes.append(contentsOf: String(step).utf8)
      for column in table.columns {
        bytes.append(UInt8(ascii: ","))
        guard let value = column.values[row] else { continue }
        bytes.append(contentsOf: (value.nonFiniteWord ?? shortest(value)).utf8)
      }
      bytes += newline
    }
    return bytes
  }

  /// One object a row, with `non_finite` only in rows that have such values.
  static func ndjson(_ table: CurveTable) -> [UInt8] {
    var bytes: [UInt8] = []
    for (row, step) in table.steps.enumerated() {
      var writer = JSONWriter()
      writer.object {
        $0.member("step", .number(JSONNumber(step)))
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

  private static let newline: [UInt8] = [0x0D, 0x0A]

  private static func shortest(_ value: Double) -> String {
    JSONNumber(value)?.literal ?? ""
  }
}

extension Double {
  /// `nan`, `inf` or `-inf`; nil for a finite number.
  var nonFiniteWord: String? {
    isFinite ? nil : isNaN ? "nan" : self > 0 ? "inf" : "-inf"
  }
}
