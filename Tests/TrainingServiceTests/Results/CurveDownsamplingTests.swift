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
    if count <= limit {
      #expect(rows == Array(0..<count))
    } else {
      // Rows come in pairs between the two ends.
      #expect(rows.count == limit - limit % 2)
    }
    if count > 20, limit >= 4 {
      #expect(rows.contains(count / 3))
      #expect(rows.contains(count / 2))
    }
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
