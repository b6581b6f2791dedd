import Foundation
import HTTPCodec
import Jobs
import StrictJSON
import Synchronization
import Testing

/// Server-sent events of all jobs, and of a sweep as a whole.
@Suite(.timeLimit(.minutes(2))) struct JobFeedTests {
  /// Gathers what a stream writes, and lets a test wait for some of it.
  private final class Sink: HTTPBodyWriter {
    private let text = Mutex("")

    var written: String { text.withLock { $0 } }

    func write(_ piece: [UInt8]) async throws(HTTPStreamClosed) {
      text.withLock { $0 += String(decoding: piece, as: UTF8.self) }
    }

    /// The data of the events of a name, once `count` have come.
    func data(_ name: String, count: Int) async throws -> [JSONValue] {
      while true {
        let found = try written.split(separator: "\n\n").filter { $0.hasPrefix("event: \(name)\n") }
          .map { block in
            try JSONValue.parse(String(block[block.range(of: "data: ")!.upperBound...]))
          }
        if found.count >= count { return found }
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }

  private func following<Value: Sendable>(
    _ service: TestService, _ target: String, _ headers: HTTPFields = [:],
    _ body: (Sink) async throws -> Value
  ) async throws -> Value {
    let response = try await service.get(target, headers)
    #expect(response.status == .ok, "\(response.text)")
    #expect(response.headers["content-type"] == "text/event-stream")
    let stream = try #require(response.stream)
    let sink = Sink()
    let running = Task { try await stream(sink) }
    // The stream follows all jobs once it has begun to write.
    while sink.written.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let value = try await body(sink)
    running.cancel()
    _ = try? await running.value
    return value
  }

  @Test func everyChangeOfAStateIsTold() async throws {
    let service = try await TestService(workers: 0)
    try await following(service, "/v1/events") { sink in
      let path = try await service.submit()
      let first = try await sink.data("state", count: 1)
      #expect(first[0]["state"] == "queued" && first[0]["name"] == "clones")
      _ = try await service.send(.post, path + "/cancel")
      let states = try await sink.data("state", count: 2)
      #expect(states.map { $0["state"] } == ["queued", "cancelled"])
      #expect(states.allSatisfy { path.hasSuffix($0["job"]?.stringValue ?? "?") })
    }
  }

  /// A change is noted more than once where a job is read between, or several processes share the store.
  @Test func whatHasNotChangedIsNotToldAgain() async throws {
    let service = try await TestService(workers: 0)
    try await following(service, "/v1/events") { sink in
      let path = try await service.submit()
      _ = try await sink.data("state", count: 1)
      // Notes a change, though the job is called so already.
      let patch = try await service.send(
        .patch, path, ["Content-Type": "application/merge-patch+json"], body: #"{"name": "clones"}"#
      )
      #expect(patch.status == .ok)
      try await Task.sleep(for: .milliseconds(300))
      _ = try await service.send(.post, path + "/cancel")
      let states = try await sink.data("state", count: 2)
      #expect(states.map { $0["state"] } == ["queued", "cancelled"])
    }
  }

  /// A running job's new name is more than its progress.
  @Test func aNewNameOfARunningJobIsTold() async throws {
    let service = try await TestService(workers: 1)
    try await following(service, "/v1/events") { sink in
      let path = try await service.submit(Specs.endless)
      while try await !sink.data("state", count: 1).contains(where: { $0["state"] == "running" }) {
        try await Task.sleep(for: .milliseconds(10))
      }
      let patch = try await service.send(
        .patch, path, ["Content-Type": "application/merge-patch+json"], body: #"{"name": "other"}"#)
      #expect(patch.status == .ok)
      while try await !sink.data("state", count: 1).contains(where: { $0["name"] == "other" }) {
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(try await sink.data("state", count: 1).last?["state"] == "running")
      _ = try await service.send(.post, path + "/cancel")
    }
  }

  @Test func aTrainingIsFollowedToItsEnd() async throws {
    let service = try await TestService(workers: 1)
    try await following(service, "/v1/events") { sink in
      _ = try await service.swept(Sweeps.grid)
      while true {
        let told = try await sink.data("state", count: 12)
        if told.filter({ $0["state"] == "succeeded" }).count == 12 { break }
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }

  /// Another's jobs are not told of, nor that there are some.
  @Test func eachOwnerSeesTheirOwn() async throws {
    let keys = Keys()
    let (ada, bob) = (keys.make("ada"), keys.make("bob"))
    let service = try await TestService(workers: 0, keys: keys.ring)
    try await following(service, "/v1/events", ada) { sink in
      _ = try await service.send(.post, "/v1/jobs", bob, body: Specs.xor)
      _ = try await service.send(.post, "/v1/jobs", ada, body: Specs.xor)
      let told = try await sink.data("state", count: 1)
      #expect(told.count == 1)
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await sink.data("state", count: 1).count == 1)
    }
    var resumed = bob
    resumed["Last-Event-ID"] = "1"
    try await following(service, "/v1/events", resumed) { sink in
      let told = try await sink.data("state", count: 1)
      #expect(told.count == 1)
    }
  }

  /// The store's clock stands still in these tests: at `TestService.now`.
  @Test func aResumedStreamTellsWhatWasMissed() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.train(Specs.xor)
    let seen = String(TestService.now.milliseconds)
    try await following(service, "/v1/events", ["Last-Event-ID": seen]) { sink in
      let told = try await sink.data("state", count: 1)
      #expect(path.hasSuffix(told[0]["job"]?.stringValue ?? "?"))
      #expect(told[0]["state"] == "succeeded")
      #expect(told[0]["step"] == told[0]["steps"])
    }
    let late = String(TestService.now.milliseconds + 10_000)
    try await following(service, "/v1/events", ["Last-Event-ID": late]) { sink in
      try await Task.sleep(for: .milliseconds(200))
      #expect(!sink.written.contains("event:"))
    }
    for id in ["x", "-1", "1-1", "01", String(repeating: "9", count: 20)] {
      let response = try await service.get("/v1/events", ["Last-Event-ID": id])
      #expect(response.problem == "invalid_header", "\(id)")
    }
  }

  @Test func aStreamEndsWhenItsSecondsAreOver() async throws {
    let service = try await TestService(workers: 0)
    let response = try await service.get("/v1/events?seconds=1")
    let stream = try #require(response.stream)
    try await stream(Sink())
    #expect(try await service.get("/v1/events?seconds=3601").problem == "invalid_query")
  }

  /// A client that does not look for long is told that it has missed something, in bounded memory.
  @Test func moreChangesThanAreNotedAreAReset() async throws {
    let watch = JobWatch()
    try await watch.watchingAll { feed in
      var random: UInt64 = 0
      let ids = (0...JobFeed.most).map { _ in
        random += 1
        return JobID.make(now: TestService.now) { [random] in random }
      }
      watch.publish(created: Array(ids.dropLast()))
      watch.publish(ids[0])
      try await feed.changed()
      #expect(feed.take() == Array(ids.dropLast()))
      watch.publish(created: ids)
      #expect(feed.take() == nil)
      #expect(feed.take() == [])
    }
  }

  @Test func aSweepIsFollowedToItsEnd() async throws {
    let service = try await TestService(workers: 1)
    let path = try await service.swept()
    let response = try await service.get(path + "/events")
    let sink = Sink()
    let stream = try #require(response.stream)
    try await stream(sink)
    let told = try await sink.data("sweep", count: 1)
    #expect(told.last?["state"] == "finished")
    #expect(told.last?.at("/jobs/succeeded") == 12)
    #expect(told.last?.at("/jobs/total") == 12)
    let id = try #require(sink.written.split(separator: "\nid: ").last?.prefix { $0 != "\n" })
    let after = try await service.get(path + "/events", ["Last-Event-ID": String(id)])
    #expect(after.status == .noContent)
    let none = try await service.get("/v1/sweeps/sweep_00000000000000000000000000/events")
    #expect(none.problem == "sweep_not_found")
  }
}
