/// How values are spread along an axis.
package enum AxisScale: String, Sendable, CaseIterable {
  case linear
  /// Equal ratios are equal lengths; values that are not above 0 have no place.
  case log

  /// Whether a value has a place on an axis.
  package func shows(_ value: Double) -> Bool {
    switch self {
    case .linear: value.isFinite && abs(value) <= AxisTicks.largest
    case .log: LogarithmicTicks.smallest...AxisTicks.largest ~= value
    }
  }
}
