import HTTPCodec
import StrictJSON
import Testing

/// Answers say over how many rows they speak, where that is not all of them at every step.
@Suite struct SampledRowsRouteTests {
  private static let spec = """
    {"architecture": [2, 5, 1], "dataset": {"name": "moons", "samples": 200, "test_share": 0.25},
     "training": {"steps": 40, "batch_size": 8},
     "record": {"every": 10, "snapshots": 5, "rows": ROWS}}
    """

  private func job(_ service: TestService, rows: String) async throws -> String {
    try await service.train(Self.spec.replacing("ROWS", with: rows))
  }

  @Test func everyAnswerHasItsRows() async throws {
    let service = try await TestService(workers: 1)
    let path = try await job(service, rows: "45")
    let trained: JSONValue = [150, 45, 45, 45, 150]
    let curves = try await service.get(path + "/curves").json
    #expect(curves.at("/columns/train_rows") == trained)
    #expect(curves.at("/columns/test_rows") == [50, 45, 45, 45, 50])
    #expect(try await service.get(path + "/health").json.at("/columns/train_rows") == trained)
    #expect(try await service.get(path + "/similarity").json["train_rows"] == trained)
    let rows = try await service.get(path + "/similarity?format=csv").text.split(separator: "\r\n")
    #expect(rows[0].hasPrefix("step,layer,units,train_rows,distinct_neurons,"))
    #expect(rows[3].hasPrefix("10,1,5,45,"))
    for (step, count) in [(10, 45), (40, 150)] {
      let matrix = try await service.get(
        "\(path)/similarity/matrix?of=activation&step=\(step)"
      ).json
      #expect(matrix["train_rows"] == .number(JSONNumber(count)))
    }
    let result = try #require(try await service.get(path).json["result"])
    for end in ["initial", "final"] {
      #expect(result.at("/\(end)/train_rows") == 150 && result.at("/\(end)/test_rows") == 50)
    }
    let step = try #require(result.at("/best/steps/train_loss")?.numberValue?.asInt)
    #expect(result.at("/best/rows/train_loss") == (step % 40 == 0 ? 150 : 45))
    let other = try await job(service, rows: "50")
    let ids = [path, other].map { $0.dropFirst("/v1/jobs/".count) }.joined(separator: ",")
    let compared = try await service.get("/v1/compare?jobs=\(ids)").json
    #expect(compared.at("/runs/0/curve/train_rows") == trained)
  }

  @Test func whereAllRowsAreMeasuredNothingIsSaid() async throws {
    let service = try await TestService(workers: 1)
    let path = try await job(service, rows: #""all""#)
    for part in ["", "/curves", "/health", "/similarity", "/similarity/matrix?of=gradient"] {
      let text = try await service.get(path + part).text
      #expect(!text.contains("train_rows") && !text.contains("test_rows"), "\(part)")
    }
  }
}
