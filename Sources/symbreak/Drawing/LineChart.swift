package import Drawing

/// Curves drawn with characters, their axes labelled. Where there are several, each has a letter, which stands
/// on it at some places.
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

  package struct Line: Equatable {
    package var name: String
    /// `x` ascending.
    package var points: [Point]

    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// What is drawn, written above.
  package var title: String
  /// What the points lie over, written below.
  package var axis: String
  package var lines: [Line]
  /// Of the axis of values.
  package var scale: AxisScale

  private static let smallestWidth = 12
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
  /// Places on a curve where its letter stands.
  private static let marks = 6

  package init(title: String, axis: String, lines: [Line], scale: AxisScale = .linear) {
    self.title = title
    self.axis = axis
    self.lines = lines
    self.scale = scale
  }

  /// One curve.
  package init(title: String, axis: String, points: [Point], scale: AxisScale = .linear) {
    self.init(
      title: title, axis: axis, lines: [Line(name: title, points: points)], scale: scale)
  }

  /// The chart in at most `width` columns (but never fewer than a dozen for the curves themselves), the
  /// curves `height` lines high.
  package func lines(width: Int, height: Int) -> [String] {
    let points = lines.flatMap(\.points)
    let drawn = points.compactMap(\.y).filter(scale.shows)
    guard !drawn.isEmpty, let first = points.map(\.x).min(), let last = points.map(\.x).max()
    else {
      return [title, scale == .log ? "(no value above 0 to draw)" : "(no finite value to draw)"]
    }

    let y = Axis(covering: drawn, scale: scale, count: max(2, height / 2))
    let labelWidth = y.ticks.map(\.label.count).max() ?? 0
    let columns = max(Self.smallestWidth, width - labelWidth - 2)
    var labels = [Int: String]()
    for tick in y.ticks {
      labels[Self.place(y.share(of: tick.value) ?? 0, dots: 4 * height, flipped: true) / 4] =
        tick.label
    }
    let margin = String(repeating: " ", count: labelWidth + 1)
    var text = [title]
    for (row, picture) in rows(columns, height, x: first...last, y: y).enumerated() {
      let label = labels[row] ?? ""
      let padding = String(repeating: " ", count: labelWidth - label.count)
      text.append("\(padding)\(label) \(label.isEmpty ? "│" : "┤")\(picture)".trimmed)
    }
    text += axisLines(first...last, columns: columns).map { (margin + $0).trimmed }
    text += notes(margin, width: width)
    return text
  }

  /// What the letters mean, and what is not drawn.
  private func notes(_ margin: String, width: Int) -> [String] {
    var notes: [String] = []
    for (index, line) in lines.enumerated() where lines.count > 1 {
      notes.append(String("\(margin)\(Self.letter(index))  \(line.name)".prefix(max(0, width))))
    }
    let gap = lines.lazy.flatMap(\.points).first { point in
      point.y.map { !scale.shows($0) } ?? false
    }
    if let gap {
      let what = gap.y?.isFinite == true ? "no place on the axis" : "not finite"
      notes.append(margin + "\(what) at \(axis) \(Self.text(gap.x)) and where the line is broken")
    }
    return notes
  }

  private static func letter(_ index: Int) -> Character { letters[index % letters.count] }

  /// The curves in rows of characters.
  private func rows(
    _ columns: Int, _ height: Int, x: ClosedRange<Double>, y: Axis
  ) -> [String] {
    var canvas = BrailleCanvas(columns: columns, rows: height)
    var letters: [Int: Character] = [:]
    for (index, line) in lines.enumerated() {
      var previous: (x: Int, y: Int)?
      var nextMark = (2 * index + 1) * canvas.width / (2 * Self.marks * lines.count)
      for point in line.points {
        guard let share = point.y.flatMap(y.share(of:)) else {
          previous = nil
          continue
        }
        let length = x.upperBound - x.lowerBound
        let dot = (
          x: Self.place(
            length > 0 ? (point.x - x.lowerBound) / length : 0, dots: canvas.width, flipped: false),
          y: Self.place(share, dots: canvas.height, flipped: true)
        )
        canvas.line(from: previous ?? dot, to: dot)
        if lines.count > 1 {
          while nextMark <= dot.x {
            let from = previous ?? dot
            let part =
              dot.x > from.x ? Double(max(0, nextMark - from.x)) / Double(dot.x - from.x) : 1
            let height = Double(from.y) + part * Double(dot.y - from.y)
            letters[Int(height.rounded()) / 4 * columns + min(nextMark, dot.x) / 2] =
              Self.letter(index)
            nextMark += canvas.width / Self.marks
          }
        }
        previous = dot
      }
    }
    return canvas.rows.enumerated().map { row, text in
      String(text.enumerated().map { letters[row * columns + $0] ?? $1 })
    }
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

  /// The dot at a share of the way; from the top where `flipped`.
  private static func place(_ share: Double, dots: Int, flipped: Bool) -> Int {
    Int(((flipped ? 1 - share : share) * Double(dots - 1)).rounded())
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
