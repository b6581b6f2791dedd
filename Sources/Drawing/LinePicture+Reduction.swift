extension LinePicture.Line {
  /// Columns along the line's own range: twice those of the widest picture, so that what a picture keeps of
  /// what is kept here is what it would have kept of all.
  private static let columns = 2 * PictureSize.widths.upperBound

  /// The line with the points alone that a picture with axes of these scales may show, so that many lines can
  /// be held at once: of each column of its range the first, the lowest, the highest and the last one, and one
  /// without a value where it is broken.
  ///
  /// - Complexity: O(points).
  package func reduced(x: AxisScale, y: AxisScale) -> LinePicture.Line {
    guard points.count > 4 * Self.columns else { return self }
    let axis = Axis(fitting: points.lazy.map(\.x), scale: x, count: 2)
    let placed = points.indices.compactMap { place in
      axis.share(of: points[place].x).map { (place: place, share: $0) }
    }
    let values = placed.map { entry in
      (x: entry.share, y: points[entry.place].y.flatMap { y.shows($0) ? $0 : nil })
    }
    let vertices = PixelColumns.vertices(of: values, from: 0, columns: Self.columns, width: 1)
    var line = self
    line.points = []
    for vertex in vertices {
      let point = points[placed[vertex.place].place]
      if vertex.begins, !line.points.isEmpty {
        line.points.append(LinePicture.Point(x: point.x, y: nil))
      }
      line.points.append(point)
    }
    line.counts = (points.count, values.count { $0.y != nil })
    return line
  }
}
