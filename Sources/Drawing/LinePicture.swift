internal import Foundation

/// Lines over a common axis, as SVG.
package struct LinePicture: Sendable {
  /// One measured point; `y` is nil, or not finite, where there is no value, which leaves a gap.
  package struct Point: Sendable {
    package var x: Double
    package var y: Double?
    /// How far the band around the line reaches to either side.
    package var deviation: Double?

    package init(x: Double, y: Double?, deviation: Double? = nil) {
      (self.x, self.y, self.deviation) = (x, y, deviation)
    }
  }

  package struct Line: Sendable {
    package var name: String
    /// By ascending x.
    package var points: [Point]
    /// How many points there were, and how many of them have a place, where not all are here.
    var counts: (all: Int, shown: Int)?

    package init(name: String, points: [Point]) {
      (self.name, self.points) = (name, points)
    }
  }

  /// Lines of one picture at most.
  package static let mostLines = 100
  /// Points that are drawn of all lines together, at most about.
  static let mostVertices = 20_000

  package var title: String
  package var xName: String
  package var yName: String
  package var xScale: AxisScale
  package var yScale: AxisScale
  package var lines: [Line]
  /// Whether each point is marked, for lines of few points.
  package var isMarked: Bool
  /// What else the description says.
  package var note: String

  package init(
    title: String, xName: String, yName: String, xScale: AxisScale = .linear,
    yScale: AxisScale = .linear, lines: [Line], isMarked: Bool = false, note: String = ""
  ) {
    self.title = title
    self.xName = xName
    self.yName = yName
    self.xScale = xScale
    self.yScale = yScale
    self.lines = lines
    self.isMarked = isMarked
    self.note = note
  }

  /// The document.
  ///
  /// - Complexity: O(points).
  package func svg(_ size: PictureSize) -> [UInt8] {
    let page = PicturePage(size: size, title: title, description: description)
    let left = PicturePage.margin
    let legend = PictureLegend(
      lines.map(\.name), left: left, width: Double(size.width) - 2 * left, top: PicturePage.head,
      room: Double(size.height) - PicturePage.head - PictureAxes.bottom - 60)
    let axes = axes(size, below: legend)
    return page.svg { writer in
      legend.draw(&writer) { writer, index, x, y, width in
        writer.element(
          "path", stroke(index, d: "M\(x.asSVG) \(y.asSVG)h\(width.asSVG)"))
      }
      axes.draw(&writer)
      for (index, line) in lines.enumerated() { drawBand(&writer, line, index, axes) }
      for (index, line) in lines.enumerated() { draw(&writer, line, index, axes) }
      if !lines.contains(where: { $0.points.contains { place($0, axes) != nil } }) {
        PictureNote.draw(
          &writer, yScale == .log ? "No value above 0 to draw" : "No value to draw", in: axes.area)
      }
    }
  }

  private func axes(_ size: PictureSize, below legend: PictureLegend) -> PictureAxes {
    let top = PicturePage.head + Double(legend.rows) * PictureLegend.rowHeight + 8
    let bottom = Double(size.height) - PictureAxes.bottom
    let y = Axis(
      covering: lines.lazy.flatMap { line in
        line.points.lazy.flatMap { point -> [Double] in
          guard let y = point.y else { return [] }
          return point.deviation.map { [y - $0, y, y + $0] } ?? [y]
        }
      }, scale: yScale, count: max(2, min(10, Int((bottom - top) / 40))))
    let area = Area(
      left: PictureAxes.left(y.ticks.map(\.label)), top: top, right: Double(size.width) - 20,
      bottom: bottom)
    let x = Axis(
      fitting: lines.lazy.flatMap { $0.points.lazy.map(\.x) }, scale: xScale,
      count: max(2, min(12, Int(area.width / 80))))
    return PictureAxes(x: x, y: y, xName: xName, yName: yName, area: area)
  }

  private func place(_ point: Point, _ axes: PictureAxes) -> (x: Double, y: Double)? {
    guard let y = point.y.flatMap(axes.place(y:)), let x = axes.place(x: point.x) else {
      return nil
    }
    return (x, y)
  }

  private func draw(
    _ writer: inout SVGWriter, _ line: Line, _ index: Int, _ axes: PictureAxes
  ) {
    let points = line.points.compactMap { point -> (x: Double, y: Double?)? in
      axes.place(x: point.x).map { ($0, point.y.flatMap(axes.place(y:))) }
    }
    let columns = max(
      20, min(Int(axes.area.width), Self.mostVertices / 4 / max(1, lines.count)))
    let vertices = PixelColumns.vertices(
      of: points, from: axes.area.left, columns: columns, width: axes.area.width)
    var path = ""
    for (place, vertex) in vertices.enumerated() {
      path += "\(vertex.begins ? "M" : "L")\(vertex.x.asSVG) \(vertex.y.asSVG)"
      // Alone between gaps: a dot.
      let ends = place + 1 == vertices.count || vertices[place + 1].begins
      if vertex.begins, ends { path += "h0" }
    }
    guard !path.isEmpty else { return }
    writer.element("path", stroke(index, kind: "line", d: path))
    if isMarked {
      let colour = PictureStyle.colour(index)
      for vertex in vertices {
        writer.element(
          "circle",
          [
            "class": "f\(colour)", "cx": .number(vertex.x), "cy": .number(vertex.y), "r": 3,
            "fill": .text(PictureStyle.series[colour]),
          ])
      }
    }
  }

  private func stroke(_ index: Int, kind: String = "sample", d path: String) -> SVGWriter.Attributes
  {
    let colour = PictureStyle.colour(index)
    return [
      "class": "\(kind) s\(colour)", "fill": "none",
      "stroke": .text(PictureStyle.series[colour]), "stroke-width": "1.75",
      "stroke-linecap": "round", "stroke-linejoin": "round",
      "stroke-dasharray": .text(
        PictureStyle.dashes(index).isEmpty ? "none" : PictureStyle.dashes(index)),
      "d": .text(path),
    ]
  }

  /// From the deviation below to that above, where there is one; what is below a logarithmic axis ends at
  /// its lower end.
  private func drawBand(
    _ writer: inout SVGWriter, _ line: Line, _ index: Int, _ axes: PictureAxes
  ) {
    var path = ""
    var run: [(x: Double, low: Double, high: Double)] = []
    func flush() {
      guard run.count > 1 else { return run = [] }
      let corners =
        run.map { "\($0.x.asSVG) \($0.high.asSVG)" }
        + run.reversed().map { "\($0.x.asSVG) \($0.low.asSVG)" }
      path += "M" + corners.joined(separator: "L") + "Z"
      run = []
    }
    for point in line.points {
      guard let (x, _) = place(point, axes), let y = point.y, let deviation = point.deviation,
        let high = axes.place(y: y + deviation)
      else {
        flush()
        continue
      }
      run.append((x, axes.place(y: y - deviation) ?? axes.area.bottom, high))
    }
    flush()
    guard !path.isEmpty else { return }
    let colour = PictureStyle.colour(index)
    writer.element(
      "path",
      [
        "class": "f\(colour)", "fill": .text(PictureStyle.series[colour]), "fill-opacity": "0.18",
        "d": .text(path),
      ])
  }
}
