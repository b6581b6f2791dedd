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
}
