extension LinePicture {
  /// Lines that the description goes into.
  private static let described = 12

  /// What the picture shows, in words.
  var description: String {
    let scale = yScale == .log ? " on a logarithmic axis" : ""
    var parts = ["\(yName)\(scale) over \(xName)."]
    parts += lines.prefix(Self.described).map(describe)
    if lines.count > Self.described {
      parts.append("\(lines.count - Self.described) more lines are not described.")
    }
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: " ")
  }

  private func describe(_ line: Line) -> String {
    var shown = 0
    var ends: (first: Point, last: Point)?
    var (least, most) = (Double.infinity, -Double.infinity)
    for point in line.points {
      guard let y = point.y, yScale.shows(y), xScale.shows(point.x) else { continue }
      shown += 1
      ends = (ends?.first ?? point, point)
      (least, most) = (min(least, y), max(most, y))
    }
    guard let ends else { return "\(line.name): no value." }
    func text(_ value: Double?) -> String { (value ?? 0).inWords }
    var words =
      "\(line.name): from \(text(ends.first.y)) at \(text(ends.first.x)) to \(text(ends.last.y)) at"
      + " \(text(ends.last.x)), least \(text(least)), greatest \(text(most))"
    let counts = line.counts ?? (line.points.count, shown)
    if counts.shown < counts.all {
      words +=
        "; \(counts.all - counts.shown) of \(counts.all) have no place, where the line is broken"
    }
    return words + "."
  }
}
