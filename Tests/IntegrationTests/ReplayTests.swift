import CurlClient
import Testing

extension IntegrationTests {
  /// One spec gives one result, whatever trains it.
  @Suite struct ReplayTests {
    /// Small enough for the baseline kernels, and not multiples of a vector's width.
    static let specs: [JSON] = [
      Spec.minimal,
      [
        "architecture": [2, 7, 5, 1], "activation": "gelu", "seed": 4, "dataset": "moons",
        "training": ["steps": 40, "optimizer": "adam", "batch_size": 9], "precision": "float64",
      ],
      [
        "architecture": [2, 13, 1], "activation": "softplus", "seed": 5, "dataset": "plane",
        "init": ["scheme": "xavier_normal", "bias": ["scheme": "uniform", "alpha": 0.5]],
        "training": [
          "steps": 40, "optimizer": ["name": "sgd", "momentum": 0.9, "nesterov": true],
          "batch_size": 17, "learning_rate": 0.01,
        ],
      ],
      [
        "architecture": [2, 9, 2], "activation": "selu", "seed": 6, "dataset": "xor",
        "init": "lecun_normal", "training": ["steps": 60, "loss": "cross_entropy"],
      ],
    ]

    /// What must be equal: the digest, and what it stands for.
    private struct Result: Equatable {
      var digest: JSON
      var losses: [UInt8]
      var weights: [UInt8]
      var similarity: [UInt8]
    }

    private func results(_ options: Service.Options) async throws -> [Result] {
      try await withService(options) { service in
        if let kernels = options.kernels {
          #expect(try await service.json("/healthz")["kernels"] == .string(kernels))
        }
        #expect(try await service.json("/healthz")["workers"] == .number(Double(options.workers)))
        // All together in the queue, so that several workers, and lanes, have something to share.
        var ids: [String] = []
        for spec in Self.specs {
          ids.append(try #require(try await service.submit(spec)["id"].string))
        }
        var results: [Result] = []
        for id in ids {
          let job = try await service.finished(id)
          try #require(job["state"] == "succeeded", "\(job)")
          let path = "/v1/jobs/\(id)"
          results.append(
            Result(
              digest: job["result"]["digest"],
              losses: try await service.send(
                "GET", path + "/curves?metrics=train_loss,gradient_norm&x=step&points=all"
              ).body,
              weights: try await service.send("GET", path + "/weights?format=safetensors").body,
              similarity: try await service.send("GET", path + "/similarity").body))
        }
        return results
      }
    }

    @Test func workersAndKernelsDoNotShowInTheResult() async throws {
      let fastest = try await withService(.init(workers: 0)) { service in
        try #require(try await service.json("/healthz")["kernels"].string)
      }
      let all = ["baseline", "avx2", "avx512"]
      let available = all.prefix(1 + (try #require(all.firstIndex(of: fastest))))
      let reference = try await results(.init(workers: 1))
      #expect(Set(reference.map { $0.digest.string ?? "" }).count == Self.specs.count)
      #expect(try await results(.init(workers: 2)) == reference)
      for kernels in available {
        #expect(try await results(.init(workers: 2, kernels: kernels)) == reference, "\(kernels)")
      }
    }

    @Test func aSpecTrainsAloneAsAmongSiblings() async throws {
      try await withService(.init(workers: 1)) { service in
        let alone = try await service.trained(Spec.minimal)["result"]["digest"]
        // They wait behind a job, so that one claim may take them together.
        let first = try #require(try await service.submit(Spec.endless)["id"].string)
        _ = try await service.job(first, in: ["running"])
        var ids: [String] = []
        for seed in 0..<8 {
          let spec = Spec.minimal.with("seed", .number(Double(seed)))
          ids.append(try #require(try await service.submit(spec)["id"].string))
        }
        #expect(try await service.send("POST", "/v1/jobs/\(first)/cancel").status < 300)
        for id in ids {
          // The scheme draws nothing, so that the seed does not show.
          #expect(try await service.finished(id)["result"]["digest"] == alone)
        }
      }
    }
  }
}
