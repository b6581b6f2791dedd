import Testing
import Drawing

@Suite struct AxisTicksTests {
  @Test func ticksAreRoundAndCoverTheRange() {
    let ticks = AxisTicks(covering: 0.013...0.71, count: 4)
    #expect(ticks.labels == ["0.0", "0.5", "1.0"])
    #expect(ticks.range.lowerBound <= 0.013)
    #expect(ticks.range.upperBound >= 0.71)
    #expect(AxisTicks(covering: 0...0.75, count: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8"])
    #expect(AxisTicks(covering: 0...40, count: 5).labels == ["0", "10", "20", "30", "40"])
  }

  @Test func neighboursHaveDifferentLabels() {
    for range in [0.0...1, 0.001...0.0013, 100...100.5, -3.0...7, 1e-12...3e-12, 5e8...9e9] {
      let labels = AxisTicks(covering: range, count: 4).labels
      #expect(Set(labels).count == labels.count, "\(range): \(labels)")
      #expect(labels.count >= 2)
    }
  }

  @Test func aFlatCurveIsNotMagnified() {
    let ticks = AxisTicks(covering: 0.6931471...0.6931473, count: 4)
    #expect(ticks.range.upperBound - ticks.range.lowerBound > 0.05)
    #expect(ticks.range.contains(0.6931472))
  }

  @Test func aCurveAtZeroHasAnAxis() {
    let ticks = AxisTicks(covering: 0...0, count: 3)
    #expect(ticks.range.lowerBound < 0 && ticks.range.upperBound > 0)
  }

  @Test func largeNumbersStayShort() {
    #expect(AxisTicks(covering: 0...4e30, count: 3).labels.allSatisfy { $0.count <= 9 })
  }
}
