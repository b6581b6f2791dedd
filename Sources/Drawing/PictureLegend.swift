/// The names of what is drawn beside samples of it, in rows below the title.
struct PictureLegend {
  private struct Entry {
    let index: Int
    let name: String
    let x: Double
    let row: Int
  }

  static let rowHeight = 18.0
  private static let mostRows = 3
  private static let sample = 20.0
  private static let widestName = 220.0

  private let entries: [Entry]
  private let left: Double
  private let top: Double
  /// What is said of names that have no room.
  private let rest: (text: String, x: Double, row: Int)?
  let rows: Int

  /// The legend of `names` in an area as wide, with at most so many rows that `height` is left for
  /// what is drawn. One name that the title has already needs none.
  init(_ names: [String], left: Double, width: Double, top: Double, room: Double) {
    self.left = left
    self.top = top
    let most = max(0, min(Self.mostRows, Int(room / Self.rowHeight)))
    var entries: [Entry] = []
    var (x, row) = (0.0, 0)
    let size = PicturePage.textSize
    let reserve = "+ 000 more".width(atSize: size)
    for (index, name) in names.enumerated() {
      if row >= most { break }
      let isLast = index == names.count - 1
      // Where a further name may have no room, there must be some to say so.
      func room() -> Double { width - (row == most - 1 && !isLast ? reserve + 14 : 0) }
      let widest = min(Self.widestName, room() - Self.sample - 6)
      if x > 0,
        x + Self.sample + 6 + name.fitted(to: widest, size: size).width(atSize: size) > room()
      {
        if row >= most - 1 { break }
        row += 1
        x = 0
      }
      let shown = name.fitted(
        to: min(Self.widestName, room() - Self.sample - 6), size: size)
      let needed = Self.sample + 6 + shown.width(atSize: size)
      entries.append(Entry(index: index, name: shown, x: x, row: row))
      x += needed + 14
    }
    self.entries = entries
    let missing = names.count - entries.count
    rest = missing > 0 && most > 0 ? ("+ \(missing) more", x, row) : nil
    rows = entries.isEmpty ? 0 : row + 1
  }

  /// Draws it; `sample` draws what is beside the name of a number, around a place.
  func draw(
    _ writer: inout SVGWriter,
    sample: (inout SVGWriter, _ index: Int, _ x: Double, _ y: Double, _ width: Double) -> Void
  ) {
    for entry in entries {
      let y = top + Double(entry.row) * Self.rowHeight + 9
      sample(&writer, entry.index, left + entry.x, y, Self.sample)
      label(&writer, entry.name, x: left + entry.x + Self.sample + 6, y: y)
    }
    if let rest {
      label(
        &writer, rest.text, x: left + rest.x, y: top + Double(rest.row) * Self.rowHeight + 9)
    }
  }

  private func label(_ writer: inout SVGWriter, _ text: String, x: Double, y: Double) {
    writer.element(
      "text",
      [
        "class": "ink", "x": .number(x), "y": .number(y + 4), "fill": .text(PictureStyle.ink),
      ], text: text)
  }
}
