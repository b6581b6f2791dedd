internal import Foundation

/// Names and numbers beside cells.
struct CellAxes {
  typealias Tick = (share: Double, label: String)

  /// From the left, and from the top.
  let x: [Tick]
  let y: [Tick]
  let xName: String
  let yName: String
  let area: Area

  /// Numbers along a side that is so long, with so much room each; shares are from the first cell.
  static func ticks(_ side: CellPicture.Side, length: Double, each room: Double) -> [Tick] {
    let count = max(2, min(10, Int(length / room)))
    switch side {
    case .numbered(let cells):
      guard cells > 1 else { return [(0.5, "1")] }
      // Round numbers of few cells may leave one or none among them: then more are taken.
      let choices = (count...12).lazy.map { count in
        AxisTicks(covering: 1...Double(cells), count: count).values.filter {
          $0 >= 1 && $0 <= Double(cells) && $0.rounded() == $0
        }
      }
      let numbers = choices.first { $0.count >= 2 } ?? [1, Double(cells)]
      return numbers.map { (($0 - 0.5) / Double(cells), "\(Int($0))") }
    case .values(let cells, let start, let end):
      let axis = Axis(fitting: [start, end], scale: .linear, count: count)
      // The first and the last value are in the middle of their cells.
      return axis.ticks.compactMap { tick in
        guard start...end ~= tick.value, end > start else { return nil }
        let place = (tick.value - start) / (end - start) * Double(cells - 1) + 0.5
        return (place / Double(cells), tick.label)
      }
    }
  }

  func drawLabels(_ writer: inout SVGWriter) {
    for tick in x {
      text(
        &writer, tick.label, area.left + tick.share * area.width, area.bottom + 17, "middle")
    }
    for tick in y {
      text(&writer, tick.label, area.left - 8, area.top + tick.share * area.height + 4, "end")
    }
    writer.nameBelow(area, xName)
    writer.nameBeside(area, yName)
  }

  private func text(
    _ writer: inout SVGWriter, _ text: String, _ x: Double, _ y: Double, _ anchor: String
  ) {
    writer.element(
      "text",
      [
        "class": "faint", "x": .number(x), "y": .number(y), "text-anchor": .text(anchor),
        "fill": .text(PictureStyle.faint),
      ], text: text)
  }
}

extension Double {
  /// The number with six digits, for a factor.
  var asScale: String { String(format: "%.6g", self) }
}
