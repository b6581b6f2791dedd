import HTTPCodec
import StrictJSON
import Testing

@Suite struct MeasurementRouteTests {
  @Test func measuresWhereTheWeightsWereKept() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 5, 4, 1], "seed": 3, "dataset": "moons", "training": {"steps": 50},
       "precision": "float64", "record": {"points": 5, "snapshots": 3}}
      """)
    let job = try await service.get(path).json
    for (at, step) in [("initial", 0), ("final", 50)] {
      let answer = try await service.get("\(path)/measurements?at=\(at)").json
      #expect(answer["step"]?.int == step)
      #expect(answer["layers"]?.arrayValue?.count == 3)
      let loss = job.at("/result/\(at)/train_loss")?.double ?? .nan
      // The loss of the measured rows, all 200, is that of the training: other code, same numbers.
      #expect(abs((answer["loss"]?.double ?? 0) - loss) < 1e-12)
      #expect(answer.at("/representations/between_layers")?.arrayValue?.count == 3)
      #expect(answer.at("/representations/examples") == 200)
      #expect(answer.at("/jacobian/singular_values")?.arrayValue?.count == 8)
      #expect((answer.at("/hessian/largest_eigenvalue/value")?.double ?? 0) > 0)
      #expect(answer.at("/layers/0/conserved_drift/reason") == "not_conserved")
    }
    let start = try await service.get("\(path)/measurements?at=initial").json
    #expect(start.at("/representations/since/step") == 0)
    #expect(
      abs((start.at("/representations/since/layers/0/linear_cka/value")?.double ?? 0) - 1) < 1e-12)
    // Any two kept steps can be compared, either way round.
    let between = try await service.get("\(path)/measurements?at=initial&since=final").json
    let forth = try await service.get("\(path)/measurements").json
    let cka = "/representations/since/layers/0/linear_cka/value"
    #expect(between.at("/representations/since/step") == 50)
    let (there, back) = (forth.at(cka)?.double ?? 0, between.at(cka)?.double ?? 1)
    #expect(abs(there - back) < 1e-12 && there < 1 - 1e-9)
    #expect(try await service.get("\(path)/measurements?since=7").status == .unprocessableContent)
    #expect(try await service.get("\(path)/measurements?at=7").status == .unprocessableContent)
  }

  /// The recording, made by the kernels, against what is computed from the weights with other code.
  @Test func healthOverTheStepsIsThatOfTheSnapshots() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 9, 4, 1], "activation": "tanh", "seed": 3, "dataset": "moons",
       "training": {"steps": 60, "learning_rate": 3}, "precision": "float64",
       "init": {"scheme": "normal", "alpha": 3}, "record": {"points": 4, "snapshots": 4}}
      """)
    let health = try await service.get(path + "/health").json
    let steps = health.at("/columns/step")?.arrayValue?.compactMap(\.int) ?? []
    #expect(steps.count == 4 && health["total_points"] == 4)
    for (index, step) in steps.enumerated() {
      let measured = try await service.get("\(path)/measurements?at=\(step)").json
      for layer in 0..<3 {
        for name in [
          "activation_mean", "activation_variance", "dead_fraction", "backpropagated_rms",
        ] {
          let recorded = health.at("/columns/\(name)_\(layer + 1)/\(index)")?.double ?? .nan
          let expected = measured.at("/layers/\(layer)/\(name)")?.double ?? .infinity
          #expect(abs(recorded - expected) <= 1e-12 * max(1, abs(expected)), "\(name)")
        }
      }
      let saturated = health.at("/columns/saturated_fraction_1/\(index)")?.double ?? .nan
      #expect(saturated == measured.at("/layers/0/saturated_fraction/value")?.double)
      #expect(saturated > 0)
    }
    #expect(health.at("/columns/saturated_fraction_3") == nil, "the output is linear")
    let csv = try await service.get(path + "/health?format=csv&metrics=dead_fraction_1&points=2")
    #expect(csv.text.hasPrefix("step,layer,dead_fraction\r\n0,1,"))
    let unknown = try await service.get(path + "/health?metrics=dead_fraktion_1")
    #expect(unknown.status == .badRequest)
    #expect(try unknown.json.at("/errors/0/suggestion") == "dead_fraction_1")
  }

  /// The kernels' way through normalised layers, forward and back, against that of the analyses.
  @Test(arguments: ["layer", "batch"])
  func normalisedNetworksAreMeasured(_ normalization: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 6, "activation": "sigmoid", "normalization": "\(normalization)"},
         {"units": 5, "activation": "tanh", "normalization": "\(normalization)"}, {"units": 1}]},
       "seed": 3, "dataset": {"name": "moons", "samples": 90}, "training": {"steps": 40},
       "precision": "float64", "record": {"points": 3, "snapshots": 3}}
      """)
    let curves = try await service.get(path + "/curves").json
    let health = try await service.get(path + "/health").json
    for (index, step) in [0, 20, 40].enumerated() {
      let measured = try await service.get("\(path)/measurements?at=\(step)").json
      func recorded(_ answer: JSONValue, _ column: String) -> Double {
        answer.at("/columns/\(column)/\(index)")?.double ?? .nan
      }
      #expect(abs((measured["loss"]?.double ?? 0) - recorded(curves, "train_loss")) < 1e-12)
      for layer in 1...3 {
        let found = try #require(measured.at("/layers/\(layer - 1)"))
        for name in ["activation_mean", "activation_variance", "backpropagated_rms"] {
          let difference = (found[name]?.double ?? .nan) - recorded(health, "\(name)_\(layer)")
          #expect(abs(difference) < 1e-12, "\(name) of layer \(layer)")
        }
        let norms = ["weight_gradient_norm", "bias_gradient_norm"].map {
          found[$0]?.double ?? .nan
        }
        let norm = (norms[0] * norms[0] + norms[1] * norms[1]).squareRoot()
        #expect(abs(norm - recorded(curves, "gradient_norm_\(layer)")) < 1e-12)
      }
      #expect(measured.at("/jacobian/singular_values/0/0")?.double != nil)
      #expect(measured.at("/hessian/largest_eigenvalue/value")?.double != nil)
    }
    for analysis in ["claims", "diagnosis", "symmetry"] {
      #expect(try await service.get("\(path)/\(analysis)").status == .ok)
    }
    let quotient = try await service.get(path + "/symmetry").json
    #expect((quotient.at("/quotient/largest_difference")?.double ?? 1) < 1e-11)
  }

  @Test func batchesTooLargeToModelAreRefused() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": {"inputs": 2, "layers": [
         {"units": 250, "normalization": "batch"}, {"units": 250}, {"units": 1}]},
       "seed": 3, "dataset": {"name": "moons", "samples": 19000}, "training": {"steps": 1},
       "record": {"points": 2, "similarity": false}}
      """)
    let refused = try await service.get(path + "/diagnosis")
    #expect(refused.status == .unprocessableContent)
    #expect(try refused.json["type"]?.stringValue == "/problems/not_modelled")
  }

  @Test func runsStandSideBySide() async throws {
    let service = try await TestService(workers: 1)
    let first = try await service.train(
      #"{"architecture": [2, 5, 1], "seed": 3, "dataset": "moons", "training": {"steps": 50}}"#)
    let second = try await service.train(
      """
      {"architecture": [2, 7, 1], "init": "constant", "alpha": 0.5, "dataset": "moons",
       "training": {"steps": 50}}
      """)
    let ids = [first, second].map { String($0.split(separator: "/").last ?? "") }
    let target = "/v1/compare?jobs=\(ids.joined(separator: ","))"
    let response = try await service.get(target)
    let answer = try response.json
    #expect(answer.at("/runs/0/id")?.stringValue == ids[0])
    #expect(answer.at("/runs/1/layers/0/distinct_neurons") == 1)
    #expect(answer.at("/representations/0/layers")?.arrayValue?.count == 2)
    #expect(answer.at("/representations/0/layers/0/linear_cka/value")?.double != nil)
    let tag = try #require(response.headers["etag"])
    #expect(try await service.get(target, ["If-None-Match": tag]).status == .notModified)

    let curves = try await service.get(
      "/v1/curves?jobs=\(ids[1])&jobs=\(ids[0])&metrics=train_loss&points=5"
    ).json
    #expect(curves.at("/items/0/id")?.stringValue == ids[1])
    let losses = try #require(curves.at("/items/1/curves/columns/train_loss")?.arrayValue)
    let alone = try await service.get("\(first)/curves?metrics=train_loss&points=5").json
    #expect(alone.at("/columns/train_loss")?.arrayValue == losses)
  }

  @Test(arguments: ["compare", "curves"])
  func comparisonsNeedFinishedJobs(_ resource: String) async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let id = String(path.split(separator: "/").last ?? "")
    let missing = "job_00000000000000000000000000"
    #expect(try await service.get("/v1/\(resource)").status == .badRequest)
    let many = (0..<101).map { "job_\($0)" }.joined(separator: ",")
    #expect(try await service.get("/v1/\(resource)?jobs=\(many)").status == .badRequest)
    #expect(try await service.get("/v1/\(resource)?jobs=\(missing),x").status == .notFound)
    #expect(try await service.get("/v1/\(resource)?jobs=\(id),\(missing)").status == .conflict)
  }

  @Test func similarityIsATableToo() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let text = try await service.get(path + "/similarity?format=csv").text
    let lines = text.split(separator: "\r\n")
    #expect(lines.count == 1 + 11 * 2)
    #expect(lines[0].hasPrefix("step,layer,units,distinct_neurons,incoming_mean,"))
    #expect(lines[0].hasSuffix(",time"))
    #expect(lines[1].hasPrefix("0,1,2,1,1,1,1,1,1,1,"))
    // The output layer's single neuron has no pairs: empty.
    #expect(lines[2].hasPrefix("0,2,1,1,,,,,,,"))
    let rows = try await service.get(path + "/similarity", ["Accept": "application/x-ndjson"]).text
      .split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(rows.count == 22)
    #expect(rows[1]["incoming_mean"]?.isNull == true)
  }

  /// What the start foretold, beside what came.
  @Test func resultsHoldThePredictionBesideWhatWasObserved() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      #"{"architecture": [2, 4, 1], "init": "zeros", "training": {"steps": 50}}"#)
    let prediction = try #require(try await service.get(path).json.at("/result/prediction"))
    #expect(prediction.at("/layers/0/distinct_neurons") == 1)
    #expect(prediction.at("/layers/0/observed_distinct_neurons") == 1)
    #expect(prediction.at("/layers/0/moves_at_first_step") == false)
    #expect(prediction.at("/layers/0/observed_moved") == false)
    #expect(prediction.at("/plateau/stays") == true)
    #expect(
      abs((prediction["observed_final_loss"]?.double ?? 0) - 0.6931471805599453) < 1e-6)
  }
}
