internal import Drawing
internal import Experiments
internal import StrictJSON
internal import WebRouting

/// Curves of one job or of several as a picture.
struct CurvePicture: Sendable {
  /// A job's curves, under the name that it is shown by: a line a metric, of as many points as a picture may
  /// show.
  struct Source: Sendable {
    fileprivate var name: String
    /// By the names of the metrics.
    fileprivate var lines: [LinePicture.Line]
  }

  /// What is drawn where nothing is asked for.
  private static let standard = ["train_loss", "test_loss"]

  private let form: PictureForm
  private let selection: CurveSelection
  private let axis: CurveSelection.Axis

  /// Nil where the answer is no picture. Every row is read, unless fewer are asked for, as each line keeps
  /// its own extremes.
  init?(_ request: APIRequest) throws(Problem) {
    guard let form = try PictureForm(request) else { return nil }
    self.form = form
    var selection = try CurveQuery(request.query, as: .svg).selection
    if request.query["points"] == nil { selection.limit = nil }
    self.selection = selection
    axis = selection.axis ?? .step
  }

  /// What is drawn of a job's stored curves, of which no other columns are read. Throws 400 for a metric that
  /// it has none of, and for more than a picture has.
  func source(_ name: String, from bytes: [UInt8]) throws -> Source {
    var selection = selection
    selection.metrics =
      try selection.metrics ?? StoredCurves(bytes).names.filter(Self.standard.contains)
    let (table, _) = try selection.table(from: bytes)
    let names = table.columns.map(\.name).filter { selection.metrics?.contains($0) == true }
    guard names.count <= LinePicture.mostLines else { throw Self.tooMany(names.count) }
    return Source(
      name: name,
      lines: names.map { line($0, of: table).reduced(x: form.xScale, y: form.scale) })
  }

  private static func tooMany(_ lines: Int) -> Problem {
    Problem.query(
      parameter: "metrics", code: "out_of_range",
      "These are \(lines) lines, and a picture has \(LinePicture.mostLines) at most: name fewer"
        + " metrics or jobs.")
  }

  /// One job's curves.
  func svg(_ source: Source, isPartial: Bool) -> [UInt8] {
    picture(
      title: source.name, yName: Self.common(source.lines.map(\.name)), lines: source.lines,
      note: isPartial ? "The job has no result: as far as it came." : ""
    ).svg(form.size)
  }

  /// Several jobs' curves; of each the same metrics. Throws 400 where they are too many.
  func svg(_ sources: [Source]) throws(Problem) -> [UInt8] {
    let names = sources.flatMap { $0.lines.map(\.name) }
    guard names.count <= LinePicture.mostLines else { throw Self.tooMany(names.count) }
    let isOne = Set(names).count == 1
    return picture(
      title: "\(Self.common(names)) of \(sources.count == 1 ? "a job" : "\(sources.count) jobs")",
      yName: Self.common(names),
      lines: sources.flatMap { source in
        source.lines.map { line in
          var named = line
          named.name = isOne ? source.name : "\(source.name): \(line.name)"
          return named
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

  private func line(_ name: String, of table: CurveTable) -> LinePicture.Line {
    let places: [Double?] =
      axis == .step ? table.steps.map { Double($0) } : table[axis.rawValue]?.values ?? []
    return LinePicture.Line(
      name: name,
      points: zip(places, table[name]?.values ?? []).compactMap { place, value in
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
