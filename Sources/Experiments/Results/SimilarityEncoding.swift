package import ByteCoding
internal import NeuronSimilarity
internal import StrictJSON

/// How alike neurons were over the recorded steps, in the three forms of the API.
package enum SimilarityEncoding {
  /// The answer as JSON of what is stored: that of an earlier version is what it stored. O(numbers).
  package static func json(stored bytes: [UInt8]) throws -> Pieces {
    SimilarityColumns.isAnswer(bytes)
      ? Pieces(slicesOf: bytes) : json(try SimilarityColumns(stored: bytes))
  }

  /// `{"steps": […], "layers": […]}`, every series with one entry a step.
  ///
  /// A value that does not exist is null; `reasons` of the layer then has a series of the same name
  /// with the reason at each such step, and null at the others; differences and norms have theirs
  /// under the kind's name and `_spread`. Where not all steps are over all training rows, `train_rows` has
  /// the rows that the gradients are over, of which the activations take 1,024 at most.
  package static func json(_ similarity: SimilarityColumns) -> Pieces {
    let series = SimilaritySeries.pointers.count
    return Pieces(count: 1 + similarity.layers.count * (series + 1) + 1) { index in
      if index == 0 {
        var (steps, rows) = (JSONWriter(), JSONWriter())
        steps.numbers(similarity.steps)
        rows.numbers(similarity.trainRows)
        return Array(#"{"steps":"#.utf8) + steps.bytes
          + (similarity.trainRows.isEmpty ? [] : Array(#","train_rows":"#.utf8) + rows.bytes)
          + Array(#","layers":["#.utf8)
      }
      let (layer, place) = (index - 1).quotientAndRemainder(dividingBy: series + 1)
      guard layer < similarity.layers.count else { return Array("]}".utf8) }
      if place == series { return reasons(similarity, ofLayer: layer) }
      return (place == 0 ? head(similarity, ofLayer: layer) : []) + member(similarity, place, layer)
    }
  }

  /// The layer's members before its series.
  private static func head(_ similarity: SimilarityColumns, ofLayer index: Int) -> [UInt8] {
    let layer = similarity.layers[index]
    let comma = index == 0 ? "" : ","
    return Array(
      (comma + #"{"layer":\#(layer.layer),"units":\#(layer.units),"output":\#(layer.isOutput),"#
        + #""sampled_units":\#(layer.sampledUnits),"#).utf8)
  }

  /// The series at a place, with what stands around it.
  private static func member(
    _ similarity: SimilarityColumns, _ place: Int, _ index: Int
  ) -> [UInt8] {
    let path = SimilaritySeries.pointers[place].split(separator: "/")
    var text = place == 0 ? "" : ","
    if path.count == 2, path[1] == SimilaritySeries.ofPairs[0] {
      // The layer's `first_split` stands before the first kind.
      if path[0] == SimilarityKind.allCases[0].rawValue {
        let split = similarity.layers[index].firstSplit.map(String.init) ?? "null"
        text += #""first_split":\#(split),"#
      }
      text += #""\#(path[0])":{"#
    }
    var writer = JSONWriter()
    writer.numbersOrNulls(similarity.columns[index][place].numbers)
    text += #""\#(path[path.count - 1])":"#
    return Array(text.utf8) + writer.bytes
      + (path.last.map(String.init) == SimilaritySeries.ofPairs.last ? Array("}".utf8) : [])
  }

  /// The layer's last member.
  private static func reasons(_ similarity: SimilarityColumns, ofLayer index: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      var told: Set<String> = []
      for (pointer, column) in zip(SimilaritySeries.pointers, similarity.columns[index]) {
        let name = SimilaritySeries.reasonsName(of: pointer)
        // Of the series of one name the first tells it.
        guard told.insert(name).inserted, !column.absences.isEmpty else { continue }
        let reasons = column.absences.map { code -> JSONValue in
          code == 0 || code == SimilarityColumns.unexplained
            ? .null : .string(similarity.reasons[Int(code) - 1])
        }
        if reasons.contains(where: { $0 != .null }) { writer.member(name, .array(reasons)) }
      }
    }
    return Array(#","reasons":"#.utf8) + writer.bytes + Array("}".utf8)
  }

  /// RFC 4180 with a header line, a row a step and layer; empty where there is no value.
  package static func csv(_ similarity: SimilarityColumns) -> Pieces {
    let header = Array((names(of: similarity).joined(separator: ",") + "\r\n").utf8)
    let ranges = Pieces.ranges(of: rowCount(similarity), by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      var bytes = index == 0 ? header : []
      for number in ranges[index] {
        for (column, value) in row(number, similarity).enumerated() {
          if column > 0 { bytes.append(UInt8(ascii: ",")) }
          if let value { bytes += value.literal.utf8 }
        }
        bytes += [0x0D, 0x0A]
      }
      return bytes
    }
  }

  /// One object a step and layer, null where there is no value.
  package static func ndjson(_ similarity: SimilarityColumns) -> Pieces {
    let names = names(of: similarity)
    let ranges = Pieces.ranges(of: rowCount(similarity), by: Pieces.rows)
    return Pieces(count: ranges.count) { index in
      ranges[index].flatMap { number in
        var writer = JSONWriter()
        writer.object { writer in
          for (name, value) in zip(names, row(number, similarity)) {
            writer.member(name, value.map(JSONValue.number) ?? .null)
          }
        }
        return writer.bytes + [0x0A]
      }
    }
  }

  private static let series = SimilaritySeries.pointers.map { $0.replacing("/", with: "_") }

  private static func names(of similarity: SimilarityColumns) -> [String] {
    ["step", "layer", "units"] + (similarity.trainRows.isEmpty ? [] : ["train_rows"]) + series
  }

  private static func rowCount(_ similarity: SimilarityColumns) -> Int {
    similarity.steps.count * similarity.layers.count
  }

  /// A row by its number: step after step, and of each one layer after the other.
  private static func row(_ number: Int, _ similarity: SimilarityColumns) -> [JSONNumber?] {
    let (step, place) = number.quotientAndRemainder(dividingBy: similarity.layers.count)
    let layer = similarity.layers[place]
    let rows = similarity.trainRows.isEmpty ? [] : [similarity.trainRows[step]]
    return ([similarity.steps[step], layer.layer, layer.units] + rows).map { JSONNumber($0) }
      + similarity.columns[place].map { $0.value(at: step).flatMap { JSONNumber($0) } }
  }
}

extension NumberColumn {
  /// One a row, NaN where there is none.
  fileprivate var numbers: [Double] {
    absences.isEmpty ? values : values.indices.map { absences[$0] == 0 ? values[$0] : .nan }
  }
}
