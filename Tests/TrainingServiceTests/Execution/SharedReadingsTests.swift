import Experiments
import Jobs
import Synchronization
import Testing
import TrainingEngine
import TrainingService

/// Points of jobs that train in another process, as a shared store has them.
@Suite struct SharedReadingsTests {
  private static let id = JobID.make(
    now: Timestamp(milliseconds: 0), random: { 7 })

  private static func point(_ number: Int) -> TrainingRecord.Point {
    TrainingRecord.Point(
      step: 10 * number, trainLoss: 1 / Double(1 + number), trainAccuracy: 0.5, testLoss: nil,
      testAccuracy: nil, batchLoss: nil, gradientNorms: [Double(number), 2])
  }

  private static func part(_ numbers: Range<Int>) -> LivePoints {
    let recording = ExperimentRecording(
      points: numbers.map(point), seconds: numbers.map { Double($0) })
    return LivePoints(first: numbers.lowerBound, count: numbers.count, body: recording.bytes)
  }

  private final class Store: LivePointStore {
    let parts = Mutex<[LivePoints]>([])

    func renewTelling(_ leases: [JobLease], lease: Duration) async throws -> TellingRenewal {
      TellingRenewal()
    }
    func add(_ points: LivePoints, under lease: JobLease) async throws {}
    func follow(_ id: JobID, from index: Int, for duration: Duration) async throws -> [LivePoints] {
      parts.withLock { $0.filter { $0.first + $0.count > index } }
    }
  }

  /// From any number on, wherever the parts begin; what comes after a gap is left for later.
  @Test func pointsComeFromAnyNumberOn() async throws {
    let store = Store()
    let readings = SharedReadings(here: LiveRecordings(), store: store)
    func steps(from index: Int) async throws -> [Int] {
      try await readings.points(of: Self.id, from: index).map(\.step)
    }
    #expect(try await steps(from: 0) == [])
    store.parts.withLock { $0 = [Self.part(0..<3), Self.part(3..<4), Self.part(4..<6)] }
    let all = (0..<6).map { 10 * $0 }
    for index in 0...6 { #expect(try await steps(from: index) == Array(all.dropFirst(index))) }
    #expect(try await Array(readings.points(of: Self.id, from: 1)) == (1..<6).map(Self.point))
    // The server lost what it had, and the process that trains begins again.
    store.parts.withLock { $0 = [Self.part(2..<3), Self.part(4..<6)] }
    #expect(try await steps(from: 2) == [20])
    #expect(try await steps(from: 0) == [])
    #expect(try await steps(from: 9) == [])
  }
}
