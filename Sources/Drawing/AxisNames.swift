/// The names of the two axes of an area.
extension SVGWriter {
  mutating func nameBelow(_ area: Area, _ name: String) {
    element(
      "text",
      [
        "class": "ink", "x": .number((area.left + area.right) / 2),
        "y": .number(area.bottom + 36), "text-anchor": "middle", "fill": .text(PictureStyle.ink),
      ], text: name.fitted(to: area.width, size: PicturePage.textSize))
  }

  mutating func nameBeside(_ area: Area, _ name: String) {
    let (left, middle) = (PicturePage.margin + 8, (area.top + area.bottom) / 2)
    element(
      "text",
      [
        "class": "ink", "x": .number(left), "y": .number(middle), "text-anchor": "middle",
        "transform": "rotate(-90 \(left.asSVG) \(middle.asSVG))",
        "fill": .text(PictureStyle.ink),
      ], text: name.fitted(to: area.height, size: PicturePage.textSize))
  }
}
