import ByteCoding
import Experiments
import HTTPCodec
import StrictJSON
import Testing

/// The number of directions of neurons, and the curvature, where clients meet them.
@Suite struct CondensationRouteTests {
  /// From small weights neurons turn onto few directions; from large ones they do not: 20 neurons of
  /// tanh on moons in NumPy have 10 to 13 at the start and 1 to 4 after 100 steps at 0.3 from
  /// deviations of 0.001, and 9 to 18 throughout from 1.
  @Test(arguments: [(0.001, true), (1.0, false)])
  func smallStartsCondense(_ deviation: Double, _ condenses: Bool) async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 20, 1], "init": {"scheme": "normal", "std": \(deviation)}, "seed": 1,
       "dataset": {"name": "moons", "samples": 100, "noise": 0.1},
       "training": {"steps": 300, "learning_rate": 0.3}, "record": {"every": 100}}
      """)
    let answer = try await service.get(path + "/similarity").json
    let counts = (answer.at("/layers/0/distinct_directions")?.arrayValue ?? []).compactMap(\.int)
    #expect(counts.count == 4)
    #expect(counts[0] >= 8)
    #expect(counts.dropFirst().allSatisfy { condenses ? $0 <= 5 : $0 >= 8 }, "\(counts)")
    let csv = try await service.get(path + "/similarity?format=csv").text
    let header = try #require(csv.split(separator: "\r\n").first)
    #expect(header.hasSuffix(",distinct_directions,time"))
    #expect(csv.split(separator: "\r\n")[1].split(separator: ",").dropLast().last == "\(counts[0])")
  }

  @Test func neuronsOfZerosHaveNone() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      #"{"architecture": [2, 3, 1], "init": "zeros", "training": {"steps": 5}}"#)
    let answer = try await service.get(path + "/similarity").json
    #expect(answer.at("/layers/0/distinct_directions/0")?.isNull == true)
    #expect(answer.at("/layers/0/reasons/distinct_directions/0") == "zero_vector")
  }

  /// Similarity as an earlier version stored it is answered, in every form.
  @Test func earlierRecordsAreAnswered() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    service.store.change("similarity") { bytes in
      var answer = try JSONValue.parse(
        SimilarityEncoding.json(SimilarityColumns(stored: bytes)).whole())
      for layer in 0..<2 {
        for place in ["distinct_directions", "reasons/distinct_directions"] {
          answer = answer.merging(
            Self.without("/layers/\(layer)/\(place)", of: answer))
        }
      }
      return answer.serialized()
    }
    let answer = try await service.get(path + "/similarity").json
    #expect(answer.at("/layers/0/distinct_directions") == nil)
    #expect(answer.at("/layers/0/distinct_neurons/0") == 1)
    let csv = try await service.get(path + "/similarity?format=csv").text
    let lines = csv.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(lines[0].firstIndex(of: "distinct_directions"))
    #expect(lines[1][place] == "")
    let rows = try await service.get(path + "/similarity?format=ndjson").text
    let first = try JSONValue.parse(Array(try #require(rows.split(separator: "\n").first).utf8))
    #expect(first["distinct_directions"]?.isNull == true)
  }

  /// A merge patch cannot reach into arrays: the whole array of layers anew.
  private static func without(_ pointer: String, of answer: JSONValue) -> JSONValue {
    let parts = pointer.split(separator: "/").map(String.init)
    var layers = answer["layers"]?.arrayValue ?? []
    let index = Int(parts[1]) ?? 0
    var patch: JSONValue = .null
    for name in parts.dropFirst(2).reversed() { patch = .object([name: patch]) }
    layers[index] = layers[index].merging(patch)
    return ["layers": .array(layers)]
  }

  @Test func curvatureIsAmongTheCurves() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(
      """
      {"architecture": [2, 4, 1], "dataset": "xor", "training": {"steps": 50},
       "record": {"points": 6, "curvature": 2}}
      """)
    let curves = try await service.get(path + "/curves").json
    for name in ["sharpness", "smallest_curvature", "curvature_error", "edge_of_stability"] {
      let series = try #require(curves.at("/columns/\(name)")?.arrayValue)
      #expect(series.map(\.isNull) == [false, true, true, true, true, false])
    }
    // What is measured of the weights that were kept at the end is the same.
    let last = try await service.get(path + "/measurements").json
    #expect(
      last.at("/hessian/largest_eigenvalue/value")
        == curves.at("/columns/sharpness")?.arrayValue?.last)
    #expect(
      last.at("/hessian/smallest_eigenvalue/value")
        == curves.at("/columns/smallest_curvature")?.arrayValue?.last)
    let csv = try await service.get(path + "/curves?metrics=sharpness&format=csv").text
    let lines = csv.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "step,sharpness")
    #expect(lines[2].hasSuffix(","))
  }
}
