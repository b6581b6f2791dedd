internal import Drawing
internal import Foundation
internal import StrictJSON
internal import WebRouting

/// A measure of a sweep's groups as a picture: its mean over a field of numbers with a band of the
/// deviation to both sides, one line for all groups that agree in the other fields; or a bar a group where no
/// field has numbers.
struct StatisticsPicture: Sendable {
  static let parameters: [RouteParameter] = [.one("metric"), .one("x")] + PictureForm.all
  private static let standard = "final_train_loss"

  private let form: PictureForm
  private let measure: String
  /// The field below; nil leaves the choice to the table.
  private let field: String?

  /// Nil where the answer is no picture.
  init?(_ request: APIRequest) throws(Problem) {
    guard let form = try PictureForm(request, alone: Self.parameters) else { return nil }
    self.form = form
    measure = request.query["metric"] ?? Self.standard
    field = request.query["x"]
  }

  /// Throws 400 for a measure or a field that there is none of, and where there are more lines or bars than a
  /// picture has.
  func svg(_ statistics: SweepStatistics, of name: String) throws(Problem) -> [UInt8] {
    guard let groups = statistics.summaries(of: measure) else {
      throw Problem.query(
        parameter: "metric", code: "unknown_metric",
        "There is no measure \(measure.shortened). There are"
          + " \(statistics.measures.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: measure, among: statistics.measures))
    }
    let note =
      statistics.over.isEmpty
      ? "" : "Mean and standard deviation over \(statistics.over.joined(separator: ", "))."
    guard let place = try place(in: statistics, groups) else {
      return try bars(statistics.by, groups, name, note)
    }
    return try lines(statistics.by, groups, place, name, note)
  }

  /// The place among the fields of the one below; nil where none is of numbers.
  private func place(
    in statistics: SweepStatistics, _ groups: [SweepStatistics.Summary]
  ) throws(Problem) -> Int? {
    let numeric = statistics.by.indices.filter { place in
      groups.allSatisfy { $0.values[place].numberValue?.asDouble != nil }
    }
    guard let field else {
      // That of most values: the others tell lines apart.
      return numeric.max { left, right in
        let counts = [left, right].map { place in
          Set(groups.compactMap { $0.values[place].numberValue?.asDouble }).count
        }
        return counts[0] < counts[1]
      }
    }
    let names = numeric.map { statistics.by[$0] }
    guard let place = statistics.by.firstIndex(of: field), numeric.contains(place) else {
      throw Problem.query(
        parameter: "x", code: "not_varied",
        names.isEmpty
          ? "No field that tells the groups apart is of numbers."
          : "x must be one of \(names.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: field, among: names))
    }
    return place
  }

  private func lines(
    _ fields: [String], _ groups: [SweepStatistics.Summary], _ place: Int, _ name: String,
    _ note: String
  ) throws(Problem) -> [UInt8] {
    var lines: [LinePicture.Line] = []
    var places: [String: Int] = [:]
    for group in groups {
      let own = label(group, fields, without: place)
      let index = places[own] ?? lines.count
      if index == lines.count {
        places[own] = index
        lines.append(LinePicture.Line(name: own.isEmpty ? measure : own, points: []))
      }
      lines[index].points.append(
        LinePicture.Point(
          x: group.values[place].numberValue?.asDouble ?? .nan, y: group.summary?.mean,
          deviation: group.summary?.deviation.flatMap { $0.isFinite ? $0 : nil }))
    }
    try check(lines.count, LinePicture.mostLines, "lines")
    for index in lines.indices { lines[index].points.sort { $0.x < $1.x } }
    return LinePicture(
      title: "\(name): \(measure)", xName: Self.word(fields[place]), yName: measure,
      xScale: form.xScale, yScale: form.scale, lines: lines, isMarked: true, note: note
    ).svg(form.size)
  }

  private func bars(
    _ fields: [String], _ groups: [SweepStatistics.Summary], _ name: String, _ note: String
  ) throws(Problem) -> [UInt8] {
    try check(groups.count, BarPicture.mostBars, "bars")
    return BarPicture(
      title: "\(name): \(measure)", valueName: measure, scale: form.scale,
      bars: groups.map { group in
        let own = label(group, fields, without: nil)
        return BarPicture.Bar(
          name: own.isEmpty ? "all \(group.jobs) jobs" : own, value: group.summary?.mean,
          deviation: group.summary?.deviation.flatMap { $0.isFinite ? $0 : nil })
      }, note: note
    ).svg(form.size)
  }

  private func check(_ count: Int, _ most: Int, _ what: String) throws(Problem) {
    guard count > most else { return }
    throw Problem.query(
      parameter: "over", code: "out_of_range",
      "These are \(count) \(what), and a picture has \(most) at most: gather over more fields.")
  }

  /// What a group is called by its fields.
  private func label(
    _ group: SweepStatistics.Summary, _ fields: [String], without place: Int?
  ) -> String {
    let kept = fields.indices.filter { $0 != place }
    return kept.map { field in
      let value = group.values[field]
      let text = value.stringValue ?? String(decoding: value.serialized(), as: UTF8.self)
      return kept.count == 1 && value.stringValue != nil
        ? text : "\(Self.word(fields[field])) \(text)"
    }.joined(separator: ", ")
  }

  /// `/training/learning_rate` as `training/learning_rate`.
  private static func word(_ pointer: String) -> String {
    pointer.hasPrefix("/") ? String(pointer.dropFirst()) : pointer
  }
}
