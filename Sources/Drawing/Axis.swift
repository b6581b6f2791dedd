internal import Foundation

/// An axis with its ticks: where a value lies between the two ends.
package struct Axis: Sendable {
  package struct Tick: Sendable, Equatable {
    package let value: Double
    package let label: String
  }

  package let scale: AxisScale
  package let range: ClosedRange<Double>
  package let ticks: [Tick]

  /// An axis from tick to tick that covers those of the values that have a place on it; 0 to 1, or 0.1
  /// to 1, where none has.
  package init(covering values: some Sequence<Double>, scale: AxisScale, count: Int) {
    self.init(Self.range(of: values, scale), scale, count: count, isTight: false)
  }

  /// An axis that ends where the values do, with the ticks between.
  package init(fitting values: some Sequence<Double>, scale: AxisScale, count: Int) {
    self.init(Self.range(of: values, scale), scale, count: count, isTight: true)
  }

  private init(
    _ covered: ClosedRange<Double>, _ scale: AxisScale, count: Int, isTight: Bool
  ) {
    self.scale = scale
    if isTight {
      // Two ticks at least tell the scale: where few leave less between the ends, more are taken.
      for count in count...count + 4 {
        let inner = Self.ticks(covered, scale, count).ticks.filter { covered.contains($0.value) }
        guard inner.count >= 2 else { continue }
        (range, ticks) = (covered, inner)
        return
      }
    }
    (ticks, range) = Self.ticks(covered, scale, count)
  }

  private static func ticks(
    _ covered: ClosedRange<Double>, _ scale: AxisScale, _ count: Int
  ) -> (ticks: [Tick], range: ClosedRange<Double>) {
    switch scale {
    case .linear:
      let ticks = AxisTicks(covering: covered, count: count)
      return (zip(ticks.values, ticks.labels).map(Tick.init), ticks.range)
    case .log:
      let ticks = LogarithmicTicks(covering: covered, count: count)
      return (zip(ticks.values, ticks.labels).map(Tick.init), ticks.range)
    }
  }

  private static func range(
    of values: some Sequence<Double>, _ scale: AxisScale
  ) -> ClosedRange<Double> {
    var ends: (low: Double, high: Double)?
    for value in values where scale.shows(value) {
      ends = (min(ends?.low ?? value, value), max(ends?.high ?? value, value))
    }
    guard let ends else { return scale == .log ? 0.1...1 : 0...1 }
    return ends.low...ends.high
  }

  /// Where a value lies, 0 at the lower and 1 at the upper end; nil for one that has no place.
  package func share(of value: Double) -> Double? {
    guard scale.shows(value) else { return nil }
    switch scale {
    case .linear:
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .log:
      let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
      return (log10(value) - low) / (high - low)
    }
  }
}
