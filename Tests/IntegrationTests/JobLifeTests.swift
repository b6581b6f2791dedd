import CurlClient
import Testing

extension IntegrationTests {
  /// One job from its spec to its deletion.
  @Suite struct JobLifeTests {
    @Test func minimalSpecFromSubmissionToDeletion() async throws {
      try await withService { service in
        let created = try await service.post(Spec.minimal)
        #expect(created.status == 202, "\(created.text)")
        #expect(created.headers["Retry-After"] == "1")
        let submitted = try created.json
        let id = try #require(submitted["id"].string)
        let path = "/v1/jobs/\(id)"
        #expect(id.hasPrefix("job_"))
        #expect(created.headers["Location"] == path)
        #expect(submitted["state"] == "queued" || submitted["state"] == "running")
        #expect(submitted["result"] == .null)
        #expect(submitted["error"] == .null)
        #expect(submitted["progress"]["steps"] == 1000)
        #expect(submitted["links"]["self"] == .string(path))

        let job = try await service.finished(id)
        try expectResultOfMinimalSpec(job)
        try await expectCurves(service, path)
        try await expectSimilarity(service, path)
        try await expectWeights(service, path)

        let deleted = try await service.send("DELETE", path)
        #expect(deleted.status == 204)
        #expect(deleted.body.isEmpty)
        for gone in ["", "/curves", "/similarity", "/similarity/matrix?layer=1", "/weights"] {
          _ = try await service.send("GET", path + gone).problem(404, "job_not_found")
        }
        _ = try await service.send("DELETE", path).problem(404, "job_not_found")
        _ = try await service.send("POST", path + "/cancel").problem(404, "job_not_found")
        let list = try await service.json("/v1/jobs")
        #expect(list == ["items": [], "next": nil])
      }
    }

    private func expectResultOfMinimalSpec(_ job: JSON) throws {
      #expect(job["state"] == "succeeded")
      #expect(job["attempt"] == 1)
      #expect(job["error"] == .null)
      #expect(job["progress"] == ["step": 1000, "steps": 1000])
      // RFC 3339 in UTC with a fixed number of digits sorts as text.
      let times = ["created_at", "started_at", "finished_at"].compactMap { job[$0].string }
      #expect(times.count == 3)
      #expect(times == times.sorted())
      #expect(times.allSatisfy { $0.hasSuffix("Z") })
      let spec = job["spec"]
      #expect(spec["architecture"]["layers"][0]["activation"] == "tanh")
      #expect(
        spec["architecture"]["layers"][0]["init"]
          == ["scheme": "constant", "alpha": 0.5, "perturbation": 0])
      #expect(spec["architecture"]["layers"][1]["activation"] == "linear")
      #expect(spec["dataset"]["name"] == "xor")
      #expect(spec["training"]["loss"] == "binary_cross_entropy")
      #expect(spec["precision"] == "float32")
      #expect(spec["seed"] == 1)
      let result = job["result"]
      let layer = result["symmetry"]["layers"][0]
      #expect(result["symmetry"]["layers"].array.count == 1)
      #expect(layer["layer"] == 1)
      #expect(layer["units"] == 2)
      #expect(layer["distinct_neurons"] == 1)
      #expect(abs(try #require(layer["mean_cosine"].number) - 1) < 1e-6)
      #expect(abs(try #require(layer["effective_rank"].number) - 1) < 1e-6)
      #expect(result["digest"].string?.count == 64)
      #expect(["completed", "plateau", "converged"].contains(result["outcome"].string))
      for point in ["initial", "final"] {
        #expect(try #require(result[point]["train_loss"].number) > 0)
      }
      #expect(result["final"]["step"] == 1000)
    }

    private func expectCurves(_ service: Service, _ path: String) async throws {
      let json = try await service.json(path + "/curves")
      let columns = json["columns"]
      let steps = try #require(columns["step"].numbers)
      let losses = try #require(columns["train_loss"].numbers)
      #expect(steps.first == 0)
      #expect(steps.last == 1000)
      #expect(steps == steps.sorted())
      #expect(json["total_points"] == .number(Double(steps.count)))
      #expect(json["non_finite"] == [])
      for (name, column) in columns.object {
        #expect(column.array.count == steps.count, "\(name)")
      }

      let target = path + "/curves?metrics=train_loss&x=step"
      let csv = try await service.send("GET", target, headers: [("Accept", "text/csv")])
      #expect(csv.status == 200)
      #expect(csv.headers["Content-Type"]?.hasPrefix("text/csv") == true)
      let rows = csv.text.split(separator: "\r\n").map { $0.split(separator: ",").map(String.init) }
      #expect(rows.first == ["step", "train_loss"])
      #expect(rows.dropFirst().map { Double($0[0]) } == steps)
      #expect(rows.dropFirst().map { Double($0[1]) } == losses)

      let ndjson = try await service.send("GET", target + "&format=ndjson")
      #expect(ndjson.headers["Content-Type"] == "application/x-ndjson")
      let lines = try ndjson.text.split(separator: "\n").map { try JSON(Array($0.utf8)) }
      #expect(lines.map { $0["step"].number } == steps)
      #expect(lines.map { $0["train_loss"].number } == losses)

      let fewer = try await service.json(target + "&points=10")["columns"]
      let kept = try #require(fewer["step"].numbers)
      #expect(kept.count <= 10)
      #expect(kept.first == 0)
      #expect(kept.last == 1000)
      #expect(fewer["train_loss"].numbers?.contains(try #require(losses.max())) == true)
      #expect(fewer["train_loss"].numbers?.contains(try #require(losses.min())) == true)
    }

    private func expectSimilarity(_ service: Service, _ path: String) async throws {
      let similarity = try await service.json(path + "/similarity")
      let steps = try #require(similarity["steps"].numbers)
      let hidden = similarity["layers"][0]
      #expect(hidden["units"] == 2)
      #expect(hidden["distinct_neurons"].numbers == steps.map { _ in 1 })
      for kind in ["incoming", "outgoing", "activation", "gradient"] {
        #expect(hidden[kind]["mean"].array.count == steps.count, "\(kind)")
      }
      let cosines = try #require(hidden["incoming"]["mean"].numbers)
      #expect(cosines.allSatisfy { abs($0 - 1) < 1e-6 })

      for kind in ["incoming", "outgoing", "activation", "gradient"] {
        let matrix = try await service.json(path + "/similarity/matrix?layer=1&of=\(kind)")
        #expect(matrix["layer"] == 1)
        #expect(matrix["of"] == .string(kind))
        #expect(matrix["step"] == 1000)
        #expect(matrix["units"] == 2)
        #expect(matrix["values"].array.count == 2)
        for row in matrix["values"].array {
          let row = try #require(row.numbers)
          #expect(row.count == 2)
          #expect(row.allSatisfy { abs($0 - 1) < 1e-6 }, "\(kind)")
        }
      }
    }

    private func expectWeights(_ service: Service, _ path: String) async throws {
      let initial = try await service.json(path + "/weights?at=initial")
      #expect(
        initial["layers"] == [
          ["weights": [[0.5, 0.5], [0.5, 0.5]], "biases": [0, 0]],
          ["weights": [[0.5, 0.5]], "biases": [0]],
        ])
      let final = try await service.json(path + "/weights")
      #expect(final["step"] == 1000)
      let layers = final["layers"]
      // The clones are clones bit for bit, and have learnt.
      #expect(layers[0]["weights"][0] == layers[0]["weights"][1])
      #expect(layers[0]["biases"][0] == layers[0]["biases"][1])
      #expect(layers[1]["weights"][0][0] == layers[1]["weights"][0][1])
      #expect(layers[0]["weights"][0] != [0.5, 0.5])

      let tensors = try await service.send("GET", path + "/weights?format=safetensors")
      let body = tensors.body
      let length = body.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
      let header = try JSON(Array(body[8..<8 + length]))
      #expect(header["layers.0.weight"]["shape"] == [2, 2])
      #expect(header["layers.0.weight"]["dtype"] == "F32")
      #expect(header["layers.1.bias"]["data_offsets"] == [32, 36])
      #expect(body.count == 8 + length + 9 * 4)
      let first = body[(8 + length)..<(12 + length)].enumerated().reduce(UInt32(0)) {
        $0 | UInt32($1.element) << UInt32(8 * $1.offset)
      }
      let value = Double(Float(bitPattern: first))
      #expect(layers[0]["weights"][0][0] == .number(value))
    }

    @Test func weightsSentBackAreTheSameExperiment() async throws {
      try await withService { service in
        let spec: JSON = [
          "architecture": [2, 5, 1], "init": "he_normal", "activation": "relu", "seed": 7,
          "training": ["steps": 300],
        ]
        let job = try await service.trained(spec)
        let id = try #require(job["id"].string)
        let weights = try await service.json("/v1/jobs/\(id)/weights?at=initial")
        let again = try await service.trained(
          spec.with("init", ["scheme": "given", "layers": weights["layers"]]))
        #expect(again["result"]["digest"] == job["result"]["digest"])
        #expect(again["spec_digest"] != job["spec_digest"])
      }
    }

    @Test func normalisedSpecIsTheSameJob() async throws {
      try await withService { service in
        let job = try await service.trained(Spec.minimal)
        let again = try await service.trained(job["spec"])
        #expect(again["id"] != job["id"])
        #expect(again["spec"] == job["spec"])
        #expect(again["spec_digest"] == job["spec_digest"])
        #expect(again["result"]["digest"] == job["result"]["digest"])
      }
    }

    @Test func preferWaitAnswersWithTheFinishedJob() async throws {
      try await withService { service in
        let response = try await service.post(Spec.minimal, headers: [("Prefer", "wait=30")])
        #expect(response.status == 200)
        #expect(response.headers["Preference-Applied"] == "wait=30")
        #expect(response.headers["Retry-After"] == nil)
        #expect(try response.json["state"] == "succeeded")
        let slow = try await service.post(Spec.endless, headers: [("Prefer", "wait=1")])
        #expect(slow.status == 202)
        #expect(slow.headers["Retry-After"] == "1")
        let id = try #require(try slow.json["id"].string)
        #expect(try await service.send("POST", "/v1/jobs/\(id)/cancel").status < 300)
      }
    }

    @Test func divergenceIsAFinding() async throws {
      try await withService { service in
        let job = try await service.trained([
          "architecture": [2, 8, 1], "activation": "relu", "seed": 3, "dataset": "plane",
          "training": ["steps": 500, "learning_rate": 1000],
        ])
        #expect(job["result"]["outcome"] == "diverged")
        #expect(job["result"]["diverged_at"].number != nil)
        let id = try #require(job["id"].string)
        let curves = try await service.json("/v1/jobs/\(id)/curves")
        let losses = curves["columns"]["train_loss"].array
        #expect(losses.last == .null)
        let entry = try #require(curves["non_finite"].array.first { $0["column"] == "train_loss" })
        #expect(["nan", "inf", "-inf"].contains(entry["value"].string))
      }
    }
  }
}
