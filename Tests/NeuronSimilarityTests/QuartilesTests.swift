import NeuronSimilarity
import Testing

@Suite("Quartiles")
struct QuartilesTests {
  /// Expected figures: `numpy.quantile(values, [0.25, 0.5, 0.75])`, NumPy 2.
  @Test func areThoseOfNumPy() {
    let few = [0.3, -0.7, 0.95, 0.1, 0.1, -0.2, 1.0]
    // More than are sorted at once.
    let many = (0..<3000).map { index -> Double in
      let mixed = (index * index * 7 + index) % 1009
      return Double(mixed) / 1009 * 2 - 1
    }
    let cases: [(values: [Double], expected: [Double])] = [
      (few, [-0.05, 0.1, 0.625]), (Array(few.prefix(2)), [-0.45, -0.2, 0.05]),
      (Array(few.prefix(4)), [-0.1, 0.2, 0.4625]), ([0.5], [0.5, 0.5, 0.5]),
      (many, [-0.5480673934588702, -0.03964321110009911, 0.4801783944499504]),
    ]
    for (values, expected) in cases {
      let quartiles = Quartiles(of: values)
      let found = [quartiles.lower, quartiles.median, quartiles.upper]
      for (value, expected) in zip(found, expected) { #expect(abs(value - expected) < 1e-15) }
    }
  }

  @Test func heapsOfEqualValuesAreNoTrap() {
    let values = Array(repeating: 1.0, count: 5000) + [-1, 0.25, 1.0.nextDown]
    let found = Quartiles(of: values)
    #expect([found.lower, found.median, found.upper] == [1, 1, 1])
    let two = Quartiles(of: Array(repeating: 0.0, count: 600) + Array(repeating: 1, count: 601))
    #expect([two.lower, two.median, two.upper] == [0, 1, 1])
  }
}
