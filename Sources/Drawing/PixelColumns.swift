/// Fewer points of a line that look the same: of each column of pixels the first, the lowest, the highest
/// and the last one, so that no spike is lost and nothing is smoothed.
package enum PixelColumns {
  /// A point in pixels that is drawn. `begins` where the line does not come from the point before:
  /// there is none, or something between has no place on the picture.
  package struct Vertex: Equatable {
    package var x: Double
    package var y: Double
    package var begins: Bool
    /// Its place among the points.
    package var place: Int
  }

  /// What is drawn of points with ascending x, `y` nil where there is no place.
  ///
  /// All points stay where they are no more than four a column.
  ///
  /// - Complexity: O(points).
  package static func vertices(
    of points: [(x: Double, y: Double?)], from left: Double, columns: Int, width: Double
  ) -> [Vertex] {
    let reduces = points.count > 4 * columns
    var vertices: [Vertex] = []
    var column = Column()
    // Gaps so far, by which a vertex knows whether there was one since the vertex before.
    var gaps = 0
    var drawnGaps: Int?
    func flush(_ column: inout Column) {
      for member in column.members {
        vertices.append(
          Vertex(
            x: member.x, y: member.y, begins: drawnGaps != member.gaps, place: member.place))
        drawnGaps = member.gaps
      }
      column = Column()
    }
    var current = Int.min
    for (place, point) in points.enumerated() {
      guard let y = point.y else {
        gaps += 1
        continue
      }
      let number = reduces ? Int((point.x - left) / width * Double(columns)) : 0
      if number != current || !reduces {
        flush(&column)
        current = number
      }
      column.add(Member(x: point.x, y: y, gaps: gaps, place: place))
    }
    flush(&column)
    return vertices
  }

  private struct Member {
    var x: Double
    var y: Double
    var gaps: Int
    var place: Int
  }

  private struct Column {
    private var first: Member?
    private var low: Member?
    private var high: Member?
    private var last: Member?

    mutating func add(_ member: Member) {
      if first == nil { first = member }
      if low.map({ member.y < $0.y }) ?? true { low = member }
      if high.map({ member.y > $0.y }) ?? true { high = member }
      last = member
    }

    /// In their order, each once.
    var members: [Member] {
      var places: Set<Int> = []
      return [first, low, high, last].compactMap(\.self)
        .filter { places.insert($0.place).inserted }
        .sorted { $0.place < $1.place }
    }
  }
}
