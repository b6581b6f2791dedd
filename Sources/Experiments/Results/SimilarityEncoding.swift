package import ByteCoding
internal import NeuronSimilarity
internal import StrictJSON

/// How alike neurons were over the recorded steps, as the API's document in JSON.
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
}

extension NumberColumn {
  /// One a row, NaN where there is none.
  fileprivate var numbers: [Double] {
    absences.isEmpty ? values : values.indices.map { absences[$0] == 0 ? values[$0] : .nan }
  }
}
