import Drawing
import Testing

@Suite struct LogarithmicTicksTests {
  @Test func decadesAreTold() {
    #expect(
      LogarithmicTicks(covering: 2e-5...0.7, count: 8).labels
        == ["1e-5", "1e-4", "0.001", "0.01", "0.1", "1"])
    #expect(
      LogarithmicTicks(covering: 1...1e6, count: 10).labels
        == ["1", "10", "100", "1000", "10000", "100000", "1e6"])
  }

  @Test func fewDecadesAreDivided() {
    #expect(LogarithmicTicks(covering: 0.3...0.7, count: 5).values == [0.2, 0.5, 1])
    #expect(LogarithmicTicks(covering: 1...1, count: 5).values == [1, 2])
  }

  @Test(arguments: [
    1e-300...1e300, 1e-300...1e-300, 1e300...1e300, 9.99...10.01, 0.5...0.5000001, 3e-7...2e9,
  ])
  func everyRangeIsCovered(range: ClosedRange<Double>) {
    for count in 2...10 {
      let ticks = LogarithmicTicks(covering: range, count: count)
      #expect(ticks.values.count >= 2 && ticks.values.count <= max(10, count + 1))
      #expect(ticks.values == ticks.values.sorted())
      #expect(ticks.range.lowerBound <= range.lowerBound * (1 + 1e-8))
      #expect(ticks.range.upperBound >= range.upperBound * (1 - 1e-8))
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
    }
  }
}

@Suite struct AxisTests {
  /// The smallest and largest numbers that a training can leave have an axis like any other.
  @Test(arguments: [
    [.leastNonzeroMagnitude], [0, .leastNonzeroMagnitude], [-1e300, 1e300], [1.7e308, -1.7e308],
    [.nan, .infinity], [],
    [.leastNonzeroMagnitude, .leastNormalMagnitude], [0.6931471805599453],
  ])
  func everyListOfValuesHasAnAxis(values: [Double]) {
    for scale in AxisScale.allCases {
      for axis in [
        Axis(covering: values, scale: scale, count: 5),
        Axis(fitting: values, scale: scale, count: 5),
      ] {
        #expect(axis.ticks.count >= 2)
        for value in values {
          guard let share = axis.share(of: value) else {
            #expect(!scale.shows(value))
            continue
          }
          #expect(-1e-6...1 + 1e-6 ~= share, "\(value) at \(share)")
        }
      }
    }
  }

  @Test func equalRatiosAreEqualLengths() throws {
    let axis = Axis(covering: [1e-4, 1], scale: .log, count: 5)
    #expect(try abs(#require(axis.share(of: 0.01)) - 0.5) < 1e-12)
    #expect(axis.share(of: 0) == nil && axis.share(of: -1) == nil)
  }

  @Test func anAxisThatFitsEndsWithItsValues() {
    let axis = Axis(fitting: [0, 930], scale: .linear, count: 6)
    #expect(axis.range == 0...930)
    #expect(axis.ticks.map(\.label) == ["0", "200", "400", "600", "800"])
    // Also where so few ticks as there is room for would not be between its ends.
    let short = Axis(fitting: [0, 3000], scale: .linear, count: 2)
    #expect(short.range == 0...3000 && short.ticks.count >= 2)
  }
}
