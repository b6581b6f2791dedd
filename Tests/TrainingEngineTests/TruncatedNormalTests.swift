import Testing
import TrainingEngine
import TrainingModel

/// Against quadrature with 40 digits: Tests/Reference/truncated_normal.py.
@Suite struct TruncatedNormalTests {
  struct Row: Decodable, CustomTestStringConvertible {
    var low: Double
    var high: Double
    var mean: Double
    var deviation: Double
    var quartiles: [Double]

    var testDescription: String { "from \(low) to \(high)" }
  }

  static let rows: [Row] = {
    do {
      return try fixture("truncated_normal", as: [Row].self)
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()

  @Test(arguments: rows)
  func momentsAreThoseOfQuadrature(_ row: Row) {
    let found = TruncatedNormal(from: row.low, to: row.high)
    #expect(abs(found.deviation - row.deviation) <= 1e-12 * row.deviation)
    // The mean itself has no more digits than the cut that it lies near.
    #expect(abs(found.mean - row.mean) <= 1e-12 * row.deviation + 4 * row.mean.ulp)
  }

  @Test(arguments: rows)
  func drawsFillTheQuarters(_ row: Row) {
    var stream = RandomStream(seed: 9, purpose: .weights)
    let count = 40_000
    let values = (0..<count).map { _ in
      stream.nextTruncatedNormal(from: row.low, to: row.high)
    }
    #expect(values.allSatisfy { row.low <= $0 && $0 <= row.high })
    for (share, quartile) in zip([0.25, 0.5, 0.75], row.quartiles) {
      let below = Double(values.count { $0 < quartile }) / Double(count)
      // Five standard errors.
      #expect(abs(below - share) < 5 * (share * (1 - share) / Double(count)).squareRoot())
    }
    let mean = values.reduce(0) { $0 + ($1 - row.mean) } / Double(count)
    #expect(abs(mean) < 5 * row.deviation / Double(count).squareRoot())
  }

  /// Cuts at ±2 and a mean far above: the weights crowd below the upper cut, and are not one number.
  @Test(arguments: [40.0, -40, 100, -10])
  func aMeanFarOutsideTheCutsDrawsATail(_ mean: Double) throws {
    let spec = TrainingSpec.layer(
      Initialization(scheme: "trunc_normal", parameters: ["mean": mean]), biases: .zeros,
      activation: .tanh)
    let start = NetworkWeights(startOf: spec)
    let drawn = DrawnInitialization.layers(of: spec, startedAs: start)[0].weights
    let side: Double = mean > 0 ? 1 : -1
    let tail = TruncatedNormal(from: abs(mean) - 2, to: abs(mean) + 2)
    let deviation = try #require(drawn.standardDeviation)
    #expect(abs(deviation - tail.deviation) < 1e-12)
    let expected = try #require(drawn.expectedMean)
    #expect(abs(expected - side * (abs(mean) - tail.mean)) < 1e-12)
    #expect(Set(start.layers[0].weights).count > start.layers[0].weights.count / 2)
    #expect(abs(drawn.measuredDeviation / deviation - 1) < 0.05)
    #expect(abs(drawn.mean - expected) < 0.01 * deviation + 1e-6)
  }
}
