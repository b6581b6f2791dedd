import HTTPCodec
import StrictJSON
import Synchronization
import Testing

/// Server-sent events of a job (WHATWG HTML, section 9.2).
@Suite(.timeLimit(.minutes(2)))
struct EventStreamTests {
  /// An event as a client reads it.
  struct Event {
    var name = ""
    var id = ""
    var data = ""

    var json: JSONValue { get throws { try JSONValue.parse(Array(data.utf8)) } }
  }

  /// Gathers what a stream writes, and ends it by throwing after `limit` bytes.
  private final class Sink: HTTPBodyWriter {
    private let bytes = Mutex<[UInt8]>([])
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func write(_ piece: [UInt8]) async throws(HTTPStreamClosed) {
      let count = bytes.withLock { bytes in
        bytes += piece
        return bytes.count
      }
      if count > limit { throw HTTPStreamClosed() }
    }
  }

  private func events(in text: String) -> [Event] {
    text.split(separator: "\n\n").compactMap { block in
      var event = Event()
      for line in block.split(separator: "\n") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let value = String(line[line.index(after: colon)...].drop { $0 == " " })
        switch line[..<colon] {
        case "event": event.name = value
        case "id": event.id = value
        case "data": event.data = value
        default: break
        }
      }
      return event.name.isEmpty ? nil : event
    }
  }

  private func read(_ service: TestService, _ path: String, after id: String? = nil) async throws
    -> [Event]
  {
    let response = try await service.get(
      path + "/events", id.map { ["Last-Event-ID": $0] } ?? [:])
    #expect(response.status == .ok)
    #expect(response.headers["content-type"] == "text/event-stream")
    #expect(response.headers["cache-control"] == "no-store")
    let sink = Sink()
    let stream = try #require(response.stream)
    try await stream(sink)
    #expect(sink.text.hasPrefix("retry: 2000\n\n"))
    return events(in: sink.text)
  }

  private func steps(_ events: [Event]) throws -> [Int] {
    var steps: [Int] = []
    for event in events where event.name == "points" {
      steps += try event.json.at("/columns/step")?.arrayValue?.compactMap(\.int) ?? []
    }
    return steps
  }

  private func states(_ events: [Event]) throws -> [String] {
    var states: [String] = []
    for event in events where event.name == "state" {
      states.append(try event.json["state"]?.stringValue ?? "")
    }
    return states
  }

  @Test func aFinishedJobIsToldWholeAndOnce() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let all = try await read(service, path)
    let last = try #require(all.last)
    #expect(last.name == "state")
    #expect(try last.json["state"]?.stringValue == "succeeded")
    #expect(try last.json["step"]?.int == 100)
    let curves = try await service.get(path + "/curves?points=all").json
    #expect(try steps(all) == curves.at("/columns/step")?.arrayValue?.compactMap(\.int))
    let losses = try all.first?.json.at("/columns/train_loss")
    #expect(losses == curves.at("/columns/train_loss"))
    // Whoever has seen the end is told not to come again.
    let again = try await service.get(path + "/events", ["Last-Event-ID": last.id])
    #expect(again.status == .noContent)
    #expect(again.stream == nil)
  }

  @Test func everyPointComesOnceAcrossConnections() async throws {
    let service = try await TestService(workers: 1, heartbeat: .milliseconds(20))
    let spec = """
      {"architecture": [2, 16, 16, 1], "dataset": "circles", "training": {"steps": 6000},
       "record": {"every": 5, "similarity": false}}
      """
    // The first connection sees the job wait, the others as much as there is when they come.
    let other = try await service.submit(Specs.endless)
    let path = try await service.submit(spec)
    var seen: [Event] = []
    var connections = 0
    while try states(seen).last != "succeeded" {
      if connections == 1 { _ = try await service.send(.post, other + "/cancel") }
      // Each connection breaks after a few events, wherever that is.
      let response = try await service.get(
        path + "/events", seen.last.map { ["Last-Event-ID": $0.id] } ?? [:])
      let sink = Sink(limit: connections == 0 ? 20 : 3000)
      let stream = try #require(response.stream)
      try await stream(sink)
      seen += events(in: sink.text)
      connections += 1
    }
    #expect(try steps(seen) == Array(stride(from: 0, through: 6000, by: 5)))
    #expect(try states(seen).first == "queued")
    #expect(connections > 1)
  }

  @Test func aQuietStreamShowsThatItLivesUntilTheEnd() async throws {
    let service = try await TestService(workers: 0, heartbeat: .milliseconds(5))
    let path = try await service.submit()
    let response = try await service.get(path + "/events")
    let sink = Sink()
    let stream = try #require(response.stream)
    let reading = Task { try await stream(sink) }
    while !sink.text.contains(": still here\n\n: still here\n\n") {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try states(events(in: sink.text)) == ["queued"])
    #expect(try await service.send(.post, path + "/cancel").status == .ok)
    try await reading.value
    #expect(try states(events(in: sink.text)) == ["queued", "cancelled"])
  }

  @Test func cancellingItsTaskEndsAStream() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let response = try await service.get(path + "/events")
    let stream = try #require(response.stream)
    let reading = Task { try await stream(Sink()) }
    reading.cancel()
    try await reading.value
  }

  @Test(arguments: ["x", "1", "1-", "-1-2", "01-2", "1-2-3", "９-1"])
  func anIDOfNoEventIsRefused(id: String) async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.submit()
    let response = try await service.get(path + "/events", ["Last-Event-ID": id])
    #expect(response.status == .badRequest)
    #expect(response.problem == "invalid_header")
  }

  @Test func aDeletedOrUnknownJobHasNone() async throws {
    let service = try await TestService(workers: 0)
    let missing = try await service.get("/v1/jobs/job_01h00000000000000000000000/events")
    #expect(missing.status == .notFound)
  }
}
