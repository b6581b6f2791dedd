import HTTPCodec
import Jobs
import StrictJSON
import Testing

/// What jobs a grid and a list make, and in which order.
@Suite struct SweepExpansionTests {
  @Test func theLastKeyOfAGridVariesFastest() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept()
    let table = try await service.get(path + "/results").json
    #expect(table["varied"] == ["/alpha", "/seed", "/init"])
    var expected: [JSONValue] = []
    for alpha in [0.5, 1] {
      for seed in 1...3 {
        for scheme in ["normal", "xavier_uniform"] {
          expected.append([
            "/alpha": .number(JSONNumber(alpha)!), "/seed": .number(JSONNumber(seed)),
            "/init": .string(scheme),
          ])
        }
      }
    }
    #expect(table["rows"]?.arrayValue?.compactMap { $0["values"] } == expected)
    // The values are what the jobs got.
    let jobs = try await service.jobs(of: path)
    #expect(jobs.count == 12)
    for (job, values) in zip(jobs, expected) {
      #expect(job.at("/spec/seed") == values["/seed"])
      let start = job.at("/spec/architecture/layers/0/init")
      #expect(start?["scheme"] == values["/init"])
      #expect(start?["alpha"] == values["/alpha"])
    }
  }

  /// Each job is the experiment that its spec is when it is sent by itself.
  @Test func aJobOfASweepIsTheJobItself() async throws {
    let service = try await TestService(workers: 0)
    let job = try await service.jobs(of: service.swept())[3]
    let alone = try await service.submit(
      #"""
      {"architecture": [2, 3, 1], "training": {"steps": 20}, "record": {"points": 3},
       "alpha": 0.5, "seed": 2, "init": "xavier_uniform"}
      """#)
    let other = try await service.get(alone).json
    #expect(job["spec"] == other["spec"])
    #expect(job["spec_digest"] == other["spec_digest"])
    #expect(other["sweep"] == .null)
    #expect(job["sweep"]?.stringValue?.hasPrefix("sweep_") == true)
  }

  @Test func keysReachIntoObjectsAndArraysAndMakeWhatIsMissing() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(
      #"""
      {"spec": {"architecture": {"inputs": 2, "layers": [{"units": 4}, {"units": 1}]}},
       "grid": {"/architecture/layers/0/units": [2, 3], "/training/learning_rate": [0.5, null],
                "/record/points": [4]}}
      """#)
    let jobs = try await service.jobs(of: path)
    #expect(jobs.map { $0.at("/spec/architecture/layers/0/units") } == [2, 2, 3, 3])
    // null lets the default hold.
    #expect(jobs.map { $0.at("/spec/training/learning_rate")?.double } == [0.5, 0.1, 0.5, 0.1])
    #expect(jobs.allSatisfy { $0.at("/spec/record/points") == 4 })
    let rows = try await service.get(path + "/results").json["rows"]?.arrayValue ?? []
    #expect(rows[1].at("/values")?["/training/learning_rate"] == .null)

    let short = try await service.swept(
      #"{"spec": {"architecture": [2, 8, 1]}, "grid": {"/architecture/1": [2, 5]}}"#)
    let widths = try await service.jobs(of: short).map {
      $0.at("/spec/architecture/layers/0/units")
    }
    #expect(widths == [2, 5])
  }

  @Test func patchesOfAListAreMergedIntoTheSpec() async throws {
    let service = try await TestService(workers: 0)
    let path = try await service.swept(
      Sweeps.over(
        #"""
        "list": [{"alpha": 0.1}, {"init": "he_normal", "activation": "relu"}, {},
                 {"training": {"steps": 7, "learning_rate": 0.3}}, {"alpha": null, "seed": 9}]
        """#, spec: #", "alpha": 0.7, "seed": 4"#))
    let table = try await service.get(path + "/results").json
    #expect(
      table["varied"] == [
        "/alpha", "/init", "/activation", "/training/steps", "/training/learning_rate", "/seed",
      ])
    let rows = try #require(table["rows"]?.arrayValue)
    #expect(rows.map { $0["values"]?["/alpha"]?.double } == [0.1, 0.7, 0.7, 0.7, nil])
    #expect(rows.map { $0["values"]?["/training/steps"] } == [5, 5, 5, 7, 5])
    #expect(rows.map { $0["values"]?["/seed"] } == [4, 4, 4, 4, 9])
    #expect(rows[1]["values"]?["/init"] == "he_normal")
    #expect(rows[0]["values"]?["/init"] == .null)
    let jobs = try await service.jobs(of: path)
    #expect(jobs.map { $0.at("/spec/training/steps") } == [5, 5, 5, 7, 5])
    #expect(jobs[1].at("/spec/architecture/layers/0/activation") == "relu")
    #expect(jobs[4].at("/spec/architecture/layers/0/init/alpha") == 1)
  }

  @Test func aSweepCanVaryTheUploadedDataSet() async throws {
    let service = try await TestService(workers: 0)
    let id = try await service.uploaded()
    let path = try await service.swept(
      Sweeps.over(#""grid": {"/dataset": ["xor", {"id": "\#(id)"}]}"#))
    let jobs = try await service.jobs(of: path)
    #expect(jobs.map { $0.at("/spec/dataset/id")?.stringValue } == [nil, id])
    let other = "ds_00000000000000000000000000"
    let refused = try await service.sweep(
      Sweeps.over(#""grid": {"/dataset": ["xor", {"id": "\#(other)"}]}"#))
    #expect(refused.status == .unprocessableContent)
    #expect(try refused.json.at("/errors/0/pointer") == "/grid/~1dataset/1/id")
  }
}
