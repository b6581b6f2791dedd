/// The two axes of a picture with their ticks, lines and names, around the area that they span.
struct PictureAxes {
  let x: Axis
  let y: Axis
  let xName: String
  let yName: String
  let area: Area

  /// Room below the area: ticks, their labels, the name.
  static let bottom = 44.0
  /// Between the area and a label beside it.
  private static let gap = 8.0

  /// Room to the left of the area for these labels and a name.
  static func left(_ labels: [String]) -> Double {
    let widest = labels.map { $0.width(atSize: PicturePage.textSize) }.max() ?? 0
    return PicturePage.margin + 18 + widest + gap
  }

  /// Where values lie, in pixels; nil for those without a place.
  func place(x value: Double) -> Double? {
    x.share(of: value).map { area.left + $0 * area.width }
  }

  func place(y value: Double) -> Double? {
    y.share(of: value).map { area.bottom - $0 * area.height }
  }

  func draw(_ writer: inout SVGWriter) {
    drawX(&writer)
    drawY(&writer)
  }

  /// The axis below: its ticks are marked `tick-x`, with their values, for whoever reads the picture back.
  func drawX(_ writer: inout SVGWriter) {
    for tick in x.ticks {
      guard let place = place(x: tick.value) else { continue }
      line(&writer, (place, area.top), (place, area.bottom))
      writer.element(
        "text",
        [
          "class": "faint tick-x", "x": .number(place), "y": .number(area.bottom + 17),
          "text-anchor": "middle", "fill": .text(PictureStyle.faint),
        ], text: tick.label)
    }
    rule(&writer, (area.left, area.bottom), (area.right, area.bottom))
    writer.nameBelow(area, xName)
  }

  func drawY(_ writer: inout SVGWriter) {
    for tick in y.ticks {
      guard let place = place(y: tick.value) else { continue }
      line(&writer, (area.left, place), (area.right, place))
      writer.element(
        "text",
        [
          "class": "faint tick-y", "x": .number(area.left - Self.gap), "y": .number(place + 4),
          "text-anchor": "end", "fill": .text(PictureStyle.faint),
        ], text: tick.label)
    }
    rule(&writer, (area.left, area.top), (area.left, area.bottom))
    writer.nameBeside(area, yName)
  }

  private func line(
    _ writer: inout SVGWriter, _ start: (x: Double, y: Double), _ end: (x: Double, y: Double)
  ) {
    stroke(&writer, start, end, "grid", PictureStyle.grid)
  }

  private func rule(
    _ writer: inout SVGWriter, _ start: (x: Double, y: Double), _ end: (x: Double, y: Double)
  ) {
    stroke(&writer, start, end, "rule", PictureStyle.faint)
  }

  private func stroke(
    _ writer: inout SVGWriter, _ start: (x: Double, y: Double), _ end: (x: Double, y: Double),
    _ kind: String, _ colour: String
  ) {
    writer.element(
      "line",
      [
        "class": .text(kind), "x1": .number(start.x), "y1": .number(start.y),
        "x2": .number(end.x), "y2": .number(end.y), "stroke": .text(colour),
      ])
  }
}
