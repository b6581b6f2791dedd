internal import ByteCoding
internal import Experiments
internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// What a network answers to some rows.
struct OutputTable: Sendable {
  /// Numbers that are not finite of which an answer tells the place.
  static let listedNonFinite = 1000

  var step: Int
  /// Counted from 1.
  var layer: Int
  var form: LayerSpec
  var isOutput: Bool
  /// `train`, `test`, `grid` or `rows`.
  var source: String
  var total: Int
  /// Places of the rows among all.
  var range: Range<Int>
  var grid: InputGrid?
  /// Of the whole split; nil for rows without targets.
  var figures: AnswerFigures?
  var classNames: [String]
  /// Of the rows; empty without.
  var targets: [Double]
  var targetColumns: Int
  /// The classes that the rows are taken for; empty for regression.
  var predicted: [Int]
  /// (rows, units of the layer).
  var values: [Double]

  /// The offset of the rows after these; nil where there are none.
  var next: Int? { range.upperBound < total ? range.upperBound : nil }

  /// The answer in JSON.
  var json: Pieces {
    Pieces.object([
      ("step", .json(.integer(step))), ("layer", .json(.integer(layer))),
      ("units", .json(.integer(form.units))),
      ("activation", .json(.string(form.activation.rawValue))),
      ("output", .json(.bool(isOutput))), ("of", .json(.string(source))),
      ("total", .json(.integer(total))), ("offset", .json(.integer(range.lowerBound))),
      ("next", .json(next.map { .integer($0) } ?? .null)),
      ("grid", .json(grid.map(Self.json) ?? .null)),
      ("figures", .json(figures.map(Self.json) ?? .null)),
      ("class_names", .json(.names(classNames))),
      ("targets", targets.isEmpty ? .json(.null) : targetPieces),
      ("predicted", predicted.isEmpty ? .json(.null) : .list(predicted.map { Double($0) })),
      ("values", .matrix(values, columns: form.units)),
      ("non_finite", .json(nonFinite)),
    ])
  }

  private var targetPieces: Pieces {
    targetColumns == 1 ? .list(targets) : .matrix(targets, columns: targetColumns)
  }

  private static func json(_ grid: InputGrid) -> JSONValue {
    [
      "size": .integer(grid.form.size), "over": [.integer(grid.form.x), .integer(grid.form.y)],
      "x": .numbers(grid.xs), "y": .numbers(grid.ys), "others": .numbers(grid.others),
    ]
  }

  private static func json(_ figures: AnswerFigures) -> JSONValue {
    let classes = figures.classes ?? 1
    return [
      "rows": .integer(figures.rows), "loss": .finite(figures.loss),
      "accuracy": figures.accuracy.map(JSONValue.finite) ?? .null,
      "confusion": figures.confusion.map { counts in
        .array(
          stride(from: 0, to: counts.count, by: classes).map { start in
            .array(counts[start..<start + classes].map { .integer($0) })
          })
      } ?? .null,
    ]
  }

  /// Where `values` has null, and for what.
  private var nonFinite: JSONValue {
    let units = form.units
    let entries = values.enumerated().lazy.compactMap { place, value -> JSONValue? in
      value.nonFiniteWord.map { word in
        let pointer = JSONPointer.root.appending("values").appending(place / units)
          .appending(place % units)
        return ["pointer": .string(pointer.description), "value": .string(word)]
      }
    }
    return .array(Array(entries.prefix(Self.listedNonFinite)))
  }

  /// The answer as rows: the row's number, or its place on the grid; target and class where there are
  /// some; and the layer's values.
  var rows: RowTable {
    let places =
      grid.map { grid in
        [
          RowTable.Column("x") { [grid] in .number(grid.xs[(first + $0) % grid.form.size]) },
          RowTable.Column("y") { [grid] in .number(grid.ys[(first + $0) / grid.form.size]) },
        ]
      } ?? [RowTable.Column("row") { .integer(first + $0) }]
    let goals = (0..<(targets.isEmpty ? 0 : targetColumns)).map { place in
      RowTable.Column(targetColumns == 1 ? "target" : "target\(place + 1)") {
        [targets, targetColumns] in .number(targets[$0 * targetColumns + place])
      }
    }
    let classes =
      predicted.isEmpty ? [] : [RowTable.Column("predicted") { .integer(predicted[$0]) }]
    let answers = (0..<form.units).map { place in
      RowTable.Column("value\(place + 1)") { [values, units = form.units] in
        .number(values[$0 * units + place])
      }
    }
    return RowTable(rows: range.count, columns: places + goals + classes + answers)
  }

  /// The place of the first row among all.
  private var first: Int { range.lowerBound }
}
