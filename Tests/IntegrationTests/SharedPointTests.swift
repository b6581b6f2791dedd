import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Points of jobs that train in another process than the one that is asked.
  @Suite(
    .enabled(if: SharedDatabase.isInstalled, "Debian's package postgresql is not installed"))
  struct SharedPointTests {
    /// Trains for seconds, and tells of many points.
    private static let long: JSON = [
      "architecture": [2, 16, 16, 1], "seed": 3, "dataset": "circles",
      "training": ["steps": 400_000], "record": ["points": 200, "similarity": false],
    ]

    /// A stream's events: their kinds, and the steps that those of points tell of.
    private static func events(_ text: String) throws -> [(kind: String, steps: [Double])] {
      try text.split(separator: "\n\n").compactMap { event in
        let lines = event.split(separator: "\n")
        guard let kind = lines.first(where: { $0.hasPrefix("event: ") }) else { return nil }
        let data = lines.first { $0.hasPrefix("data: ") }
        let steps = try data.map {
          try JSON(Array($0.dropFirst(6).utf8))["columns"]["step"].numbers ?? []
        }
        return (String(kind.dropFirst(7)), steps ?? [])
      }
    }

    /// On both nodes, while the worker trains; and what nobody follows is not told of.
    @Test func theyComeBeforeTheEnd() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        _ = try await processes.worker()
        let id = try #require(try await a.submit(Self.long)["id"].string)
        let streams = try await withThrowingTaskGroup { group in
          for node in [a, b] {
            group.addTask {
              try await node.anotherClient().send(
                CurlRequest("GET", "/v1/jobs/\(id)/events", timeout: .seconds(300))
              ).text
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        let expected = try await a.json("/v1/jobs/\(id)/curves?points=all")["columns"]["step"]
          .numbers
        for text in streams {
          let events = try Self.events(text)
          #expect(events.flatMap(\.steps) == expected)
          let first = try #require(events.firstIndex { !$0.steps.isEmpty })
          let lastProgress = try #require(events.lastIndex { $0.kind == "progress" })
          #expect(first < lastProgress, "\(events.map(\.kind))")
          #expect(events.count { !$0.steps.isEmpty } > 2, "\(events.map(\.kind))")
        }
        #expect(try processes.number("SELECT count(*) AS number FROM symbreak.live_points") == 0)
        // One that nobody follows.
        let other = try #require(try await a.submit(Self.long.with("seed", 4))["id"].string)
        _ = try await a.job(other, in: ["running"])
        try await Task.sleep(for: .seconds(3))
        #expect(try processes.number("SELECT count(*) AS number FROM symbreak.live_points") == 0)
        #expect(
          try processes.number(
            "SELECT count(*) AS number FROM symbreak.leases WHERE watched_until IS NOT NULL") == 0)
        _ = try await a.send("POST", "/v1/jobs/\(other)/cancel")
        _ = try await a.finished(other)
      }
    }

    /// The worker is killed in the midst of it: another begins where its checkpoint was, and every point is
    /// told of once. A client whose node is killed goes on at the other one.
    @Test func theyGoOnAtOtherProcesses() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (
          try await processes.node(["--lease", "2"]), try await processes.node(["--lease", "2"])
        )
        let worker = try await processes.worker(["--lease", "2"])
        let id = try #require(
          try await a.submit(Self.long.with("training", ["steps": 1_000_000]))["id"].string)
        _ = try await a.job(id, in: ["running"])
        async let broken = try? b.anotherClient().send(
          CurlRequest("GET", "/v1/jobs/\(id)/events", timeout: .seconds(300)))
        async let whole = a.anotherClient().send(
          CurlRequest("GET", "/v1/jobs/\(id)/events", timeout: .seconds(300)))
        while try processes.number("SELECT count(*) AS number FROM symbreak.live_points") == 0 {
          try await Task.sleep(for: .milliseconds(50))
        }
        worker.signal(SIGKILL)
        _ = try await worker.end(within: .seconds(30))
        b.process.signal(SIGKILL)
        _ = try await b.process.end(within: .seconds(30))
        _ = await broken
        _ = try await processes.worker(["--lease", "2"])
        #expect(try await a.finished(id)["state"] == "succeeded")
        let expected = try await a.json("/v1/jobs/\(id)/curves?points=all")["columns"]["step"]
          .numbers
        #expect(try Self.events(try await whole.text).flatMap(\.steps) == expected)
        // What a client of the other node had seen is a number of points.
        let rest = try await a.anotherClient().send(
          CurlRequest(
            "GET", "/v1/jobs/\(id)/events", headers: [("Last-Event-ID", "1-5")],
            timeout: .seconds(60)))
        #expect(
          try Self.events(rest.text).flatMap(\.steps) == expected.map { Array($0.dropFirst(5)) })
      }
    }
  }
}
