import HTTPCodec
import Jobs
import StrictJSON
import Synchronization
import Testing
import TrainingService
import WebRouting

/// Errors that no route expects: the client is told that the log says more, and it does.
@Suite(.timeLimit(.minutes(1))) struct RequestFaultTests {
  private final class Log: Sendable {
    private let faults = Mutex<[RequestFault]>([])

    var all: [RequestFault] { faults.withLock { $0 } }

    func receive(_ fault: RequestFault) { faults.withLock { $0.append(fault) } }
  }

  private static let broken = JobStoreError.fault(reason: "the disk is on fire")

  @Test func aFailingStoreIsToldOfUnderTheRequestsID() async throws {
    let log = Log()
    let store = try WatchedStore()
    let service = try await TestService(workers: 0, store: store, faults: log.receive)
    let path = try await service.submit()
    store.fail(with: Self.broken)
    let response = try await service.get(path, ["X-Request-Id": "mine"])
    #expect(response.status == .internalServerError)
    #expect(response.problem == "internal_fault")
    #expect(!response.text.contains("fire"))
    let fault = try #require(log.all.first)
    #expect(log.all.count == 1)
    #expect(fault.id == "mine")
    #expect(fault.path == path)
    #expect(fault.cause.contains("the disk is on fire"))
  }

  @Test func aFaultInTheMiddleOfAStreamIsToldOfToo() async throws {
    let log = Log()
    let store = try WatchedStore()
    let service = try await TestService(
      workers: 0, store: store, heartbeat: .milliseconds(5), faults: log.receive)
    let path = try await service.submit()
    let response = try await service.get(path + "/events", ["X-Request-Id": "stream"])
    let stream = try #require(response.stream)
    store.fail(with: Self.broken)
    try await stream(Discarding())
    let fault = try #require(log.all.first)
    #expect(fault.id == "stream")
    #expect(fault.cause.contains("the disk is on fire"))
  }

  @Test func whatClientsDoWrongIsNoFault() async throws {
    let log = Log()
    let service = try await TestService(workers: 0, faults: log.receive)
    _ = try await service.get("/v1/jobs/job_01h00000000000000000000000")
    _ = try await service.send(.post, "/v1/jobs", body: "{")
    #expect(log.all.isEmpty)
  }

  /// Whoever has left is told nothing, least of all that the service shuts down.
  @Test func leavingIsNoShutdown() async throws {
    let log = Log()
    let records = Mutex<[RequestRecord]>([])
    let service = try await TestService(
      workers: 0, observer: { record in records.withLock { $0.append(record) } },
      faults: log.receive)
    let path = try await service.submit()
    let waiting = Task { try await service.get(path + "?wait=60") }
    waiting.cancel()
    let response = try await waiting.value
    #expect(!response.text.contains("shutting down"))
    #expect(records.withLock { $0.last?.problem } == "client_left")
    service.status.phase = .draining
    let draining = Task { try await service.get(path + "?wait=60") }
    draining.cancel()
    #expect(try await draining.value.problem == "unavailable")
    #expect(log.all.isEmpty)
  }
}

private struct Discarding: HTTPBodyWriter {
  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {}
}
