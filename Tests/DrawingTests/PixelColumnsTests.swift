import Drawing
import Testing

@Suite struct PixelColumnsTests {
  private typealias Vertex = PixelColumns.Vertex

  private func vertices(_ values: [Double?], columns: Int) -> [Vertex] {
    let width = 100.0
    let points = values.enumerated().map { place, value in
      (x: width * Double(place) / Double(max(1, values.count - 1)), y: value)
    }
    return PixelColumns.vertices(of: points, from: 0, columns: columns, width: width)
  }

  @Test func fewPointsStayAsTheyAre() {
    let values = [3, 1, 4, 1, 5].map { Optional(Double($0)) }
    let drawn = vertices(values, columns: 50)
    #expect(drawn.map(\.y) == [3, 1, 4, 1, 5])
    #expect(drawn.map(\.begins) == [true, false, false, false, false])
  }

  @Test func noExtremeOfAColumnIsLost() {
    var values = (0..<100_000).map { Optional(Double($0 % 7)) }
    values[50_123] = 1000
    values[70_321] = -1000
    let drawn = vertices(values, columns: 100)
    #expect(drawn.count <= 4 * 101)
    #expect(drawn.map(\.y).max() == 1000 && drawn.map(\.y).min() == -1000)
    #expect(drawn.map(\.x) == drawn.map(\.x).sorted())
    #expect(drawn.first?.y == 0 && drawn.last?.y == values[99_999])
  }

  @Test func gapsStayGaps() {
    #expect(
      vertices([nil, 1, 2, nil, 3, nil], columns: 50).map(\.begins) == [true, false, true])
    // Of a column of which every second value is missing, no two are joined.
    let drawn = vertices((0..<10_000).map { $0 % 2 == 0 ? Double($0) : nil }, columns: 10)
    #expect(drawn.count <= 4 * 11 && drawn.allSatisfy(\.begins))
    #expect(vertices([nil, nil], columns: 10).isEmpty)
    #expect(vertices([], columns: 10).isEmpty)
  }
}
