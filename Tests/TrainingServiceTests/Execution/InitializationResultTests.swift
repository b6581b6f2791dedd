import Experiments
import SpecJSON
import StrictJSON
import Testing

/// What a result says of the network's start.
@Suite struct InitializationResultTests {
  private func result(_ text: String) throws -> JSONValue {
    let spec = try SpecReader.read(JSONValue.parse(text)).spec
    return try JSONValue.parse(Experiment.run(spec, clock: { .zero }).json)
  }

  @Test func everyLayerSaysWhatWasDrawn() throws {
    let answer = try result(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 50, "bias": false, "init": {"scheme": "he_uniform", "gain": 0.5}},
         {"units": 1, "init": "constant", "bias_init": {"scheme": "normal", "std": 2}}]},
       "alpha": 3, "training": {"steps": 2}}
      """)
    let layers = try #require(answer["initialization"]?["layers"]?.arrayValue)
    #expect(layers.map { $0["layer"] } == [1, 2])
    let first = try #require(layers[0]["weights"])
    #expect(first["scheme"] == "he_uniform" && first["distribution"] == "uniform")
    #expect(first["fan_in"] == 2 && first["fan_out"] == 50 && first["factor"] == 3)
    let gain = try #require(first["gain"]?.numberValue?.asDouble)
    #expect(abs(gain - 0.5 * 2.0.squareRoot()) < 1e-15)
    let bound = try #require(first["high"]?.numberValue?.asDouble)
    #expect(abs(bound - 3 * 3.0.squareRoot() * gain / 2.0.squareRoot()) < 1e-14)
    let deviation = try #require(first["standard_deviation"]?.numberValue?.asDouble)
    #expect(abs(deviation - 3 * gain / 2.0.squareRoot()) < 1e-14)
    let measured = try #require(first["measured"]?["maximum"]?.numberValue?.asDouble)
    #expect(measured <= bound && measured > 0.8 * bound)
    #expect(layers[0]["biases"]?.isNull == true)
    #expect(layers[1]["weights"]?["low"] == 3 && layers[1]["weights"]?["factor"] == 1)
    #expect(layers[1]["weights"]?["gain"]?.isNull == true)
    #expect(layers[1]["biases"]?["standard_deviation"] == 2)
    #expect(layers[1]["biases"]?["low"]?.isNull == true)
  }

  @Test func breakersAreThoseOfTheSpec() throws {
    let plain = try result(
      #"{"architecture":[2,3,1],"init":"constant","alpha":1,"training":{"steps":1}}"#)
    #expect(plain["symmetry_breakers"] == [])
    let noisy = try result(
      #"{"architecture":[2,3,1],"init":{"scheme":"constant","perturbation":0.1},"alpha":1,"#
        + #""training":{"steps":1,"gradient_noise":0.5}}"#)
    #expect(noisy["symmetry_breakers"] == ["perturbation", "gradient_noise"])
  }
}
