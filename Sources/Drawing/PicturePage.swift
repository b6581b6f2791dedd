/// A picture's ground, title and description, around what is drawn.
struct PicturePage {
  let size: PictureSize
  let title: String
  /// What the picture shows, in words, for those who do not see it.
  let description: String

  static let margin = 12.0
  static let titleSize = 15.0
  static let textSize = 12.0
  /// From the top to where what is below the title begins.
  static let head = 34.0

  /// The whole document.
  func svg(_ content: (inout SVGWriter) -> Void) -> [UInt8] {
    var writer = SVGWriter()
    let (width, height) = (Double(size.width), Double(size.height))
    writer.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": .number(width), "height": .number(height),
        "viewBox": "0 0 \(size.width) \(size.height)", "role": "img",
        "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
        "font-size": .number(Self.textSize),
      ]
    ) { writer in
      writer.element("title", text: title)
      writer.element("desc", text: description)
      writer.element("style", text: PictureStyle.css)
      writer.element(
        "rect",
        [
          "class": "ground", "width": .number(width), "height": .number(height),
          "fill": .text(PictureStyle.ground),
        ])
      writer.element(
        "text",
        [
          "class": "ink", "x": .number(Self.margin), "y": 22, "font-size": .number(Self.titleSize),
          "font-weight": "600", "fill": .text(PictureStyle.ink),
        ], text: title.fitted(to: width - 2 * Self.margin, size: Self.titleSize))
      content(&writer)
    }
    return writer.bytes
  }
}
