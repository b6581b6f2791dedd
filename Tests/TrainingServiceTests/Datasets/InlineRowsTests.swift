import AccessKeys
import Experiments
import HTTPCodec
import Jobs
import SpecJSON
import StrictJSON
import Testing

/// Rows that come with a spec: kept once under an id, and named by it from then on.
@Suite struct InlineRowsTests {
  private static let inputs = "[[0,0],[0,1],[1,0],[1,1],[0.25,-1e-7],[3,4]]"
  private static let targets = "[0,1,1,0,1,0]"
  private static let rows = #""inputs": \#(inputs), "targets": \#(targets)"#

  private func spec(_ dataset: String, seed: Int = 3) -> String {
    """
    {"architecture": [2, 4, 1], "seed": \(seed), "activation": "tanh",
     "dataset": {\(dataset), "test_share": 0.34, "seed": 5, "standardize": true},
     "training": {"steps": 40}, "record": {"points": 5}}
    """
  }

  @Test func theJobNamesTheRowsAndTrainsThemToTheBit() async throws {
    let service = try await TestService(workers: 1)
    let job = try await service.get(service.train(spec(Self.rows))).json
    let dataset = try #require(job.at("/spec/dataset")?.objectValue)
    #expect(dataset.keys == ["id", "test_share", "seed", "standardize"])
    // What the rows themselves give, trained without a service.
    let local = try SpecReader.read(JSONValue.parse(spec(Self.rows)))
    let digest = Experiment.run(local.spec) { .zero }.digest
    #expect(job.at("/result/digest")?.stringValue == digest)
    // The normalised spec is the same experiment.
    let again = try await service.get(service.train(#require(job["spec"]).text)).json
    #expect(again["spec_digest"] == job["spec_digest"])
    #expect(again.at("/result/digest") == job.at("/result/digest"))
  }

  @Test func bothFormsAreOneJobUnderOneKey() async throws {
    let service = try await TestService(workers: 0)
    func send(_ spec: String) async throws -> HTTPResponse {
      try await service.send(.post, "/v1/jobs", ["Idempotency-Key": "k"], body: spec)
    }
    let first = try await send(spec(Self.rows)).json
    let second = try await send(spec(Self.rows)).json
    let third = try await send(#require(first["spec"]).text).json
    #expect(first["id"] != nil && second["id"] == first["id"] && third["id"] == first["id"])
    #expect(try await send(spec(Self.rows, seed: 4)).status == .unprocessableContent)
  }

  @Test func equalRowsAreKeptOnceAndShownAsInline() async throws {
    let service = try await TestService(workers: 0)
    var ids: Set<String> = []
    for seed in 1...3 {
      let job = try await service.get(service.submit(spec(Self.rows, seed: seed))).json
      ids.insert(try #require(job.at("/spec/dataset/id")?.stringValue))
    }
    let id = try #require(ids.first)
    #expect(ids.count == 1)
    let shown = try await service.get("/v1/datasets/\(id)").json
    #expect(shown["inline"] == true && shown["rows"]?.int == 6 && shown["name"] == .null)
    let listed = try #require(try await service.get("/v1/datasets").json["items"]?.arrayValue)
    #expect(!listed.isEmpty && listed.allSatisfy { $0["id"]?.stringValue != id })
    // The same rows as an upload are that data set, and an upload from then on.
    let upload = try await service.upload(
      Array(#"{\#(Self.rows), "name": "mine"}"#.utf8), "application/json")
    #expect(upload.status == .created)
    #expect(try upload.json["id"]?.stringValue == id)
    #expect(try await service.get("/v1/datasets/\(id)").json["inline"] == false)
  }

  @Test func rowsWithoutRoomAreRefused() async throws {
    var limits = DatasetLimits()
    limits.ownerBytes = 100
    let service = try await TestService(workers: 0, datasetLimits: limits)
    let answer = try await service.send(.post, "/v1/jobs", body: spec(Self.rows))
    #expect(answer.problem == "dataset_quota", "\(answer.text)")
    #expect(answer.text.contains("rows that came with jobs"))
  }

  @Test func aSweepBringsItsRowsOnce() async throws {
    let service = try await TestService(workers: 1)
    let sweep = try await service.send(
      .post, "/v1/sweeps", ["Prefer": "wait=60"],
      body: #"{"spec": \#(spec(Self.rows)), "grid": {"seed": [1, 2], "/dataset/seed": [5, 6]}}"#)
    #expect(sweep.status == .ok, "\(sweep.text)")
    let items = try await service.get("/v1/jobs").json["items"]?.arrayValue ?? []
    #expect(items.count == 4)
    #expect(Set(items.compactMap { $0.at("/spec/dataset/id")?.stringValue }).count == 1)
    #expect(items.allSatisfy { $0.at("/spec/dataset/inputs") == nil })
    for item in items {
      let seed = try #require(item.at("/spec/seed")?.int)
      let split = try #require(item.at("/spec/dataset/seed")?.int)
      let text = spec(Self.rows, seed: seed).replacing(#""seed": 5"#, with: #""seed": \#(split)"#)
      let local = try SpecReader.read(JSONValue.parse(text))
      #expect(item.at("/result/digest")?.stringValue == Experiment.run(local.spec) { .zero }.digest)
    }
  }

  /// Jobs of an earlier version stay readable and trainable; lists leave their rows out.
  @Test func jobsThatCarryTheirRowsAreStillThere() async throws {
    let service = try await TestService(workers: 1)
    let read = try SpecReader.read(JSONValue.parse(spec(Self.rows)))
    let id = JobID.make(now: TestService.now) { 7 }
    let stored = SpecWriter.json(read)
    _ = try await service.store.create(
      NewJob(
        id: id, spec: stored.serialized(), specDigest: "d", batchKey: "b", scheme: "s", steps: 40))
    // Another job wakes the worker.
    _ = try await service.train(Specs.xor)
    let job = try await service.get("/v1/jobs/\(id)?wait=30").json
    #expect(job["spec"] == stored)
    #expect(job.at("/result/digest")?.stringValue == Experiment.run(read.spec) { .zero }.digest)
    let items = try await service.get("/v1/jobs").json["items"]?.arrayValue ?? []
    let item = try #require(items.first { $0["id"] == job["id"] })
    #expect(item.at("/spec/dataset/inputs") == nil && item.at("/spec/dataset/task") != nil)
    #expect(item.at("/spec/training") == job.at("/spec/training"))
  }
}
