/// A colour for each of many cells in rows and columns, as SVG: a matrix of neurons, or a function of
/// two inputs.
package struct CellPicture: Sendable {
  /// What the cells are coloured by.
  package enum Content: Sendable {
    /// Amounts from one end to the other; nil where there is none. Where the ends have two signs, the
    /// middle colour is 0.
    case amounts([Double?], ClosedRange<Double>, name: String)
    /// Classes by number, and what each is called.
    case classes([Int], names: [String])
  }

  /// How the cells lie along a side.
  package enum Side: Sendable {
    /// Numbered from 1.
    case numbered(Int)
    /// Around even steps from one value to another.
    case values(Int, from: Double, to: Double)

    var count: Int {
      switch self {
      case .numbered(let count), .values(let count, _, _): count
      }
    }
  }

  package var title: String
  package var xName: String
  package var yName: String
  package var x: Side
  /// Rows; the first is at the top of what is numbered, and at the bottom of values.
  package var y: Side
  package var content: Content
  /// For each cell a class, between which a line is drawn; empty without.
  package var divided: [Int]
  /// What else the description says.
  package var note: String

  package init(
    title: String, xName: String, yName: String, x: Side, y: Side, content: Content,
    divided: [Int] = [], note: String = ""
  ) {
    self.title = title
    self.xName = xName
    self.yName = yName
    self.x = x
    self.y = y
    self.content = content
    self.divided = divided
    self.note = note
  }

  /// The document.
  ///
  /// - Complexity: O(cells).
  package func svg(_ size: PictureSize) -> [UInt8] {
    let left = PicturePage.margin
    let legend = PictureLegend(
      legendNames, left: left, width: Double(size.width) - 2 * left, top: PicturePage.head,
      room: Double(size.height) - PicturePage.head - PictureAxes.bottom - 60)
    let grid = grid
    let (axes, bar) = layout(size, below: legend, blockOf: grid)
    return PicturePage(size: size, title: title, description: description(grid)).svg { writer in
      legend.draw(&writer) { writer, index, x, y, width in
        drawSample(&writer, index, Area(left: x, top: y - 6, right: x + width, bottom: y + 6))
      }
      drawCells(&writer, grid, axes.area)
      axes.drawLabels(&writer)
      bar?.draw(&writer)
    }
  }

  /// Classes, or that there are cells without a value.
  private var legendNames: [String] {
    switch content {
    case .classes(_, let names): names
    case .amounts(let values, _, _): values.contains { $0 == nil } ? ["no value"] : []
    }
  }

  private func drawSample(_ writer: inout SVGWriter, _ index: Int, _ area: Area) {
    let colour = PictureStyle.colour(index)
    let isAmount = if case .amounts = content { true } else { false }
    writer.element(
      "rect",
      [
        "class": .text(isAmount ? "absent" : "f\(colour)"), "x": .number(area.left),
        "y": .number(area.top), "width": .number(area.width), "height": .number(area.height),
        "fill": .text(isAmount ? PictureStyle.absent : PictureStyle.series[colour]),
        "fill-opacity": .text(isAmount ? "1" : "0.55"),
      ])
  }

  private var grid: CellGrid {
    switch content {
    case .amounts(let values, _, _): CellGrid(upwards(values), columns: x.count)
    case .classes(let classes, _): CellGrid(classes: upwards(classes), columns: x.count)
    }
  }

  /// Rows from the top of the picture down.
  private func upwards<Value>(_ values: [Value]) -> [Value] {
    guard case .values = y else { return values }
    return (0..<values.count / max(1, x.count)).reversed().flatMap {
      values[$0 * x.count..<($0 + 1) * x.count]
    }
  }

  private func layout(
    _ size: PictureSize, below legend: PictureLegend, blockOf grid: CellGrid
  ) -> (CellAxes, ColourBar?) {
    let top = PicturePage.head + Double(legend.rows) * PictureLegend.rowHeight + 6
    let bottom = Double(size.height) - PictureAxes.bottom
    // Shares are from the first cell, which of values is at the bottom.
    var yTicks = CellAxes.ticks(y, length: bottom - top, each: 40)
    if case .values = y { yTicks = yTicks.map { (1 - $0.share, $0.label) } }
    let left = PictureAxes.left(yTicks.map(\.label))
    var right = Double(size.width) - 20
    var bar: ColourBar?
    if case .amounts(_, let range, let name) = content {
      let made = ColourBar(range: range, name: name, top: top, bottom: bottom)
      right -= made.width + 16
      bar = made
    }
    var area = Area(left: left, top: top, right: right, bottom: bottom)
    if case .numbered = x, case .numbered = y {
      // Neurons against neurons: a square.
      let side = min(area.width, area.height)
      area.right = left + side
    }
    bar?.left = area.right + 16
    let axes = CellAxes(
      x: CellAxes.ticks(x, length: area.width, each: 70), y: yTicks, xName: xName, yName: yName,
      area: area)
    return (axes, bar)
  }

  private func drawCells(_ writer: inout SVGWriter, _ grid: CellGrid, _ area: Area) {
    let (width, height) = (Double(max(1, grid.columns)), Double(max(1, grid.rows)))
    let scale = "\((area.width / width).asScale) \((area.height / height).asScale)"
    writer.element(
      "g",
      [
        "transform": "translate(\(area.left.asSVG) \(area.top.asSVG)) scale(\(scale))",
        "shape-rendering": "crispEdges",
      ]
    ) { writer in
      switch content {
      case .amounts(_, let range, _):
        let ramp = ColourBar.ramp(of: range)
        let ends = ColourBar.ends(of: range)
        let paths = grid.paths { $0.map { ColourRamp.level(of: $0, in: ends) } ?? -1 }
        for (level, path) in paths {
          writer.element(
            "path",
            [
              "class": level < 0 ? "absent" : "cells",
              "fill": .text(level < 0 ? PictureStyle.absent : ramp.colour(level)),
              "d": .text(path),
            ])
        }
      case .classes:
        for (level, path) in grid.paths({ $0.map { Int($0) } }) {
          let colour = PictureStyle.colour(level)
          writer.element(
            "path",
            [
              "class": "cells f\(colour)", "fill": .text(PictureStyle.series[colour]),
              "fill-opacity": "0.55", "d": .text(path),
            ])
        }
      }
      let borders =
        divided.isEmpty ? "" : CellGrid(classes: upwards(divided), columns: x.count).borders
      if !borders.isEmpty {
        writer.element(
          "path",
          [
            "fill": "none", "stroke": "#1f2328", "stroke-width": "1.5",
            "vector-effect": "non-scaling-stroke", "d": .text(borders),
          ])
      }
    }
  }

  private func description(_ grid: CellGrid) -> String {
    var parts = ["\(y.count) rows (\(yName)) of \(x.count) cells (\(xName))."]
    switch content {
    case .amounts(let values, _, let name):
      let numbers = values.compactMap(\.self)
      if let least = numbers.min(), let most = numbers.max() {
        parts.append("\(name): least \(least.inWords), greatest \(most.inWords).")
      }
      let missing = values.count - numbers.count
      if missing > 0 { parts.append("\(missing) cells have no value and are grey.") }
    case .classes(let classes, let names):
      for (number, name) in names.prefix(12).enumerated() {
        let share = Double(classes.count { $0 == number }) / Double(max(1, classes.count))
        parts.append("\(name): \((100 * share).inWords) % of the cells.")
      }
    }
    if grid.block > 1 {
      let kind = if case .amounts = content { "mean" } else { "most frequent class" }
      parts.append("Each square drawn is the \(kind) of \(grid.block) × \(grid.block) cells.")
    }
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: " ")
  }
}
