/// One figure that was published or is provable, beside what was measured.
package struct VerificationCheck: Sendable, Equatable {
  /// What the number is.
  package let name: String
  package let expected: Double
  package let measured: Double
  /// How far the two may be apart: half a unit of the last published digit, the rounding of the
  /// arithmetic, or the sampling error where chance is part of it.
  package let tolerance: Double

  /// Whether they are no further apart; what is no number never passes.
  package var passes: Bool {
    measured == expected || abs(measured - expected) <= tolerance
  }

  package init(_ name: String, expected: Double, measured: Double, tolerance: Double = 0) {
    self.name = name
    self.expected = expected
    self.measured = measured
    self.tolerance = tolerance
  }
}
