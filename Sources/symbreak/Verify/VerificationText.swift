package import Experiments

/// Figures as people read them.
package enum VerificationText {
  /// The figure's name, then a line a check: verdict, published, measured, what it is.
  package static func lines(_ figure: VerificationReport.Figure) -> [String] {
    var table = TextTable(["", "expected", "measured", "tolerance"])
    for check in figure.checks {
      table.append([
        "\(check.passes ? "pass" : "FAIL")  \(check.name)", "\(check.expected)",
        "\(check.measured)", check.tolerance == 0 ? "exact" : short(check.tolerance),
      ])
    }
    return ["\(figure.name): \(figure.summary)", "  \(figure.source)"] + table.lines
  }

  /// How many passed.
  package static func summary(_ report: VerificationReport) -> String {
    let checks = report.figures.flatMap(\.checks)
    let passed = checks.count(where: \.passes)
    return passed == checks.count
      ? "All \(checks.count) checks of \(report.figures.count) figures pass."
      : "\(checks.count - passed) of \(checks.count) checks FAIL."
  }

  /// Two significant digits.
  private static func short(_ value: Double) -> String {
    var exponent = 0
    var mantissa = value
    // A power of ten may come out a rounding below itself.
    while mantissa < 0.995 {
      mantissa *= 10
      exponent -= 1
    }
    return "\((mantissa * 10).rounded() / 10)" + (exponent == 0 ? "" : "e\(exponent)")
  }
}
