import HTTPCodec
import StrictJSON
import Testing

/// What each kind of start makes of the claims.
@Suite struct ClaimTests {
  private func verdicts(_ spec: String) async throws -> [String: JSONValue] {
    let service = try await TestService(workers: 1)
    let path = try await service.train(spec)
    let response = try await service.get(path + "/claims")
    let claims = try #require(try response.json["claims"]?.arrayValue)
    let tag = try #require(response.headers["etag"])
    #expect(
      try await service.get(path + "/claims", ["If-None-Match": tag]).status == .notModified)
    return Dictionary(
      uniqueKeysWithValues: claims.map { ($0["id"]?.stringValue ?? "", $0) })
  }

  private func expect(
    _ claims: [String: JSONValue], _ wanted: [String: String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(claims.count == 10, sourceLocation: sourceLocation)
    for (id, verdict) in wanted {
      let claim = claims[id]
      #expect(
        claim?["verdict"]?.stringValue == verdict,
        "\(id): \(claim?["measured"]?.serialized().text ?? "")", sourceLocation: sourceLocation)
    }
  }

  @Test func zerosAndTanhStandStill() async throws {
    let claims = try await verdicts(
      #"{"architecture": [2, 4, 3, 1], "init": "zeros", "training": {"steps": 200}}"#)
    expect(
      claims,
      [
        "C1": "holds", "C3": "holds", "C4": "holds", "C5": "does_not_apply", "C6": "holds",
        "C7": "does_not_apply", "C9": "does_not_apply", "C10": "does_not_apply",
      ])
    #expect(claims["C4"]?.at("/measured/largest_change_of_output_layer") == 0)
  }

  /// The imprecise ones: sigmoids from zeros move, and derivatives differ from input to input. With
  /// as many rows of either class even they stand still: the errors of the rows cancel.
  @Test func zerosAndSigmoidsMoveAlike() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 3, 1], "activation": "sigmoid", "init": "zeros",
       "dataset": {"name": "moons", "samples": 151},
       "training": {"steps": 300, "learning_rate": 0.5}}
      """)
    expect(
      claims,
      ["C1": "holds", "C3": "does_not_hold", "C4": "does_not_hold", "C6": "holds"])
    let start = try #require(
      claims["C4"]?.at("/measured/weight_gradient_norms_at_start")?.arrayValue)
    #expect(start == [0])
    #expect(claims["C3"]?.at("/measured/spread_over_neurons_at_end/0") == 0)
  }

  /// Different biases break the symmetry of zero weights.
  @Test func zerosWithRandomBiasesDoNotStayOne() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 3, 1], "init": {"scheme": "zeros", "bias": "normal"},
       "training": {"steps": 20}}
      """)
    expect(claims, ["C1": "does_not_hold"])
  }

  /// A constant learns as a network of width one: far worse where that is not enough.
  @Test func aConstantIsWidthOne() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 16, 1], "init": "constant", "alpha": 0.5, "seed": 2, "dataset": "circle",
       "precision": "float64",
       "training": {"steps": 3000, "learning_rate": 0.1}}
      """)
    expect(
      claims,
      [
        "C1": "does_not_apply", "C2": "holds", "C3": "does_not_apply", "C7": "does_not_hold",
        "C8": "does_not_hold", "C9": "does_not_apply",
      ])
    #expect(claims["C8"]?.at("/measured/errors_are_proportional") == true)
    #expect(claims["C8"]?.at("/measured/changes_are_the_same") == false)
    #expect(claims["C2"]?.at("/measured/final_losses_of_random_starts")?.arrayValue?.count == 3)
  }

  /// Where one neuron is enough a constant start is no worse: the claim is imprecise.
  @Test func aConstantIsNoWorseWhereOneNeuronIsEnough() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 4, 1], "init": "constant", "alpha": 0.5, "dataset": "gauss",
       "training": {"steps": 200}}
      """)
    expect(claims, ["C2": "does_not_hold"])
  }

  /// A ratio of losses that are both next to nothing says nothing.
  @Test func belowAFloorNoLossIsFarWorse() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 16, 1], "init": "constant", "alpha": 0.5, "activation": "linear",
       "dataset": "plane", "training": {"steps": 300, "learning_rate": 0.01}}
      """)
    let measured = try #require(claims["C2"]?["measured"])
    let own = try #require(measured["final_loss"]?.double)
    let others = try #require(measured["final_losses_of_random_starts"]?.arrayValue)
    #expect(others.allSatisfy { own > 1000 * ($0.double ?? .infinity) })
    // Half the variance of (x + y) / 10 on a square of side 12: 1/2 × 2 × 12² / 12 / 100 = 0.12.
    #expect(abs((measured["constant_answer_loss"]?.double ?? 0) - 0.12) < 0.02)
    expect(claims, ["C2": "does_not_hold"])
    #expect(claims["C2"]?["explanation"]?.stringValue?.contains("learnt all the same") == true)
  }

  /// An infinite loss is worse than any, but where random starts end so too, the rate is to blame.
  @Test(arguments: [("0.05", "holds"), ("10", "does_not_hold")])
  func aConstantRunThatDivergedIsSaidToHave(_ rate: String, _ verdict: String) async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 4, 1], "init": "constant", "alpha": 3, "activation": "relu",
       "dataset": "plane", "training": {"steps": 500, "learning_rate": \(rate)}}
      """)
    expect(claims, ["C2": verdict])
    #expect(claims["C2"]?["explanation"]?.stringValue?.contains("diverged") == true)
  }

  @Test func twoUnitsAreOne() async throws {
    let claims = try await verdicts(
      #"{"architecture": [2, 2, 1], "init": "constant", "alpha": 0.7, "training": {"steps": 500}}"#)
    expect(claims, ["C5": "holds"])
    let biased = try await verdicts(
      """
      {"architecture": [2, 2, 1], "init": {"scheme": "constant", "alpha": 0.7,
       "bias": {"scheme": "constant", "alpha": 0.1}}, "training": {"steps": 5}}
      """)
    expect(biased, ["C5": "does_not_apply"])
  }

  /// With one input there is nothing for a weight vector to turn to.
  @Test func oneInputKeepsTheDirection() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [1, 3, 1], "init": "constant", "alpha": 0.5,
       "dataset": {"inputs": [[-1], [0.5], [2]], "targets": [0.2, 0.1, -1]},
       "training": {"steps": 50}}
      """)
    expect(claims, ["C7": "holds"])
    #expect(claims["C7"]?["explanation"]?.stringValue?.contains("nothing to turn to") == true)
  }

  /// Exclusive or stays the same when its inputs are exchanged, and so do equal weights.
  @Test func symmetricDataKeepTheDirection() async throws {
    let symmetric = try await verdicts(
      #"{"architecture": [2, 3, 1], "init": "constant", "alpha": 0.5, "training": {"steps": 500}}"#)
    expect(symmetric, ["C7": "holds"])
    #expect(symmetric["C7"]?.at("/measured/data_symmetric_in_inputs") == true)
    #expect(symmetric["C7"]?["explanation"]?.stringValue?.contains("due to these data") == true)
    let other = try await verdicts(
      """
      {"architecture": [2, 3, 1], "init": "constant", "alpha": 0.5,
       "dataset": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [0, 1, 0, 0],
                   "task": "classification"}, "training": {"steps": 500}}
      """)
    expect(other, ["C7": "does_not_hold"])
    #expect(other["C7"]?.at("/measured/data_symmetric_in_inputs") == false)
  }

  @Test func randomWeightsRemoveTheProblemUnlessTheyAreTooNear() async throws {
    let random = try await verdicts(
      #"{"architecture": [2, 6, 1], "seed": 3, "training": {"steps": 200}}"#)
    expect(random, ["C9": "holds", "C1": "does_not_apply", "C2": "does_not_apply"])
    let near = try await verdicts(
      """
      {"architecture": [2, 3, 1], "init": {"scheme": "uniform", "low": 0.5, "high": 0.5000001},
       "training": {"steps": 20}}
      """)
    expect(near, ["C9": "does_not_hold"])
  }

  /// A layer of one neuron has no two that could be alike.
  @Test func oneNeuronHasNoProblemToRemove() async throws {
    let narrow = try await verdicts(
      #"{"architecture": [2, 1, 1, 1], "seed": 3, "training": {"steps": 20}}"#)
    expect(narrow, ["C9": "does_not_apply"])
  }

  /// Sigmoids answer 1/2 to every row, of which the mean square makes a signal that passes.
  @Test func smallDrawsVanishBehindSigmoids() async throws {
    let claims = try await verdicts(
      """
      {"architecture": [2, 50, 50, 50, 1], "activation": "sigmoid", "dataset": "moons",
       "training": {"steps": 1}, "record": {"similarity": false}}
      """)
    #expect(claims["C10"]?.at("/measured/small_draw_vanishes") == true)
    // Of a sigmoid layer of n inputs, weights of deviation s change the variance over rows by
    // n (s / 4)² at most.
    let growth = claims["C10"]?.at("/measured/too_small/signal_growth_a_layer")?.double
    #expect((growth ?? 1) < 2 * 50 * (0.01 / 4) * (0.01 / 4))
  }

  @Test func scaleMattersInWideDeepNetworks() async throws {
    let deep = try await verdicts(
      """
      {"architecture": [2, 100, 100, 100, 100, 1], "activation": "relu", "init": "normal",
       "dataset": "circles", "training": {"steps": 1, "learning_rate": 0.0000000001},
       "record": {"similarity": false}}
      """)
    expect(deep, ["C10": "holds"])
    // In a narrow network deviation 1 is not too large.
    let narrow = try await verdicts(
      #"{"architecture": [2, 2, 2, 1], "training": {"steps": 1}}"#)
    expect(narrow, ["C10": "does_not_hold"])
  }
}

extension [UInt8] {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
