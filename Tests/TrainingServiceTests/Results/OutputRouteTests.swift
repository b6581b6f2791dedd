import HTTPCodec
import StrictJSON
import Testing

/// `/v1/jobs/{id}/outputs`; expected numbers are NumPy's in float64.
@Suite struct OutputRouteTests {
  private static let network = """
    {"architecture": [2, 3, 2], "precision": "float64",
     "init": {"scheme": "given", "layers": [
       {"weights": [[0.5, -1.25], [1.5, 0.75], [-0.25, 2.0]], "biases": [0.1, -0.2, 0.3]},
       {"weights": [[1.0, -0.5, 0.25], [-0.75, 1.25, 0.5]], "biases": [0.05, -0.15]}]},
     "training": {"steps": 4}, "record": {"every": 1, "snapshots": 5}}
    """
  private static let outputs = [
    [0.32118380785030554, -0.32581384002405145], [-0.7729900844988574, 1.5790140205986056],
    [0.168677581080852, 0.5493459613720465], [-0.7635187163993967, 1.9716937267637946],
  ]
  private static let hidden = [
    [0.09966799462495582, -0.197375320224904, 0.2913126124515909],
    [-0.8177540779702877, 0.5005202111902353, 0.9800963962661914],
    [0.5370495669980352, 0.8617231593133063, 0.049958374957879956],
    [-0.5716699660851172, 0.9673950012571181, 0.9673950012571181],
  ]

  private func expect(
    _ value: JSONValue?, _ expected: [[Double]], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let rows = value?.arrayValue?.map { $0.arrayValue?.compactMap(\.double) ?? [] } ?? []
    let isNear =
      rows.map(\.count) == expected.map(\.count)
      && zip(rows.joined(), expected.joined()).allSatisfy { abs($0 - $1) < 1e-14 }
    #expect(isNear, "\(rows) \(expected)", sourceLocation: sourceLocation)
  }

  @Test func answersToTheRowsOfTheDataSet() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.network) + "/outputs"
    let json = try await service.get(path + "?at=initial").json
    expect(json["values"], Self.outputs)
    #expect(json["targets"] == [0, 1, 1, 0] && json["predicted"] == [0, 1, 1, 1])
    #expect(json["step"] == 0 && json["layer"] == 2 && json["output"] == true)
    #expect(json["of"] == "train" && json["total"] == 4 && json["activation"] == "linear")
    #expect(json.at("/figures/confusion") == [[1, 1], [0, 2]])
    #expect(json.at("/figures/accuracy") == 0.75 && json.at("/figures/rows") == 4)
    let loss = try #require(json.at("/figures/loss")?.double)
    #expect(abs(loss - 0.9577240569240073) < 1e-15)
    let layer = try await service.get(path + "?at=0&layer=1").json
    expect(layer["values"], Self.hidden)
    #expect(layer["output"] == false && layer["activation"] == "tanh" && layer["units"] == 3)
    let page = try await service.get(path + "?at=0&limit=1&offset=2").json
    expect(page["values"], [Self.outputs[2]])
    #expect(page["targets"] == [1] && page["next"] == 3 && page["figures"] == json["figures"])
    let csv = try await service.get(path + "?at=0&limit=1&offset=1&format=csv")
    #expect(
      csv.text == "row,target,predicted,value1,value2\r\n1,1,1,"
        + "\(Self.outputs[1][0]),\(Self.outputs[1][1])\r\n")
  }

  /// The recorded losses are those of the outputs, at every kept step.
  @Test func figuresAreTheRecordedOnes() async throws {
    let service = try await TestService(workers: 1)
    for normalization in ["none", "batch", "layer"] {
      let path = try await service.train(
        """
        {"architecture": {"inputs": 2, "layers": [
           {"units": 5, "activation": "relu", "normalization": "\(normalization)"}, {"units": 1}]},
         "seed": 3, "precision": "float64", "training": {"steps": 6},
         "dataset": {"name": "moons", "samples": 50, "test_share": 0.2, "standardize": true},
         "record": {"every": 2, "snapshots": 4}}
        """)
      let curves = try #require(try await service.get(path + "/curves").json["columns"])
      for (index, step) in [0, 2, 4, 6].enumerated() {
        for split in ["train", "test"] {
          let figures = try await service.get(path + "/outputs?at=\(step)&split=\(split)")
            .json["figures"]
          let loss = try #require(curves["\(split)_loss"]?.arrayValue?[index].double)
          #expect(abs(try #require(figures?["loss"]?.double) - loss) < 1e-13)
          #expect(figures?["accuracy"] == curves["\(split)_accuracy"]?.arrayValue?[index])
        }
      }
    }
  }

  @Test func rowsThatAreSentAreAnswered() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.network) + "/outputs"
    let body = #"{"inputs": [[0.5, -2.0], [3.0, 1.0]], "at": 0}"#
    let answer = try await service.send(.post, path, body: body)
    let json = try answer.json
    expect(
      json["values"],
      [[1.1634598198315946, -2.319250785512547], [0.11486299473355392, 1.3045083921372531]])
    #expect(json["predicted"] == [0, 1] && json["targets"]?.isNull == true)
    #expect(json["figures"]?.isNull == true && json["of"] == "rows")
    #expect(answer.headers["etag"] == nil)
    // Another body to the same path is not answered with what was said to this one.
    let other = try await service.send(
      .post, path, body: #"{"inputs": [[3, 1]], "at": "initial", "layer": 1}"#
    ).json
    expect(other["values"], [[0.3363755443363322, 0.9999178442644705, 0.9137854901178278]])
    let csv = try await service.send(.post, path + "?format=csv", body: body)
    #expect(csv.text.hasPrefix("row,predicted,value1,value2\r\n0,0,"))
  }

  @Test func aGridSurroundsTheRows() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.network) + "/outputs"
    let json = try await service.get(path + "?grid=3&at=0&over=2,1").json
    #expect(json.at("/grid/over") == [2, 1] && json.at("/grid/others") == [0.5, 0.5])
    #expect(json["total"] == 9)
    let x = (json.at("/grid/x")?.arrayValue ?? []).compactMap(\.double)
    try #require(x.count == 3)
    #expect(zip(x, [-0.1, 0.5, 1.1]).allSatisfy { abs($0 - $1) < 1e-15 })
    // Row 5 has the second value of the second axis, input 1, and the third of the first, input 2.
    let row = try await service.send(
      .post, path, body: #"{"inputs": [[\#(x[1]), \#(x[2])]], "at": 0}"#
    ).json
    #expect(json.at("/values/5") == row.at("/values/0"))
    let csv = try await service.get(path + "?grid=2&format=csv").text
    #expect(csv.hasPrefix("x,y,predicted,value1,value2\r\n-0.1,-0.1,"))
    let large = try await service.get(path + "?grid=512&layer=1")
    #expect(large.stream != nil)
  }

  @Test(arguments: [
    ("?layer=3", 422), ("?at=7", 422), ("?at=last", 400), ("?grid=1", 400),
    ("?grid=9&limit=3", 400),
    ("?over=1,2", 400), ("?grid=4&over=1,1", 400), ("?grid=4&over=1", 400),
    ("?grid=4&over=1,3", 422),
    ("?split=test", 422), ("?limit=0", 400), ("?layer=0", 400), ("?format=safetensors", 400),
  ])
  func selectionsAreRefused(query: String, status: Int) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.network) + "/outputs"
    let answer = try await service.get(path + query)
    #expect(Int(answer.status.code) == status, "\(answer.text)")
  }

  @Test(arguments: [
    ("{}", "missing /inputs"), (#"{"inputs": []}"#, "out_of_range /inputs"),
    (#"{"inputs": [[1]]}"#, "mismatch /inputs/0"),
    (#"{"inputs": [[1, "x"]]}"#, "not_a_number /inputs/0/1"),
    (#"{"inputs": [[1, 2]], "layer": 3}"#, "out_of_range /layer"),
    (#"{"inputs": [[1, 2]], "at": -1}"#, "out_of_range /at"),
    (#"{"inputs": [[1, 2]], "rows": 1}"#, "unknown_field /rows"),
  ])
  func bodiesAreRefused(body: String, fault: String) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Self.network) + "/outputs"
    let answer = try await service.send(.post, path, body: body)
    let first = try answer.json.at("/errors/0")
    #expect(answer.status == .unprocessableContent)
    #expect("\(first?["code"]?.stringValue ?? "") \(first?["pointer"]?.stringValue ?? "")" == fault)
  }

  @Test func unfinishedAndForeignJobsAreRefused() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    #expect(try await service.get(path + "/outputs").status == .conflict)
    let posted = try await service.send(.post, path + "/outputs", body: #"{"inputs": [[0, 1]]}"#)
    #expect(posted.status == .conflict)
    let missing = "/v1/jobs/job_00000000000000000000000000/outputs"
    #expect(try await service.get(missing).status == .notFound)
    #expect(try await service.send(.post, missing, body: "{").status == .notFound)
  }

  /// A job that trains is answered from what it has kept so far, and nobody keeps that answer.
  @Test func aJobInTrainingIsAnsweredAsFarAsItCame() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.submit(Specs.endless)
    var answer = try await service.get(path + "/outputs?at=initial")
    for _ in 0..<600 where answer.status == .conflict {
      try await Task.sleep(for: .milliseconds(50))
      answer = try await service.get(path + "/outputs?at=initial")
    }
    #expect(answer.status == .ok, "\(answer.text)")
    #expect(answer.headers["cache-control"] == "no-store" && answer.headers["etag"] == nil)
    let json = try answer.json
    #expect(json["partial"] == true && json["step"] == 0 && json["total"] == 4)
    let posted = try await service.send(
      .post, path + "/outputs", body: #"{"inputs": [[0, 1]], "at": 0}"#
    ).json
    #expect(posted.at("/values/0") == json.at("/values/1") && posted["partial"] == true)
    _ = try await service.send(.post, path + "/cancel")
    let ended = try await service.get(path + "?wait=30")
    #expect(try ended.json["state"] == "cancelled")
    let kept = try await service.get(path + "/outputs?at=initial")
    #expect(kept.headers["etag"] != nil)
    #expect(try kept.json["values"] == json["values"])
  }

  @Test func anotherOwnersJobIsNotThere() async throws {
    let keys = Keys()
    var mine = keys.make("ada")
    let other = keys.make("bob")
    mine["Prefer"] = "wait=60"
    let service = try await TestService(workers: 1, keys: keys.ring)
    let job = try await service.send(.post, "/v1/jobs", mine, body: Self.network)
    let path = try #require(job.headers["location"]) + "/outputs"
    #expect(try await service.get(path, mine).status == .ok)
    #expect(try await service.get(path, other).status == .notFound)
    let posted = try await service.send(.post, path, other, body: #"{"inputs": [[0, 1]]}"#)
    #expect(posted.status == .notFound)
  }

  @Test func whatIsNotFiniteIsNull() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.diverging) + "/outputs"
    let json = try await service.get(path + "?limit=3").json
    for entry in json["non_finite"]?.arrayValue ?? [] {
      #expect(json.at(entry["pointer"]?.stringValue ?? "")?.isNull == true)
    }
    #expect(json["predicted"]?.isNull == true && json.at("/figures/confusion")?.isNull == true)
  }

  /// What classes are called comes with the answer.
  @Test func classesOfUploadsHaveTheirNames() async throws {
    let service = try await TestService(workers: 1)
    let id = try await service.uploaded()
    let path = try await service.train(
      #"{"architecture":[2,3,2],"training":{"steps":3},"dataset":{"id":"\#(id)"}}"#)
    let json = try await service.get(path + "/outputs").json
    #expect(json["class_names"] == ["other", "same"])
    let confusion = try #require(json.at("/figures/confusion")?.arrayValue)
    let counts = confusion.flatMap { $0.arrayValue?.compactMap(\.int) ?? [] }
    #expect(counts.count == 4 && counts.reduce(0, +) == 40)
  }
}
