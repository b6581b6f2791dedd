internal import Drawing
internal import Experiments
internal import StrictJSON
internal import WebRouting

/// Curves of one job or of several as a picture.
struct CurvePicture: Sendable {
  /// A job's curves, under the name that it is shown by.
  struct Source: Sendable {
    var name: String
    var table: CurveTable
  }

  /// What is drawn where nothing is asked for.
  private static let standard = ["train_loss", "test_loss"]

  private let form: PictureForm
  private let metrics: [String]?
  private let axis: CurveSelection.Axis

  init(_ form: PictureForm, _ selection: CurveSelection) {
    self.form = form
    metrics = selection.metrics
    axis = selection.axis ?? .step
  }

  /// What has to be read for it: every row, unless fewer are asked for, as each line keeps its own extremes.
  static func selection(_ query: CheckedQuery) throws(Problem) -> CurveSelection {
    var selection = try CurveSelection(query)
    if query["points"] == nil { selection.limit = nil }
    return selection
  }

  /// One job's curves.
  func svg(_ source: Source, isPartial: Bool) throws(Problem) -> [UInt8] {
    let names = try names(in: source.table)
    let note = isPartial ? "The job has no result: as far as it came." : ""
    return picture(
      title: source.name, yName: Self.common(names),
      lines: names.map { line($0, of: source.table, named: $0) }, note: note
    ).svg(form.size)
  }

  /// Several jobs' curves; of each the same metrics.
  func svg(_ sources: [Source]) throws(Problem) -> [UInt8] {
    var named: [(source: Source, names: [String])] = []
    for source in sources { named.append((source, try names(in: source.table))) }
    let names = named.flatMap(\.names)
    guard names.count <= LinePicture.mostLines else {
      throw Problem.query(
        parameter: "metrics", code: "out_of_range",
        "These are \(names.count) lines, and a picture has \(LinePicture.mostLines) at most: name"
          + " fewer metrics or jobs.")
    }
    let isOne = Set(names).count == 1
    return picture(
      title: "\(Self.common(names)) of \(sources.count == 1 ? "a job" : "\(sources.count) jobs")",
      yName: Self.common(names),
      lines: named.flatMap { source, names in
        names.map {
          line($0, of: source.table, named: isOne ? source.name : "\(source.name): \($0)")
        }
      }
    ).svg(form.size)
  }

  private func picture(
    title: String, yName: String, lines: [LinePicture.Line], note: String = ""
  ) -> LinePicture {
    LinePicture(
      title: title, xName: axis.rawValue, yName: yName, xScale: form.xScale, yScale: form.scale,
      lines: lines, note: note)
  }

  /// The columns that are drawn. Throws 400 where they are too many.
  private func names(in table: CurveTable) throws(Problem) -> [String] {
    let names =
      if let metrics { table.columns.map(\.name).filter(metrics.contains) } else {
        table.columns.map(\.name).filter(Self.standard.contains)
      }
    guard names.count <= LinePicture.mostLines else {
      throw Problem.query(
        parameter: "metrics", code: "out_of_range",
        "A picture has \(LinePicture.mostLines) lines at most: name fewer metrics.")
    }
    return names
  }

  private func line(
    _ name: String, of table: CurveTable, named shown: String
  ) -> LinePicture.Line {
    let column = table[name]?.values ?? []
    let places: [Double?] =
      axis == .step ? table.steps.map { Double($0) } : table[axis.rawValue]?.values ?? []
    return LinePicture.Line(
      name: shown,
      points: zip(places, column).compactMap { place, value in
        place.map { LinePicture.Point(x: $0, y: value) }
      })
  }

  /// What several metrics have in common: the metric, or what they all end with.
  private static func common(_ names: [String]) -> String {
    let different = Set(names)
    if different.count == 1 { return names[0] }
    for end in ["loss", "accuracy"] where different.allSatisfy({ $0.hasSuffix("_" + end) }) {
      return end
    }
    return different.isEmpty ? "no metric" : "value"
  }
}
