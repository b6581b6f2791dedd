package import Experiments

/// Figures as people read them.
package enum VerificationText {
  /// The figure's name and source, then its checks: verdict, what it is, expected, measured, tolerance;
  /// a line each where that fits into `width` columns, else the numbers below. No number is broken.
  package static func lines(
    _ figure: VerificationReport.Figure, width: Int = .max
  ) -> [String] {
    let head =
      "\(figure.name): \(figure.summary)".wrapped(to: width)
      + figure.source.wrapped(to: width, start: "  ", indent: 2)
    var table = TextTable([""] + columns)
    for check in figure.checks {
      table.append([verdict(of: check) + check.name] + figures(of: check))
    }
    let lines = table.lines
    if lines.allSatisfy({ $0.count <= width }) { return head + lines }

    var numbers = TextTable([indent] + columns)
    for check in figure.checks { numbers.append([indent] + figures(of: check)) }
    let rows = numbers.lines
    let fits = rows.allSatisfy { $0.count <= width }
    return head + (fits ? [rows[0]] : [])
      + zip(figure.checks, rows.dropFirst()).flatMap { check, row in
        check.name.wrapped(to: width, start: verdict(of: check), indent: indent.count)
          + (fits
            ? [row]
            : zip(columns, figures(of: check)).map { "\(indent)\($0) \($1)" })
      }
  }

  private static let columns = ["expected", "measured", "tolerance"]
  /// As wide as a verdict and the blanks behind it.
  private static let indent = "      "

  private static func verdict(of check: VerificationReport.Check) -> String {
    check.passes ? "pass  " : "FAIL  "
  }

  private static func figures(of check: VerificationReport.Check) -> [String] {
    [
      "\(check.expected)", "\(check.measured)",
      check.tolerance == 0 ? "exact" : short(check.tolerance),
    ]
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
