import Foundation
import TrainingEngine

/// An observer that lets everything pass and remembers the points.
final class Spectator: TrainingObserver {
  private(set) var points: [TrainingRecord.Point] = []
  private(set) var observations: [Observation] = []

  func shouldContinue(at step: Int) -> Bool { true }
  func observe(_ observation: Observation) { observations.append(observation) }
  func record(_ point: TrainingRecord.Point) { points.append(point) }
}

extension Trainer {
  /// The record of an undisturbed run.
  func run() -> TrainingRecord { run(observer: Spectator()) }
}

/// A file of Tests/Fixtures.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/\(name).json")
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(contentsOf: file))
}

/// A deterministic source for property tests, apart from the project's own streams.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func normal() -> Double {
    (-2 * log(Double.random(in: 1e-12..<1, using: &self))).squareRoot()
      * cos(2 * Double.pi * Double.random(in: 0..<1, using: &self))
  }
}
