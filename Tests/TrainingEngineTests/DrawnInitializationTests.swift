import Testing
import TrainingModel

@Suite("What a network started from")
struct DrawnInitializationTests {
  private func drawn(
    _ weights: Initialization, _ biases: Initialization = .zeros, activation: Activation = .relu
  ) -> (weights: DrawnInitialization, biases: DrawnInitialization?) {
    let spec = TrainingSpec.layer(weights, biases: biases, activation: activation)
    return DrawnInitialization.layers(of: spec, startedAs: NetworkWeights(startOf: spec))[0]
  }

  @Test func heNormalStatesItsGainAndDeviation() {
    let (weights, biases) = drawn(Initialization(scheme: "he_normal", alpha: -0.5))
    #expect(weights.fanIn == 300 && weights.fanOut == 200)
    #expect(weights.gain == 2.0.squareRoot())
    #expect(weights.bounds == nil)
    #expect(abs(weights.standardDeviation! - 0.5 * (2.0 / 300).squareRoot()) < 1e-15)
    #expect(abs(weights.measuredDeviation / weights.standardDeviation! - 1) < 0.015)
    #expect(biases?.standardDeviation == 0 && biases?.bounds == 0...0 && biases?.gain == nil)
  }

  @Test func gainsOfActivationsArePyTorchs() {
    let expected: [(Activation, Double)] = [
      (.linear, 1), (.sigmoid, 1), (.tanh, 5.0 / 3), (.relu, 2.0.squareRoot()), (.selu, 0.75),
      (.leakyReLU, (2 / 1.0001).squareRoot()),
    ]
    for (activation, gain) in expected {
      let start = Initialization(scheme: "xavier_uniform", options: ["gain": "activation"])
      let weights = drawn(start, activation: activation).weights
      #expect(abs(weights.gain! - gain) < 1e-15)
      #expect(abs(weights.bounds!.upperBound - gain * (6.0 / 500).squareRoot()) < 1e-15)
    }
  }

  /// The deviation of N(0, 1) within ±2 is the constant that Keras and JAX write; within [0, ∞) it
  /// is √(1 - 2 / π).
  @Test func aCutIsCountedIn() {
    let (weights, _) = drawn(Initialization(scheme: "truncated_normal"))
    #expect(abs(weights.standardDeviation! - 0.87962566103423978) < 1e-12)
    #expect(weights.bounds == -2...2)
    let keras = drawn(Initialization(scheme: "he_normal", options: ["flavor": "keras"])).weights
    #expect(abs(keras.standardDeviation! - (2.0 / 300).squareRoot()) < 1e-12)
    let half = drawn(
      Initialization(scheme: "trunc_normal", parameters: ["low": 0, "high": 30])
    ).weights
    #expect(abs(half.standardDeviation! - (1 - 2 / Double.pi).squareRoot()) < 1e-12)
    #expect(abs(half.measuredDeviation / half.standardDeviation! - 1) < 0.015)
  }

  @Test func matricesAreMeasured() {
    let (weights, _) = drawn(Initialization(scheme: "orthogonal"))
    #expect(weights.standardDeviation == nil && weights.bounds == nil)
    #expect(abs(weights.measuredDeviation * 300.0.squareRoot() - 1) < 1e-3)
    #expect(weights.distribution.name == "orthogonal")
  }
}
