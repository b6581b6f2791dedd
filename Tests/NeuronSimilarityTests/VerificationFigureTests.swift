import NeuronSimilarity
import PublishedFigures
import Testing
import TrainingEngine

/// The figures that take seconds; `symbreak verify` computes them all.
@Suite struct VerificationFigureTests {
  static let quick = [
    "label_entropy", "representation_similarity", "quotient", "planar", "deep_linear",
    "near_clones", "born_dead", "unit_variance", "edge_of_stability",
  ]

  @Test(arguments: quick)
  func figuresPass(_ name: String) throws {
    let figure = try #require(VerificationFigure.catalogue.first { $0.name == name })
    let checks = figure.checks()
    #expect(!checks.isEmpty)
    for check in checks {
      #expect(check.passes, "\(check)")
      // One that allows for half of its number, or for anything where that is 0, could not fail.
      let most = check.expected == 0 ? 0.07 : abs(check.expected) / 2
      #expect(check.tolerance <= most, "\(check)")
    }
  }

  @Test func namesAreTheirOwn() {
    let names = VerificationFigure.catalogue.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(Self.quick).isSubset(of: names))
  }

  @Test func whatIsNoNumberFails() {
    #expect(!VerificationCheck("a", expected: 1, measured: .nan, tolerance: 1).passes)
    #expect(!VerificationCheck("a", expected: 1, measured: 1.3, tolerance: 0.2).passes)
    #expect(VerificationCheck("a", expected: 1, measured: 1.1, tolerance: 0.2).passes)
  }
}
