import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Long jobs outlive the process with what they have done, and end as if nothing had happened.
  @Suite struct CheckpointTests {
    /// Trains for so long that checkpoints are written: by the clock, some seconds after its start.
    private static func long(_ changes: JSON) -> JSON {
      let spec: JSON = [
        "architecture": [2, 24, 24, 1], "seed": 11, "dataset": "circles",
        "training": ["steps": 500_000, "optimizer": "adam", "batch_size": 64],
        "record": ["every": 2500, "snapshots": 9],
      ]
      return changes.object.reduce(spec) { $0.with($1.key, $1.value) }
    }

    static let specs: [JSON] = [
      long([:]),
      // Everything random, all of it in float64.
      long([
        "architecture": [
          "inputs": 2,
          "layers": [
            ["units": 17, "activation": "tanh", "dropout": 0.2, "normalization": "batch"],
            ["units": 1],
          ],
        ],
        "dataset": "moons", "precision": "float64",
        "training": [
          "steps": 800_000, "batch_size": 16, "optimizer": ["name": "rmsprop", "momentum": 0.5],
        ],
      ]),
    ]

    @Test(arguments: specs.indices)
    func interruptedJobGoesOnAndGivesTheSame(index: Int) async throws {
      let spec = Self.specs[index]
      try await withTemporaryFolder { folder in
        let undisturbed = try await withService(in: folder.appending(new: "a"), .init(workers: 1)) {
          try await Outcome(try await $0.trained(spec), $0)
        }
        #expect(undisturbed.job["attempt"] == 1)
        for (name, interruption) in [("b", Service.crash), ("c", Service.stop)] {
          let folder = try folder.appending(new: name)
          let id = try await withService(in: folder, .init(workers: 1)) { service in
            let id = try #require(try await service.submit(spec)["id"].string)
            _ = try await service.job(id, in: ["running"])
            // The first checkpoint is made after two and a half seconds.
            try await Task.sleep(for: .seconds(4))
            #expect(try await service.json("/v1/jobs/\(id)")["state"] == "running")
            try await interruption(service)()
            return id
          }
          // Begun with the machine's best kernels, ended with others.
          try await withService(in: folder, .init(workers: 0)) { service in
            let waiting = try await service.json("/v1/jobs/\(id)")
            #expect(waiting["state"] == "queued")
            #expect(try #require(waiting["progress"]["step"].number) > 0)
            let curves = try await service.json("/v1/jobs/\(id)/curves")
            #expect(curves["partial"] == true)
          }
          try await withService(in: folder, .init(workers: 1)) { service in
            let again = try await Outcome(try await service.finished(id), service)
            #expect(again.job["attempt"] == 2)
            #expect(again.job["result"].with("seconds", 0) == undisturbed.result)
            #expect(again.recorded == undisturbed.recorded)
          }
        }
      }
    }

    /// A finished job with everything that it recorded but times.
    private struct Outcome {
      let job: JSON
      let result: JSON
      var recorded: [String: JSON] = [:]

      init(_ job: JSON, _ service: Service) async throws {
        self.job = job
        result = job["result"].with("seconds", 0)
        let path = "/v1/jobs/" + (try #require(job["id"].string))
        for resource in [
          "curves?points=all&x=step", "health?points=all", "similarity", "symmetry",
          "weights?at=initial", "weights",
        ] {
          recorded[resource] = try await service.json("\(path)/\(resource)")
        }
      }
    }

    @Test func replicasInLanesGoOnTogether() async throws {
      let specs = (0..<5).map { Self.long(["seed": .number(Double($0))]) }
      try await withTemporaryFolder { folder in
        let ids = try await withService(in: folder, .init(workers: 0)) { service in
          var ids: [String] = []
          for spec in specs {
            ids.append(try #require(try await service.submit(spec)["id"].string))
          }
          return ids
        }
        try await withService(in: folder, .init(workers: 1)) { service in
          _ = try await service.job(ids[4], in: ["running"])
          try await Task.sleep(for: .seconds(3))
          try await service.stop()
        }
        try await withService(in: folder, .init(workers: 1)) { service in
          var digests: [JSON] = []
          for id in ids {
            let job = try await service.finished(id)
            #expect(job["state"] == "succeeded")
            #expect(job["attempt"] == 2)
            digests.append(job["result"]["digest"])
          }
          let alone = try await service.trained(specs[3])
          #expect(digests[3] == alone["result"]["digest"])
        }
      }
    }
  }
}

extension URL {
  /// A new folder within this one.
  fileprivate func appending(new name: String) throws -> URL {
    let folder = appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
