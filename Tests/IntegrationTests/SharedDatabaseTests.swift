import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Several nodes and workers on one database: each call may go to any node, and no job trains on one.
  @Suite(
    .enabled(if: SharedDatabase.isInstalled, "Debian's package postgresql is not installed"))
  struct SharedDatabaseTests {
    /// Trains for seconds, and tells of ten points.
    private static let long: JSON = [
      "architecture": [2, 16, 16, 1], "seed": 3, "dataset": "circles",
      "training": ["steps": 150_000], "record": ["points": 10, "similarity": false],
    ]

    @Test func anyNodeAnswersAnyCallOfAJobThatAWorkerTrains() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        _ = try await processes.worker()
        // Waited for on the node that took it in.
        let waited = try await a.post(Spec.minimal, headers: [("Prefer", "wait=60")])
        #expect(waited.status == 200, "\(waited.text)")
        #expect(try waited.json["state"] == "succeeded")
        // And on the other, beginning while it waits.
        let id = try #require(
          try await a.submit(Spec.minimal.with("seed", 7))["id"].string)
        let there = try await b.finished(id)
        #expect(there["state"] == "succeeded")
        // One representation, one tag.
        let (one, other) = (
          try await a.send("GET", "/v1/jobs/\(id)"), try await b.send("GET", "/v1/jobs/\(id)")
        )
        #expect(one.body == other.body)
        let tag = try #require(one.headers["ETag"])
        #expect(other.headers["ETag"] == tag)
        let known = try await b.send(
          "GET", "/v1/jobs/\(id)", headers: [("If-None-Match", tag)])
        #expect(known.status == 304)
        let curves = try await b.json("/v1/jobs/\(id)/curves")
        #expect(curves == (try await a.json("/v1/jobs/\(id)/curves")))
        for node in [a, b] {
          #expect(try await node.send("GET", "/readyz").status == 200)
          #expect(try await node.json("/v1/jobs")["items"].array.count == 2)
        }
      }
    }

    @Test func eventsOfAJobComeOnEveryNode() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        let id = try #require(try await a.submit(Self.long)["id"].string)
        // One client sends one request after another.
        async let events = b.anotherClient().send(
          CurlRequest("GET", "/v1/jobs/\(id)/events", timeout: .seconds(300)))
        async let all = b.anotherClient().send(
          CurlRequest("GET", "/v1/events", timeout: .seconds(300)))
        try await Task.sleep(for: .seconds(1))
        _ = try await processes.worker()
        let ended = try await a.finished(id)
        #expect(ended["state"] == "succeeded")
        let text = try await events.text
        let told = text.split(separator: "\n").filter { $0.hasPrefix("data: ") }
        for state in ["queued", "running", "succeeded"] {
          let count = told.count { $0.contains("\"state\":\"\(state)\"") }
          #expect(count == 1, "\(state) in \(text)")
        }
        #expect(text.contains("event: progress"), "\(text)")
        // All points, once, however many events told of them.
        let steps = try told.flatMap { line -> [Double] in
          let data = try JSON(Array(line.dropFirst(6).utf8))
          return data["columns"]["step"].numbers ?? []
        }
        let curves = try await a.json("/v1/jobs/\(id)/curves")
        #expect(!steps.isEmpty)
        #expect(steps == curves["columns"]["step"].numbers)
        // The stream ends with its node.
        try await Task.sleep(for: .seconds(2))
        try await b.stop()
        let feed = try await all.text
        #expect(feed.contains(id))
        #expect(feed.contains("\"state\":\"succeeded\""), "\(feed)")
      }
    }

    /// The id that a client comes back with does not pass over a commit that was under way.
    @Test func aResumedStreamTellsOfACommitThatTookLong() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        let late = try #require(try await a.submit(Spec.minimal)["id"].string)
        try processes.run("BEGIN; SELECT symbreak_v1.request_cancel('\(late)', NULL, NULL)")
        try await Task.sleep(for: .seconds(4))
        async let stream = b.anotherClient().send(
          CurlRequest("GET", "/v1/events?seconds=4", timeout: .seconds(60)))
        try await Task.sleep(for: .seconds(2))
        let other = try #require(
          try await a.submit(Spec.minimal.with("seed", 9))["id"].string)
        let seen = try await stream.text
        #expect(seen.contains(other) && !seen.contains(late), "\(seen)")
        let id = try #require(
          seen.split(separator: "\n").last { $0.hasPrefix("id: ") }?.dropFirst(4))
        try processes.run("COMMIT")
        let resumed = try await a.send(
          "GET", "/v1/events?seconds=2", headers: [("Last-Event-ID", String(id))])
        #expect(resumed.text.contains(late), "\(resumed.text)")
      }
    }

    @Test func aSweepIsFollowedOnANodeThatTrainsNothingOfIt() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        let sweep = try await a.send(
          "POST", "/v1/sweeps", headers: [("Content-Type", "application/json")],
          body: (["spec": Spec.minimal, "grid": ["seed": [1, 2, 3, 4, 5, 6]]] as JSON).bytes)
        #expect(sweep.status == 202, "\(sweep.text)")
        let id = try #require(try sweep.json["id"].string)
        async let waited = b.anotherClient().send(
          CurlRequest("GET", "/v1/sweeps/\(id)?wait=60", timeout: .seconds(120)))
        async let events = b.anotherClient().send(
          CurlRequest("GET", "/v1/sweeps/\(id)/events", timeout: .seconds(120)))
        _ = try await processes.worker()
        #expect(try await waited.json["jobs"]["succeeded"] == 6)
        #expect(try await events.text.contains("\"succeeded\":6"))
      }
    }

    @Test func aJobIsCancelledFromANodeThatDoesNotTrainIt() async throws {
      try await withSharedDatabase { processes in
        let (a, b) = (try await processes.node(), try await processes.node())
        let worker = try await processes.worker()
        let id = try #require(try await a.submit(Spec.endless)["id"].string)
        _ = try await a.job(id, in: ["running"])
        let answer = try await b.send("POST", "/v1/jobs/\(id)/cancel")
        #expect([200, 202].contains(answer.status), "\(answer.text)")
        #expect(try await a.finished(id)["state"] == "cancelled")
        // The worker goes on with others.
        #expect(try await a.trained(Spec.minimal)["state"] == "succeeded")
        #expect(worker.ending == nil)
      }
    }

    @Test func theJobsOfAKilledWorkerComeBack() async throws {
      try await withSharedDatabase { processes in
        let node = try await processes.node(workers: 0, ["--lease", "2"])
        let first = try await processes.worker(["--lease", "2"])
        let id = try #require(try await node.submit(Spec.endless)["id"].string)
        _ = try await node.job(id, in: ["running"])
        first.signal(SIGKILL)
        #expect(try await first.end(within: .seconds(30)) == .signal(SIGKILL))
        _ = try await node.job(id, in: ["queued"])
        _ = try await processes.worker(["--lease", "2"])
        let again = try await node.job(id, in: ["running"])
        #expect(again["attempt"] == 2)
        _ = try await node.send("POST", "/v1/jobs/\(id)/cancel")
        #expect(try await node.finished(id)["state"] == "cancelled")
      }
    }

    @Test(arguments: ["SIGTERM", "--max-runtime"])
    func aWorkerThatEndsInGoodOrderGivesItsJobBack(cause: String) async throws {
      try await withSharedDatabase { processes in
        let node = try await processes.node()
        let worker = try await processes.worker(cause == "SIGTERM" ? [] : [cause, "8"])
        let id = try #require(try await node.submit(Spec.endless)["id"].string)
        _ = try await node.job(id, in: ["running"])
        if cause == "SIGTERM" { worker.signal(SIGTERM) }
        #expect(try await worker.end(within: .seconds(60)) == .exit(0), "\(worker.errors)")
        let job = try await node.json("/v1/jobs/\(id)")
        #expect(job["state"] == "queued")
        let step = try #require(job["progress"]["step"].number)
        #expect(step > 0, "what it had done is kept")
        _ = try await processes.worker()
        let again = try await node.job(id, in: ["running"])
        #expect(again["attempt"] == 2)
        #expect(again["progress"]["step"].number ?? 0 >= step)
        // No worker was lost.
        #expect(
          try processes.number(
            "SELECT sum(losses + suspicions)::bigint AS number FROM symbreak.jobs") == 0)
        _ = try await node.send("POST", "/v1/jobs/\(id)/cancel")
        _ = try await node.finished(id)
      }
    }

    @Test func aNodeThatStopsAnswersThoseWhoHandedIn() async throws {
      try await withSharedDatabase { processes in
        let node = try await processes.node(workers: 1)
        let waits = try await WaitsAtTheEnd(node, running: Spec.endless)
        try await node.stop()
        try waits.areAnswered()
      }
    }

    @Test func aWorkerEndsWhenThereIsNothingToDo() async throws {
      try await withSharedDatabase { processes in
        _ = try await processes.node()
        let worker = try await processes.worker(["--exit-when-idle", "1s"])
        #expect(try await worker.end(within: .seconds(60)) == .exit(0), "\(worker.errors)")
        #expect(worker.errors.contains("reason=idle"), "\(worker.errors)")
      }
    }

    /// It is given no job; and what it logs, and a node beside it, does not grow with the time.
    @Test func aWorkerWhoseDatabaseIsAwayIsIdle() async throws {
      try await withSharedDatabase { processes in
        let node = try await processes.node(workers: 1)
        let worker = try await processes.worker(["--exit-when-idle", "12s"])
        try processes.shutDatabase(true)
        #expect(try await worker.end(within: .seconds(120)) == .exit(0), "\(worker.errors)")
        #expect(worker.errors.contains("does not answer"), "\(worker.errors)")
        for process in [worker, node.process] {
          let failures = process.errors.split(separator: "\n").filter { $0.contains("accepting") }
          // What it does with its store: looking after it, claiming, taking back, and keys.
          #expect((1...8).contains(failures.count), "\(failures.joined(separator: "\n"))")
          #expect(process.errors.contains("still fails"), "\(process.errors)")
        }
        try processes.shutDatabase(false)
        for _ in 0..<600 where try await node.send("GET", "/readyz").status != 200 {
          try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await node.trained(Spec.minimal)["state"] == "succeeded")
        #expect(node.process.errors.contains("writes again"))
      }
    }

    @Test func aWorkerEndsWithItsParent() async throws {
      try await withSharedDatabase { processes in
        _ = try await processes.node()
        let log = processes.folder.appending(path: "worker.txt")
        let command = #""$0" worker "$@" 2>"\#(log.path)" >/dev/null & wait"#
        let output = try ServiceProcess.pipe()
        let parent = try ServiceProcess.spawn(
          "/bin/sh",
          ["sh", "-c", command, try ServiceProcess.program().path, "--workers", "1"]
            + processes.database, ServiceProcess.variables([:]), output: output.write)
        close(output.write)
        defer { close(output.read) }
        func logged(_ text: String) async throws -> Bool {
          for _ in 0..<600 {
            if let found = try? String(contentsOf: log, encoding: .utf8), found.contains(text) {
              return true
            }
            try await Task.sleep(for: .milliseconds(100))
          }
          return false
        }
        #expect(try await logged("started"))
        kill(parent, SIGKILL)
        _ = ServiceProcess.ending(of: parent)
        #expect(try await logged("stopped"))
        #expect(try await logged("its parent has ended"))
      }
    }

    @Test func oneKeyIsOneJobWhicheverNodeIsAsked() async throws {
      try await withSharedDatabase { processes in
        let nodes = [try await processes.node(), try await processes.node()]
        let ids = try await withThrowingTaskGroup(of: String?.self) { group in
          for number in 0..<100 {
            group.addTask {
              let answer = try await nodes[number % 2].anotherClient().post(
                Spec.minimal, headers: [("Idempotency-Key", "the same")])
              #expect(answer.status == 202, "\(answer.text)")
              return try answer.json["id"].string
            }
          }
          return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try processes.number("SELECT count(*) AS number FROM symbreak.jobs") == 1)
      }
    }

    @Test func aQuotaHoldsAcrossNodes() async throws {
      try await withSharedDatabase { processes in
        let made = try await CommandRun(
          ["key", "create", "--create-database"] + processes.database, in: processes.folder)
        let key = try #require(made.lines.first, "\(made.errors)")
        let headers = [(name: "Authorization", value: "Bearer \(key)")]
        let limit = ["--max-queued-jobs", "3"]
        let nodes = [
          try await processes.node(workers: 0, limit), try await processes.node(workers: 0, limit),
        ]
        // All at once: what one node takes in counts for the other's.
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
          for number in 0..<12 {
            group.addTask {
              try await nodes[number % 2].anotherClient().post(
                Spec.minimal.with("seed", .number(Double(number))), headers: headers
              ).status
            }
          }
          return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(statuses == [202: 3, 429: 9])
      }
    }

    /// Where and in what it is stored makes no difference to a training.
    @Test func digestsAreThoseOfASQLiteService() async throws {
      let specs: [JSON] = [
        Spec.minimal, Spec.minimal.with("init", "xavier_uniform"),
        [
          "architecture": [2, 8, 8, 1], "dataset": "circles", "seed": 5,
          "training": ["steps": 300, "optimizer": "adam"],
        ],
      ]
      let alone = try await withService(.init(workers: 1)) { service in
        try await Self.digests(of: specs, service)
      }
      let shared = try await withSharedDatabase { processes in
        let node = try await processes.node()
        _ = try await processes.worker()
        return try await Self.digests(of: specs, node)
      }
      #expect(Set(alone).count == specs.count)
      #expect(shared == alone)
    }

    private static func digests(of specs: [JSON], _ service: Service) async throws -> [String] {
      var digests: [String] = []
      for spec in specs {
        let job = try await service.trained(spec)
        digests.append(try #require(job["result"]["digest"].string))
      }
      return digests
    }

    @Test func aKeyMadeByTheCommandHoldsOnEveryNode() async throws {
      try await withSharedDatabase { processes in
        let nodes = [try await processes.node(), try await processes.node()]
        let made = try await CommandRun(
          ["key", "create", "--owner", "ada"] + processes.database, in: processes.folder)
        #expect(made.ending == .exit(0), "\(made.errors)")
        let key = try #require(made.lines.first)
        for node in nodes {
          var status = 200
          for _ in 0..<100 where status != 401 {
            try await Task.sleep(for: .milliseconds(100))
            status = try await node.send("GET", "/v1/jobs").status
          }
          #expect(status == 401)
          let authorization = [(name: "Authorization", value: "Bearer \(key)")]
          #expect(try await node.send("GET", "/v1/jobs", headers: authorization).status == 200)
        }
        let listed = try await CommandRun(
          ["key", "list"] + processes.database, in: processes.folder)
        #expect(listed.output.contains("ada"))
      }
    }

    @Test func commandsSayWhatTheyCannotDo() async throws {
      try await withSharedDatabase { processes in
        let folder = processes.folder
        let early = try await CommandRun(["worker"] + processes.database, in: folder)
        #expect(early.ending != .exit(0))
        #expect(early.errors.contains("There is no database"), "\(early.errors)")
        _ = try await processes.node()
        let backup = try await CommandRun(
          ["backup", folder.appending(path: "copy").path, "--database", processes.address],
          in: folder)
        #expect(backup.ending == .exit(64))
        #expect(backup.errors.contains("pg_dump"), "\(backup.errors)")
        let worker = try await CommandRun(
          ["worker", "--database", folder.appending(path: "jobs.sqlite").path], in: folder)
        #expect(worker.ending == .exit(64))
        #expect(worker.errors.contains("serve --workers"), "\(worker.errors)")
        let wrong = folder.appending(path: "wrong")
        try Data("another word".utf8).write(to: wrong)
        let denied = try await CommandRun(
          [
            "worker", "--database", processes.address, "--database-password-file", wrong.path,
          ], in: folder)
        #expect(denied.ending != .exit(0))
        #expect(denied.errors.contains("password"), "\(denied.errors)")
        #expect(!denied.errors.contains("another word"))
      }
    }
  }
}
