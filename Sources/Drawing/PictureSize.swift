/// The size of a picture in pixels.
package struct PictureSize: Sendable, Equatable {
  package static let widths = 200...2000
  package static let heights = 150...2000
  package static let standard = PictureSize(width: 640, height: 400)

  package var width: Int
  package var height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A part of a picture, in pixels from its top left.
struct Area: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
}
