import HTTPCodec
import StrictJSON
import Testing

@Suite struct SimilarityRouteTests {
  @Test func similarityHasItsFixedShape() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let answer = try await service.get(path + "/similarity").json
    #expect(answer["steps"]?.arrayValue?.count == 11)
    let hidden = try #require(answer.at("/layers/0"))
    #expect(hidden["layer"] == 1)
    #expect(hidden["units"] == 2)
    #expect(hidden["output"] == false)
    #expect(hidden["distinct_neurons"] == .array(Array(repeating: 1, count: 11)))
    for kind in ["incoming", "outgoing"] {
      for part in ["mean", "min", "lower_quartile", "median", "upper_quartile", "max"] {
        #expect(
          hidden.at("/\(kind)/\(part)") == .array(Array(repeating: 1, count: 11)),
          "clones are alike in \(kind)")
      }
      #expect(
        hidden.at("/\(kind)/largest_difference") == .array(Array(repeating: 0, count: 11)))
    }
    for series in ["effective_rank", "turned_degrees", "norm_ratio"] {
      #expect(hidden[series]?.arrayValue?.count == 11)
    }
    // The single output neuron has no pair: null with the reason.
    let output = try #require(answer.at("/layers/1"))
    #expect(output["output"] == true)
    #expect(output.at("/incoming/mean/0")?.isNull == true)
    #expect(output.at("/reasons/incoming/0") == "single_neuron")
  }

  @Test(arguments: ["incoming", "outgoing", "activation", "gradient"])
  func matricesAreThoseOfTheLayer(_ kind: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      #"{"architecture": [2, 5, 1], "seed": 3, "training": {"steps": 20}}"#)
    let answer = try await service.get(
      "\(path)/similarity/matrix?layer=1&of=\(kind)&step=20"
    ).json
    #expect(answer["layer"] == 1)
    #expect(answer["of"]?.stringValue == kind)
    #expect(answer["step"] == 20)
    #expect(answer["units"] == 5)
    let values = (answer["values"]?.arrayValue ?? []).map {
      ($0.arrayValue ?? []).map { $0.double ?? .nan }
    }
    #expect(values.count == 5)
    for row in 0..<5 {
      #expect(values[row][row] == 1)
      for column in 0..<5 { #expect(values[row][column] == values[column][row]) }
    }
    // The mean over pairs is what the recording said at that step.
    let similarity = try await service.get(path + "/similarity").json
    let recorded = similarity.at("/layers/0/\(kind)/mean")?.arrayValue?.last?.double ?? .nan
    var sum = 0.0
    for row in 0..<5 { for column in 0..<row { sum += values[row][column] } }
    #expect(abs(sum / 10 - recorded) < 1e-12)
    let norms = (answer["norms"]?.arrayValue ?? []).map { $0.double ?? .nan }
    let series = try #require(similarity.at("/layers/0/\(kind)"))
    #expect(norms.count == 5)
    #expect(
      abs((norms.min() ?? 0) - (series["smallest_norm"]?.arrayValue?.last?.double ?? .nan)) < 1e-12)
    #expect(
      abs((norms.max() ?? 0) - (series["largest_norm"]?.arrayValue?.last?.double ?? .nan)) < 1e-12)
  }

  @Test(arguments: [
    ("layer=3", "no_such_layer"), ("layer=2&of=outgoing", "no_outgoing_weights"),
    ("step=7", "no_snapshot"),
  ])
  func saysWhatThereIsInstead(_ query: String, _ code: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let response = try await service.get("\(path)/similarity/matrix?\(query)")
    #expect(response.status == .unprocessableContent)
    #expect(try response.json.at("/errors/0/code")?.stringValue == code)
    if code == "no_snapshot" {
      #expect(try response.json["available"] == [0, 50, 100])
    }
  }

  @Test func wideLayersHaveNoMatrix() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 1025, 1], "training": {"steps": 1}, "record": {"similarity": false}}
      """)
    let matrix = try await service.get(path + "/similarity/matrix")
    #expect(matrix.status == .unprocessableContent)
    #expect(try matrix.json.at("/errors/0/code") == "too_wide")
    // Nothing was recorded over the steps, and still the result tells the symmetry at the end.
    let similarity = try await service.get(path + "/similarity")
    #expect(similarity.status == .notFound)
    #expect(similarity.problem == "not_recorded")
    let job = try await service.get(path).json
    #expect(job.at("/result/symmetry/layers/0/units") == 1025)
  }

  @Test(arguments: ["layer=0", "layer=one", "of=incomming", "step=-1", "step=first"])
  func refusesWhatMeansNothing(_ query: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    #expect(try await service.get("\(path)/similarity/matrix?\(query)").status == .badRequest)
  }

  @Test(arguments: ["curves", "similarity", "similarity/matrix", "weights"])
  func resultsOfAnUnfinishedJobAreAConflict(_ resource: String) async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let response = try await service.get("\(path)/\(resource)")
    #expect(response.status == .conflict)
    #expect(response.problem == "job_not_finished")
    #expect(response.headers["retry-after"] == "1")
    #expect(try response.json["state"] == "queued")
  }
}
