import Experiments
import Testing

@Suite struct CurveDownsamplingTests {
  /// A deterministic rough curve with one spike each way.
  private static func curve(_ count: Int) -> [Double?] {
    var values: [Double?] = (0..<count).map { Double(($0 * 7919) % 1000) / 1000 + 1 }
    if count > 20 {
      values[count / 3] = 50
      values[count / 2] = -50
    }
    return values
  }

  @Test(arguments: [2, 3, 4, 5, 10, 99, 100, 999], [2, 3, 10, 101, 1000, 4096])
  func keepsEndsAndExtremesWithinTheLimit(_ limit: Int, _ count: Int) {
    let values = Self.curve(count)
    let rows = CurveDownsampling.rows(of: values, limit: limit)
    #expect(rows.first == 0)
    #expect(rows.last == count - 1)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 })
    #expect(rows.count == min(limit, count))
    if count > 20, limit >= 4 {
      #expect(rows.contains(count / 3))
      #expect(rows.contains(count / 2))
    }
  }

  /// Wherever a spike stands, and whichever way it points, however few rows there are.
  @Test(arguments: [4, 5, 6, 7, 20, 61])
  func everySpikeOfOneRowStays(_ limit: Int) {
    for height in [-9.0, 9.0] {
      for place in 1..<250 {
        var values: [Double?] = (0..<251).map { 1 / Double($0 + 1) }
        values[place] = height
        #expect(CurveDownsampling.rows(of: values, limit: limit).contains(place))
        // One row wide or two.
        values[min(place + 1, 249)] = height
        #expect(CurveDownsampling.rows(of: values, limit: limit).contains { values[$0] == height })
      }
    }
  }

  /// A curve that only falls has nothing to keep but itself: rows at even distances, as
  /// `numpy.linspace` has them, rounded down.
  @Test(arguments: [
    (1001, 6, [0, 200, 400, 600, 800, 1000]), (1000, 4, [0, 333, 666, 999]),
    (101, 5, [0, 25, 50, 75, 100]), (12, 11, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]),
  ])
  func smoothCurvesKeepEvenRows(_ count: Int, _ limit: Int, _ expected: [Int]) {
    let falling: [Double?] = (0..<count).map { 1 / Double($0 + 1) }
    #expect(CurveDownsampling.rows(of: falling, limit: limit) == expected)
    #expect(CurveDownsampling.rows(of: falling.reversed(), limit: limit) == expected)
    #expect(CurveDownsampling.rows(of: Array(repeating: 1, count: count), limit: limit) == expected)
  }

  /// However rough the curve: of every two even distances two rows stay, so that no gap is longer than
  /// four.
  @Test(arguments: [6, 7, 50, 333])
  func rowsAreNeverFarApart(_ limit: Int) {
    let rows = CurveDownsampling.rows(of: Self.curve(5000), limit: limit)
    let widest = zip(rows, rows.dropFirst()).map { $1 - $0 }.max() ?? 0
    #expect(widest <= 4 * 5000 / (limit - 1))
  }

  @Test func levelCurvesKeepAsManyRows() {
    let rows = CurveDownsampling.rows(of: Array(repeating: 1, count: 500), limit: 100)
    #expect(rows.count == 100)
  }

  @Test func whatIsNotFiniteIsAnExtreme() {
    for strange in [Double.nan, .infinity, -.infinity] {
      var values = Self.curve(1000)
      values[777] = strange
      #expect(CurveDownsampling.rows(of: values, limit: 10).contains(777))
    }
  }
}
