internal import Drawing

/// A curve drawn with characters, its axes labelled.
///
///     train_loss
///     0.8 ┤⣀
///     0.4 ┤ ⠑⠢⣀
///     0.0 ┤    ⠉⠒⠤⠤⠤
///         └┬────────┬
///          0      1000
///                 step
package struct LineChart {
  /// One measured point; `y` is not finite where the measurement was not, and nil where there was
  /// none. Both leave a gap.
  package struct Point: Equatable {
    package var x: Double
    package var y: Double?

    package init(x: Double, y: Double?) {
      self.x = x
      self.y = y
    }
  }

  /// What is drawn, written above.
  package var title: String
  /// What the points lie over, written below.
  package var axis: String
  /// The points, `x` ascending.
  package var points: [Point]

  private static let smallestWidth = 12

  package init(title: String, axis: String, points: [Point]) {
    self.title = title
    self.axis = axis
    self.points = points
  }

  /// The chart in at most `width` columns (but never fewer than a dozen for the curve itself), the
  /// curve `height` lines high.
  package func lines(width: Int, height: Int) -> [String] {
    let drawn = points.compactMap { point in
      point.y.flatMap { AxisScale.linear.shows($0) ? (x: point.x, y: $0) : nil }
    }
    guard let lowest = drawn.map(\.y).min(), let highest = drawn.map(\.y).max(),
      let first = points.first?.x, let last = points.last?.x
    else { return [title, "(no finite value to draw)"] }

    let ticks = AxisTicks(covering: lowest...highest, count: max(2, height / 2))
    let labelWidth = ticks.labels.map(\.count).max() ?? 0
    let columns = max(Self.smallestWidth, width - labelWidth - 2)
    let canvas = canvas(columns: columns, rows: height, x: first...last, y: ticks.range)

    var labels = [Int: String]()
    for (value, label) in zip(ticks.values, ticks.labels) {
      labels[Self.place(value, in: ticks.range, dots: canvas.height, flipped: true) / 4] = label
    }
    let margin = String(repeating: " ", count: labelWidth + 1)
    var lines = [title]
    for (row, picture) in canvas.rows.enumerated() {
      let label = labels[row] ?? ""
      let padding = String(repeating: " ", count: labelWidth - label.count)
      lines.append("\(padding)\(label) \(label.isEmpty ? "│" : "┤")\(picture)".trimmed)
    }
    lines += axisLines(first...last, columns: columns).map { (margin + $0).trimmed }
    if drawn.count < points.count,
      let gap = points.first(where: { $0.y.map { !$0.isFinite } ?? false })
    {
      lines.append(
        margin + "not finite at \(axis) \(Self.text(gap.x)) and where the line is broken")
    }
    return lines
  }

  private func canvas(
    columns: Int, rows: Int, x: ClosedRange<Double>, y: ClosedRange<Double>
  ) -> BrailleCanvas {
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    var previous: (x: Int, y: Int)?
    for point in points {
      guard let value = point.y, AxisScale.linear.shows(value) else {
        previous = nil
        continue
      }
      let dot = (
        x: Self.place(point.x, in: x, dots: canvas.width, flipped: false),
        y: Self.place(value, in: y, dots: canvas.height, flipped: true)
      )
      canvas.line(from: previous ?? dot, to: dot)
      previous = dot
    }
    return canvas
  }

  /// The axis below with its two ends, and its name.
  private func axisLines(_ range: ClosedRange<Double>, columns: Int) -> [String] {
    let ends = (Self.text(range.lowerBound), Self.text(range.upperBound))
    let rule = "└┬" + String(repeating: "─", count: columns - 2) + "┬"
    let gap = columns - ends.0.count - ends.1.count
    let labels = " " + ends.0 + String(repeating: " ", count: max(1, gap)) + ends.1
    let name = String(repeating: " ", count: max(1, 1 + (columns - axis.count) / 2)) + axis
    return [rule, labels, name]
  }

  /// Where among `dots` a value of `range` lies; from the top where `flipped`.
  private static func place(
    _ value: Double, in range: ClosedRange<Double>, dots: Int, flipped: Bool
  ) -> Int {
    let length = range.upperBound - range.lowerBound
    guard length > 0 else { return 0 }
    let share = (value - range.lowerBound) / length
    return Int(((flipped ? 1 - share : share) * Double(dots - 1)).rounded())
  }

  /// A number of the axis below, whole where it is.
  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

extension String {
  /// The text without blanks, of braille too, at its end.
  fileprivate var trimmed: String {
    var text = self
    while let last = text.last, last == " " || last == "\u{2800}" { text.removeLast() }
    return text
  }
}
