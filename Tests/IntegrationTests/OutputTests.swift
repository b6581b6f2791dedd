import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Rows and outputs over the wire: recomputed, across a restart, as streams, and in turn.
  @Suite struct OutputTests {
    private static let csv = Array(
      ("x,y,kind\n"
        + (0..<60).map { "\(Double($0 % 9) / 4),\($0 % 7),\($0 % 3 == 0 ? "even" : "odd")" }
        .joined(separator: "\n")).utf8)

    private func upload(_ service: Service) async throws -> String {
      let answer = try await service.send(
        "POST", "/v1/datasets", headers: [("Content-Type", "text/csv")], body: Self.csv)
      try #require(answer.status == 201, "\(answer.text)")
      return try #require(try answer.json["id"].string)
    }

    /// Computed here from `/rows` and `/weights`, the loss is the one that was recorded.
    @Test func aLossFollowsFromRowsAndWeights() async throws {
      try await withTemporaryFolder { folder in
        let (path, rowsPath, rows, outputs) = try await withService(
          in: folder, .init(workers: 1)
        ) { service in
          let id = try await upload(service)
          let job = try await service.trained([
            "architecture": [2, 4, 1], "seed": 2, "precision": "float64",
            "dataset": ["id": .string(id), "test_share": 0.2, "seed": 9, "standardize": true],
            "training": ["steps": 50], "record": ["every": 50],
          ])
          let path = "/v1/jobs/\(try #require(job["id"].string))"
          let rowsPath = "/v1/datasets/\(id)/rows?test_share=0.2&seed=9&standardize=true"
          let rows = try await service.json(rowsPath)
          let weights = try await service.json(path + "/weights")
          let loss = Self.loss(weights["layers"].array, rows)
          let final = try #require(job["result"]["final"]["train_loss"].number)
          #expect(abs(loss - final) < 1e-12)
          let outputs = try await service.send("GET", path + "/outputs")
          #expect(abs(try #require(try outputs.json["figures"]["loss"].number) - final) < 1e-12)
          return (path, rowsPath, rows, outputs)
        }
        try await withService(in: folder, .init(workers: 1)) { service in
          #expect(try await service.json(rowsPath) == rows)
          let again = try await service.send("GET", path + "/outputs")
          #expect(again.body == outputs.body)
          let tag = try #require(again.headers["ETag"])
          #expect(tag == outputs.headers["ETag"])
          let known = try await service.send(
            "GET", path + "/outputs", headers: [("If-None-Match", tag)])
          #expect(known.status == 304)
        }
      }
    }

    /// Binary cross-entropy of a network with one hidden tanh layer, from logits.
    private static func loss(_ layers: [JSON], _ rows: JSON) -> Double {
      func numbers(_ json: JSON) -> [Double] { json.array.compactMap(\.number) }
      var sum = 0.0
      let inputs = rows["inputs"].array
      for (input, target) in zip(inputs, numbers(rows["targets"])) {
        var values = numbers(input)
        for (index, layer) in layers.enumerated() {
          let matrix = layer["weights"].array.map(numbers)
          values = zip(matrix, numbers(layer["biases"])).map { row, bias in
            let z = bias + zip(row, values).reduce(0) { $0 + $1.0 * $1.1 }
            return index + 1 == layers.count ? z : tanh(z)
          }
        }
        sum += max(values[0], 0) + log1p(exp(-abs(values[0]))) - target * values[0]
      }
      return sum / Double(inputs.count)
    }

    /// 262,144 rows of a grid are written while they are made, and are the same plain and gzipped.
    @Test func aLargeGridIsAStream() async throws {
      try await withService(.init(workers: 1)) { service in
        let job = try await service.trained(["architecture": [2, 3, 1], "training": ["steps": 5]])
        let path = "/v1/jobs/\(try #require(job["id"].string))/outputs?grid=512"
        let plain = try await service.send("GET", path)
        #expect(plain.status == 200)
        let json = try plain.json
        #expect(json["values"].array.count == 512 * 512 && json["total"] == 262_144)
        let csv = try await service.send("GET", path + "&format=csv")
        #expect(csv.text.split(separator: "\r\n").count == 1 + 512 * 512)
        #expect(try await service.send("HEAD", path).status == 200)
      }
    }

    @Test func anAnalysisThatCostsTooMuchIsRefused() async throws {
      let options = Service.Options(workers: 1, arguments: ["--max-analysis-cost", "1"])
      try await withService(options) { service in
        let job = try await service.trained([
          "architecture": [64, 64, 10], "dataset": "digits", "training": ["steps": 2],
        ])
        let path = "/v1/jobs/\(try #require(job["id"].string))/outputs"
        _ = try await service.send("GET", path).problem(422, "analysis_too_costly")
        let few = try await service.send(
          "POST", path, headers: [("Content-Type", "application/json")],
          body: Array(
            "{\"inputs\":[[\(Array(repeating: "1", count: 64).joined(separator: ","))]]}".utf8))
        #expect(few.status == 200, "\(few.text)")
        _ = try await service.send(
          "GET", "/v1/datasets/moons/rows?samples=100000"
        ).problem(422, "analysis_too_costly")
      }
    }
  }
}
