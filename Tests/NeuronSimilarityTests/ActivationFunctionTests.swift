import NeuronSimilarity
import Testing
import TrainingModel

@Suite struct ActivationFunctionTests {
  /// f' is the difference quotient of f, and f'' that of f', away from corners.
  @Test(arguments: Activation.allCases)
  func derivativesAreDifferenceQuotients(_ activation: Activation) {
    let width = 1e-5
    for z in [-6.3, -2.1, -0.7, -0.05, 0.04, 0.9, 2.6, 7.2] {
      let ahead = activation.valueAndSlope(at: z + width)
      let behind = activation.valueAndSlope(at: z - width)
      let slope = (ahead.value - behind.value) / (2 * width)
      let curvature = (ahead.slope - behind.slope) / (2 * width)
      #expect(abs(activation.valueAndSlope(at: z).slope - slope) < 1e-9, "\(z)")
      #expect(abs(activation.curvature(at: z) - curvature) < 1e-9, "\(z)")
    }
  }

  /// On a fine grid over a wide stretch the values come within 2 % of each end of the range that is not
  /// infinite, and never pass one.
  @Test(arguments: Activation.allCases)
  func valuesFillTheRange(_ activation: Activation) {
    let values = (-400_000...400_000).map {
      activation.valueAndSlope(at: Double($0) / 4000).value
    }
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let range = activation.range
    #expect(low >= range.lowerBound && high <= range.upperBound)
    if range.lowerBound.isFinite {
      #expect(low < range.lowerBound + 0.02)
    } else {
      #expect(low <= -1)
    }
    if range.upperBound.isFinite {
      #expect(high > range.upperBound - 0.02)
    } else {
      #expect(high >= 90)
    }
  }
}
