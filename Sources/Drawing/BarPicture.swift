/// One bar a category, lying, each with how far its value deviates, as SVG.
package struct BarPicture: Sendable {
  package struct Bar: Sendable {
    package var name: String
    /// Nil where there is no value.
    package var value: Double?
    package var deviation: Double?

    package init(name: String, value: Double?, deviation: Double?) {
      (self.name, self.value, self.deviation) = (name, value, deviation)
    }
  }

  /// Bars of one picture at most.
  package static let mostBars = 60

  package var title: String
  package var valueName: String
  package var scale: AxisScale
  package var bars: [Bar]
  /// What else the description says.
  package var note: String

  package init(
    title: String, valueName: String, scale: AxisScale = .linear, bars: [Bar], note: String = ""
  ) {
    self.title = title
    self.valueName = valueName
    self.scale = scale
    self.bars = bars
    self.note = note
  }

  /// The document.
  package func svg(_ size: PictureSize) -> [UInt8] {
    let area = area(size)
    let ends = bars.flatMap { bar -> [Double] in
      guard let value = bar.value else { return [] }
      return bar.deviation.map { [value - $0, value, value + $0] } ?? [value]
    }
    let x = Axis(
      covering: scale == .linear ? ends + [0] : ends, scale: scale,
      count: max(2, min(12, Int(area.width / 80))))
    let axes = PictureAxes(
      x: x, y: Axis(covering: [Double](), scale: .linear, count: 2), xName: valueName, yName: "",
      area: area)
    return PicturePage(size: size, title: title, description: description).svg { writer in
      axes.drawX(&writer)
      let step = area.height / Double(max(1, bars.count))
      for (index, bar) in bars.enumerated() {
        draw(&writer, bar, at: area.top + (Double(index) + 0.5) * step, step: step, axes)
      }
      if ends.isEmpty { PictureNote.draw(&writer, "No value to draw", in: area) }
    }
  }

  private func area(_ size: PictureSize) -> Area {
    let widest = bars.map { $0.name.width(atSize: PicturePage.textSize) }.max() ?? 0
    return Area(
      left: PicturePage.margin + min(widest, 0.4 * Double(size.width)) + 8,
      top: PicturePage.head + 6, right: Double(size.width) - 20,
      bottom: Double(size.height) - PictureAxes.bottom)
  }

  private func draw(
    _ writer: inout SVGWriter, _ bar: Bar, at y: Double, step: Double, _ axes: PictureAxes
  ) {
    // Below this the names would cover one another: the description has them.
    if step >= PicturePage.textSize {
      writer.element(
        "text",
        [
          "class": "ink", "x": .number(axes.area.left - 8), "y": .number(y + 4),
          "text-anchor": "end", "fill": .text(PictureStyle.ink),
        ],
        text: bar.name.fitted(
          to: axes.area.left - PicturePage.margin - 8, size: PicturePage.textSize))
    }
    guard let value = bar.value, let end = axes.place(x: value) else {
      writer.element(
        "text",
        [
          "class": "faint", "x": .number(axes.area.left + 6), "y": .number(y + 4),
          "fill": .text(PictureStyle.faint),
        ], text: "no value")
      return
    }
    let zero = axes.place(x: 0) ?? axes.area.left
    let height = min(26, 0.7 * step)
    writer.element(
      "rect",
      [
        "class": "bar f0", "x": .number(min(zero, end)), "y": .number(y - height / 2),
        "width": .number(abs(end - zero)), "height": .number(height),
        "fill": .text(PictureStyle.series[0]),
      ])
    guard let deviation = bar.deviation, let high = axes.place(x: value + deviation) else { return }
    let low = axes.place(x: value - deviation) ?? axes.area.left
    let cap = height / 4
    writer.element(
      "path",
      [
        "class": "edge", "fill": "none", "stroke": .text(PictureStyle.ink),
        "d": .text(
          "M\(low.asSVG) \((y - cap).asSVG)v\((2 * cap).asSVG)M\(low.asSVG) \(y.asSVG)"
            + "H\(high.asSVG)M\(high.asSVG) \((y - cap).asSVG)v\((2 * cap).asSVG)"),
      ])
  }

  private var description: String {
    let parts = bars.map { bar in
      let deviation = bar.deviation.map { " ± \($0.inWords)" } ?? ""
      return "\(bar.name): \(bar.value.map { $0.inWords + deviation } ?? "no value")."
    }
    return (["\(valueName), a bar a category."] + parts + (note.isEmpty ? [] : [note]))
      .joined(separator: " ")
  }
}
