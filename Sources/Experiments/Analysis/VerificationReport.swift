package import KernelDispatch
internal import NeuronSimilarity
internal import PublishedFigures
package import StrictJSON

/// Published and provable figures, each beside what was measured just now.
package struct VerificationReport: Sendable {
  /// The names of all figures, in order.
  package static var names: [String] { VerificationFigure.catalogue.map(\.name) }

  /// The names of those that take long.
  package static var longNames: [String] {
    VerificationFigure.catalogue.filter(\.isLong).map(\.name)
  }

  /// One figure with its checks.
  package struct Figure: Sendable {
    package let name: String
    package let summary: String
    package let source: String
    package let checks: [Check]

    package init(name: String, summary: String, source: String, checks: [Check]) {
      self.name = name
      self.summary = summary
      self.source = source
      self.checks = checks
    }

    /// Whether every check does.
    package var passes: Bool { !checks.isEmpty && checks.allSatisfy(\.passes) }
  }

  /// One number.
  package struct Check: Sendable {
    package let name: String
    package let expected: Double
    package let measured: Double
    package let tolerance: Double
    package let passes: Bool

    package init(
      name: String, expected: Double, measured: Double, tolerance: Double, passes: Bool
    ) {
      self.name = name
      self.expected = expected
      self.measured = measured
      self.tolerance = tolerance
      self.passes = passes
    }
  }

  package let figures: [Figure]

  /// Whether every figure does.
  package var passes: Bool { !figures.isEmpty && figures.allSatisfy(\.passes) }

  /// Multiply-adds that measuring a figure costs, estimated.
  ///
  /// - Precondition: `name` is one of ``names``.
  package static func cost(_ name: String) -> Double { figure(name).cost }

  private static func figure(_ name: String) -> VerificationFigure {
    guard let figure = VerificationFigure.catalogue.first(where: { $0.name == name }) else {
      preconditionFailure("unknown figure \(name)")
    }
    return figure
  }

  /// Measures one figure anew.
  ///
  /// - Precondition: `name` is one of ``names``.
  /// - Complexity: seconds.
  package static func measure(_ name: String, kernels: KernelVariant) -> Figure {
    let figure = figure(name)
    return Figure(
      name: name, summary: figure.summary, source: figure.source,
      checks: figure.checks(kernels: kernels).map {
        Check(
          name: $0.name, expected: $0.expected, measured: $0.measured, tolerance: $0.tolerance,
          passes: $0.passes)
      })
  }

  /// A report of these figures.
  package init(figures: [Figure]) {
    self.figures = figures
  }

  /// `{"passed", "figures": [{"name", "summary", "source", "passed", "checks": […]}]}`.
  package func json() -> JSONValue {
    [
      "passed": .bool(passes),
      "figures": .array(
        figures.map { figure in
          [
            "name": .string(figure.name), "summary": .string(figure.summary),
            "source": .string(figure.source), "passed": .bool(figure.passes),
            "checks": .array(
              figure.checks.map { check in
                [
                  "name": .string(check.name), "expected": .finite(check.expected),
                  "measured": .finite(check.measured), "tolerance": .finite(check.tolerance),
                  "passed": .bool(check.passes),
                ]
              }),
          ]
        }),
    ]
  }
}
