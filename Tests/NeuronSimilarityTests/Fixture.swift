import Foundation
import NeuronSimilarity
import Testing
import TrainingModel

/// Similarity computed with NumPy by Tests/Reference/similarity.py.
struct Fixture: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var incoming: [[Double]]
    var outgoing: [[Double]]
    var activations: [[Double]]
    var now: [[Double]]
    var incomingCosines: [[Double]]
    var outgoingCosines: [[Double]]
    var correlations: [[Double]]
    var effectiveRank: Double
    var turnedDegrees: Double
    var normRatio: Double

    var testDescription: String { name }
  }

  struct Scattered: Decodable {
    var units: Int
    var fanIn: Int
    var effectiveRank: Double
  }

  var cases: [Case]
  var scattered: [Scattered]

  static let shared: Fixture = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let data = try Data(contentsOf: tests.appendingPathComponent("Fixtures/similarity.json"))
      return try decoder.decode(Fixture.self, from: data)
    } catch {
      fatalError("the fixture cannot be read: \(error)")
    }
  }()
}

extension NetworkWeights.Layer {
  /// A layer without biases.
  init(rows: [[Double]], biases: [Double] = []) {
    self.init(
      units: rows.count, fanIn: rows[0].count, weights: rows.flatMap { $0 }, biases: biases)
  }

  /// Numbers in [-1, 1).
  static func random(
    units: Int, fanIn: Int, biased: Bool = false, from generator: inout SplitMix
  ) -> NetworkWeights.Layer {
    NetworkWeights.Layer(
      units: units, fanIn: fanIn,
      weights: (0..<units * fanIn).map { _ in .random(in: -1..<1, using: &generator) },
      biases: (0..<(biased ? units : 0)).map { _ in .random(in: -1..<1, using: &generator) })
  }

  /// The matrix that the reference script also writes down from its formula.
  static func scattered(units: Int, fanIn: Int) -> NetworkWeights.Layer {
    NetworkWeights.Layer(
      rows: (0..<units).map { i in
        (0..<fanIn).map { j in
          let mixed = i * 1_103_515_245 + j * 12_345 + i * j * 2_654_435 + i * i * 7_919
          return Double((mixed + j * j * j) % 1_000_003) / 1_000_003 - 0.25
        }
      })
  }

  var rows: [[Double]] {
    (0..<units).map { Array(weights[$0 * fanIn..<($0 + 1) * fanIn]) }
  }
}

extension PairSummary {
  /// The summary of pairs that all are this much alike.
  static func same(_ value: Double) -> PairSummary {
    PairSummary(
      mean: value, min: value, max: value, lowerQuartile: value, median: value,
      upperQuartile: value)
  }
}

/// The same numbers on every run: S. Vigna's SplitMix64.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
