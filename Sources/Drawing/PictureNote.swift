/// A text in the middle of an area that has nothing else to show.
enum PictureNote {
  static func draw(_ writer: inout SVGWriter, _ text: String, in area: Area) {
    writer.element(
      "text",
      [
        "class": "faint", "x": .number((area.left + area.right) / 2),
        "y": .number((area.top + area.bottom) / 2), "text-anchor": "middle",
        "fill": .text(PictureStyle.faint),
      ], text: text)
  }
}
