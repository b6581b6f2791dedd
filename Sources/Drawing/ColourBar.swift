/// What colours mean: a bar of all of them with a scale, to the right of cells.
struct ColourBar {
  let range: ClosedRange<Double>
  let name: String
  let top: Double
  let bottom: Double
  var left = 0.0

  private static let barWidth = 14.0
  private let axis: Axis

  init(range: ClosedRange<Double>, name: String, top: Double, bottom: Double) {
    (self.range, self.name, self.top, self.bottom) = (range, name, top, bottom)
    axis = Axis(
      fitting: [Self.ends(of: range).lowerBound, Self.ends(of: range).upperBound], scale: .linear,
      count: max(2, min(8, Int((bottom - top) / 40))))
  }

  static func ramp(of range: ClosedRange<Double>) -> ColourRamp {
    range.lowerBound < 0 && range.upperBound > 0 ? .signed : .amounts
  }

  /// The values at the ends of the colours: as far on both sides of 0 where there are two signs.
  static func ends(of range: ClosedRange<Double>) -> ClosedRange<Double> {
    guard ramp(of: range) == .signed else { return range }
    let most = max(-range.lowerBound, range.upperBound)
    return -most...most
  }

  /// With its numbers and its name.
  var width: Double {
    let labels = axis.ticks.map { $0.label.width(atSize: PicturePage.textSize) }
    return Self.barWidth + 6 + (labels.max() ?? 0) + 20
  }

  func draw(_ writer: inout SVGWriter) {
    let ramp = Self.ramp(of: range)
    let step = (bottom - top) / Double(ColourRamp.levels)
    writer.element("g", ["shape-rendering": "crispEdges"]) { writer in
      for level in 0..<ColourRamp.levels {
        writer.element(
          "rect",
          [
            "x": .number(left), "y": .number(bottom - Double(level + 1) * step),
            "width": .number(Self.barWidth), "height": .number(step + 0.5),
            "fill": .text(ramp.colour(level)),
          ])
      }
    }
    let ends = Self.ends(of: range)
    for tick in axis.ticks where ends.contains(tick.value) && ends.upperBound > ends.lowerBound {
      let share = (tick.value - ends.lowerBound) / (ends.upperBound - ends.lowerBound)
      writer.element(
        "text",
        [
          "class": "faint", "x": .number(left + Self.barWidth + 6),
          "y": .number(bottom - share * (bottom - top) + 4), "fill": .text(PictureStyle.faint),
        ], text: tick.label)
    }
    let (x, middle) = (left + width - 6, (top + bottom) / 2)
    writer.element(
      "text",
      [
        "class": "ink", "x": .number(x), "y": .number(middle), "text-anchor": "middle",
        "transform": "rotate(-90 \(x.asSVG) \(middle.asSVG))",
        "fill": .text(PictureStyle.ink),
      ], text: name.fitted(to: bottom - top, size: PicturePage.textSize))
  }
}
