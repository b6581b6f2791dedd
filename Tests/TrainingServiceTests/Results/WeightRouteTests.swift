import Experiments
import HTTPCodec
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

@Suite struct WeightRouteTests {
  @Test func weightsOfEveryKeptStepAreThere() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor) + "/weights"
    let initial = try await service.get(path + "?at=initial").json
    #expect(initial["step"] == 0)
    #expect(initial.at("/layers/0/weights") == [[0.5, 0.5], [0.5, 0.5]])
    #expect(initial.at("/layers/0/biases")?.arrayValue?.count == 2)
    let last = try await service.get(path).json
    #expect(last["step"] == 100)
    #expect(try await service.get(path + "?at=final").json == last)
    #expect(try await service.get(path + "?at=100").json == last)
    #expect(try await service.get(path + "?at=50").json["step"] == 50)
    let missing = try await service.get(path + "?at=51")
    #expect(missing.status == .unprocessableContent)
    #expect(try missing.json["available"] == [0, 50, 100])
    #expect(try await service.get(path + "?at=fianl").status == .badRequest)
  }

  @Test func givenBackTheyTrainOnAsTheyDid() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 3, 1], "seed": 9, "training": {"steps": 5}, "record": {"every": 1}}
      """)
    let layers = try #require(try await service.get(path + "/weights?at=initial").json["layers"])
    let spec: JSONValue = [
      "architecture": [2, 3, 1], "training": ["steps": 5], "record": ["every": 1],
      "init": ["scheme": "given", "layers": layers],
    ]
    let again = try await service.train(String(decoding: spec.serialized(), as: UTF8.self))
    let digests = [
      try await service.get(path).json.at("/result/digest"),
      try await service.get(again).json.at("/result/digest"),
    ]
    #expect(digests[0] == digests[1])
    #expect(digests[0] != nil)
  }

  @Test func safetensorsHoldTheSameBits() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor) + "/weights"
    let json = try await service.get(path).json
    let binary = try await service.get(path, ["Accept": "application/octet-stream"])
    #expect(try await service.get(path + "?format=safetensors").body == binary.body)
    let length = binary.body[..<8].enumerated().reduce(0) {
      $0 | Int($1.element) << (8 * $1.offset)
    }
    #expect(length % 8 == 0)
    let header = try JSONValue.parse(Array(binary.body[8..<8 + length]))
    #expect(
      header.objectValue?.keys == [
        "__metadata__", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
    let tensor = try #require(header["layers.0.weight"])
    #expect(tensor["dtype"] == "F32")
    #expect(tensor["shape"] == [2, 2])
    #expect(tensor["data_offsets"] == [0, 16])
    #expect(header.at("/layers.1.bias/data_offsets/1")?.int == binary.body.count - 8 - length)
    let first = binary.body[(8 + length)..<(12 + length)].enumerated().reduce(UInt32(0)) {
      $0 | UInt32($1.element) << UInt32(8 * $1.offset)
    }
    #expect(Double(Float(bitPattern: first)) == json.at("/layers/0/weights/0/0")?.double)
    #expect(try await service.get(path, ["Accept": "text/html"]).status == .notAcceptable)
  }

  @Test func infiniteWeightsAreNullWithTheirPlace() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.diverging) + "/weights"
    let answer = try await service.get(path).json
    for entry in answer["non_finite"]?.arrayValue ?? [] {
      let pointer = try #require(entry["pointer"]?.stringValue)
      #expect(answer.at(pointer)?.isNull == true)
      #expect(["nan", "inf", "-inf"].contains(entry["value"]?.stringValue))
    }
    #expect(answer["non_finite"]?.arrayValue != nil)
  }

  @Test(arguments: Precision.allCases)
  func blobsSurviveStoring(_ precision: Precision) throws {
    let weights = NetworkWeights(layers: [
      .init(units: 2, fanIn: 3, weights: [0, -0.0, 1.5, .infinity, -2, 0.25], biases: [1, 2]),
      .init(units: 1, fanIn: 2, weights: [3, 4], biases: []),
    ])
    let bytes = WeightBlob.encode(weights, precision: precision)
    let read = try WeightBlob.decode(bytes)
    #expect(read.weights == weights)
    #expect(read.precision == precision)
    for length in 0..<bytes.count {
      #expect(throws: (any Error).self) { try WeightBlob.decode(Array(bytes[..<length])) }
    }
    #expect(throws: (any Error).self) { try WeightBlob.decode(bytes + [0]) }
  }
}
