import Experiments
import HTTPCodec
import StrictJSON
import Testing

@Suite struct CurveRouteTests {
  @Test func allColumnsComeByDefault() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let curves = try await service.get(path + "/curves").json
    let columns = try #require(curves["columns"]?.objectValue)
    #expect(
      columns.keys == [
        "step", "epoch", "seconds", "train_loss", "train_accuracy", "gradient_norm",
        "gradient_norm_1", "gradient_norm_2",
      ])
    #expect(columns["step"] == .array((0...10).map { .number(JSONNumber($0 * 10)) }))
    #expect(columns["epoch"] == columns["step"], "full batches: a step is an epoch")
    #expect(curves["total_points"] == 11)
    #expect(curves["non_finite"] == [])
    let losses = columns["train_loss"]?.arrayValue?.compactMap(\.double) ?? []
    #expect(losses.count == 11)
    let job = try await service.get(path).json
    #expect(job.at("/result/initial/train_loss")?.double == losses.first)
    #expect(job.at("/result/final/train_loss")?.double == losses.last)
    #expect(job.at("/result/best/train_loss")?.double == losses.min())
    let seconds = columns["seconds"]?.arrayValue?.compactMap(\.double) ?? []
    #expect(seconds == seconds.sorted())
    // The norm over all layers is that of the layers' norms.
    let norms = ["gradient_norm", "gradient_norm_1", "gradient_norm_2"].map {
      columns[$0]?.arrayValue?[5].double ?? .nan
    }
    #expect(abs(norms[0] - (norms[1] * norms[1] + norms[2] * norms[2]).squareRoot()) < 1e-12)
  }

  @Test func metricsAxisAndPointsAreChosen() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    func columns(_ query: String) async throws -> [String: Int] {
      let answer = try await service.get("\(path)/curves?\(query)").json
      let columns = answer["columns"]?.objectValue ?? [:]
      return Dictionary(
        uniqueKeysWithValues: columns.map { ($0.key, $0.value.arrayValue?.count ?? -1) })
    }
    #expect(
      try await columns("metrics=train_loss,gradient_norm") == [
        "step": 11, "train_loss": 11, "gradient_norm": 11,
      ])
    #expect(
      try await columns("metrics=train_loss&x=seconds&points=4") == [
        "step": 4, "seconds": 4, "train_loss": 4,
      ])
    #expect(try await columns("x=epoch&points=all")["seconds"] == nil)
    #expect(try await columns("x=step&metrics=seconds") == ["step": 11, "seconds": 11])
  }

  @Test(arguments: [
    ("metrics=train_los", "train_loss"), ("x=sekonds", "seconds"), ("format=cvs", "csv"),
    ("points=1", nil), ("points=x", nil), ("points=1000001", nil),
  ])
  func refusesWhatIsNotThere(_ query: String, _ suggestion: String?) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let response = try await service.get("\(path)/curves?\(query)")
    #expect(response.status == .badRequest)
    #expect(try response.json.at("/errors/0/suggestion")?.stringValue == suggestion)
  }

  @Test func csvAndLinesHoldTheSameNumbers() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor) + "/curves?metrics=train_loss"
    let json = try await service.get(path).json
    let losses = json.at("/columns/train_loss")?.arrayValue ?? []
    let csv = try await service.get(path + "&format=csv")
    let lines = csv.text.split(separator: "\r\n").map(String.init)
    #expect(lines.first == "step,train_loss")
    #expect(
      lines.dropFirst().map { $0.split(separator: ",")[1] }
        == losses.compactMap { $0.numberValue?.literal[...] })
    let ndjson = try await service.get(path, ["Accept": "application/x-ndjson"])
    let rows = try ndjson.text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(rows.compactMap { $0["train_loss"] } == losses)
    #expect(rows.map { $0["step"]?.int } == (0...10).map { $0 * 10 })
  }

  @Test func negotiatesByWeight() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor) + "/curves"
    for (accept, type) in [
      ("*/*", "application/json"), ("text/*", "text/csv"),
      ("application/json;q=0.5, text/csv", "text/csv"),
      ("text/html, */*;q=0.1", "application/json"),
      ("application/json;q=0, */*", "text/csv"), ("garbage", "application/json"),
    ] {
      let response = try await service.get(path, ["Accept": accept])
      #expect(response.headers["content-type"]?.hasPrefix(type) == true, "\(accept)")
    }
    let none = try await service.get(path, ["Accept": "image/png"])
    #expect(none.status == .notAcceptable)
    #expect(none.problem == "not_acceptable")
    #expect(try none.json["offered"]?.arrayValue?.count == 5)
    let link = try await service.get(path + "?format=csv", ["Accept": "application/json"])
    #expect(link.headers["content-type"]?.hasPrefix("text/csv") == true)
  }

  @Test func anInfiniteLossIsAFindingAndNullWithItsWord() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.diverging)
    let job = try await service.get(path).json
    #expect(job["state"] == "succeeded")
    #expect(job.at("/result/outcome") == "diverged")
    let step = try #require(job.at("/result/diverged_at")?.int)
    #expect(job.at("/result/final/step")?.int == step)
    #expect(job.at("/result/final/train_loss")?.isNull == true)
    let curves = try await service.get(path + "/curves").json
    #expect(curves.at("/columns/train_loss")?.arrayValue?.last?.isNull == true)
    let entry = curves["non_finite"]?.arrayValue?.first { $0["column"] == "train_loss" }
    #expect(entry?["step"]?.int == step)
    let word = try #require(entry?["value"]?.stringValue)
    #expect(["nan", "inf"].contains(word))
    let csv = try await service.get(path + "/curves?format=csv&metrics=train_loss")
    #expect(csv.text.hasSuffix("\(step),\(word)\r\n"))
    let lines = try await service.get(path + "/curves?format=ndjson&metrics=train_loss")
    let last = try JSONValue.parse(String(lines.text.split(separator: "\n").last ?? ""))
    #expect(last.at("/non_finite/train_loss")?.stringValue == word)
  }

  @Test func tablesSurviveStoring() throws {
    let table = CurveTable(
      steps: [0, 5, 9],
      columns: [
        .init(name: "train_loss", values: [0.5, .infinity, -0.0]),
        .init(name: "batch_loss", values: [1, 2, nil]),
      ])
    #expect(try CurveTable(bytes: table.bytes) == table)
    for length in 0..<table.bytes.count {
      #expect(throws: (any Error).self) { try CurveTable(bytes: Array(table.bytes[..<length])) }
    }
    #expect(throws: (any Error).self) { try CurveTable(bytes: table.bytes + [0]) }
  }
}
