import Experiments
import HTTPCodec
import JobStoreConformance
import Jobs
import StrictJSON
import Synchronization
import Testing
import TrainingEngine
import TrainingService

/// What is told of jobs that train in another process.
@Suite(.timeLimit(.minutes(1)))
struct LiveReadingsTests {
  /// As another process would tell it.
  private struct Elsewhere: LiveReadings {
    let recorded = ExperimentRecording(
      points: [0, 10, 20].map {
        TrainingRecord.Point(
          step: $0, trainLoss: 1 / Double(1 + $0), trainAccuracy: nil, testLoss: nil,
          testAccuracy: nil, batchLoss: nil, gradientNorms: [])
      }, seconds: [0, 1, 2])

    func points(of id: JobID, from index: Int) async throws -> ArraySlice<TrainingRecord.Point> {
      recorded.points.dropFirst(index)
    }
    func recording(of id: JobID) async throws -> ExperimentRecording? { recorded }
    func snapshots(of id: JobID) async throws -> [TrainingRecord.Snapshot] { [] }
  }

  private func runningElsewhere() async throws -> (service: TestService, path: String) {
    let service = try await TestService(workers: 0, elsewhere: Elsewhere())
    let path = try await service.submit()
    let claims = try await service.store.claim(
      ClaimRequest(
        worker: WorkerID(rawValue: "another/0"), limit: 1, lease: .seconds(30),
        engine: EngineNumber.current)
    ).claims
    #expect(claims.count == 1)
    return (service, path)
  }

  @Test func curvesAreTheirs() async throws {
    let (service, path) = try await runningElsewhere()
    let curves = try await service.get(path + "/curves").json
    #expect(curves["partial"] == true)
    #expect(curves.at("/columns/step") == [0, 10, 20])
  }

  @Test func eventsAreTheirs() async throws {
    let (service, path) = try await runningElsewhere()
    let response = try await service.get(path + "/events", ["Last-Event-ID": "0-1"])
    let stream = try #require(response.stream)
    let sink = Sink()
    let reading = Task { try await stream(sink) }
    while !sink.text.contains("event: points") { try await Task.sleep(for: .milliseconds(1)) }
    // The first point was seen.
    #expect(sink.text.contains("-3\n"))
    #expect(sink.text.contains("[10,20]"))
    reading.cancel()
    try await reading.value
  }

  private final class Sink: HTTPBodyWriter {
    private let bytes = Mutex<[UInt8]>([])
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    func write(_ piece: [UInt8]) async throws(HTTPStreamClosed) { bytes.withLock { $0 += piece } }
  }
}
