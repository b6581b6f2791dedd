import CurlClient
import Testing

extension IntegrationTests {
  /// `Idempotency-Key`: a submission that may be repeated.
  @Suite struct IdempotencyTests {
    @Test func sameKeyAndSpecIsTheSameJob() async throws {
      try await withTemporaryFolder { folder in
        let key = [(name: "Idempotency-Key", value: "b7c1-4a")]
        let first = try await withService(in: folder, .init(workers: 0)) { service in
          let first = try await service.post(Spec.minimal, headers: key).json["id"]
          let second = try await service.post(Spec.minimal, headers: key)
          #expect(second.status == 202)
          #expect(try second.json["id"] == first)
          // The key belongs to what the spec means, not to how it is written.
          let respelt = Spec.minimal.with("activation", "tanh").with("dataset", "xor")
          #expect(try await service.post(respelt, headers: key).json["id"] == first)

          let other = try await service.post(Spec.minimal.with("seed", 2), headers: key)
          #expect(try other.problem(422, "idempotency_conflict")["job"] == first)
          // Name and labels are part of what was sent: they are not dropped in silence.
          for renamed in [
            Spec.minimal.with("name", "other"), Spec.minimal.with("labels", ["team": "a"]),
          ] {
            let answer = try await service.post(renamed, headers: key)
            #expect(try answer.problem(422, "idempotency_conflict")["job"] == first)
          }
          #expect(try await service.json("/v1/jobs")["items"].array.count == 1)
          return first
        }
        try await withService(in: folder, .init(workers: 0)) { service in
          let after = try await service.post(Spec.minimal, headers: key).json
          #expect(after["id"] == first)
        }
      }
    }

    @Test func aKeyLivesAsLongAsItsJob() async throws {
      try await withService(.init(workers: 0)) { service in
        let key = [(name: "Idempotency-Key", value: "k")]
        let first = try #require(
          try await service.post(Spec.minimal, headers: key).json["id"].string)
        #expect(try await service.send("POST", "/v1/jobs/\(first)/cancel").status == 200)
        #expect(try await service.post(Spec.minimal, headers: key).json["id"] == .string(first))
        #expect(try await service.send("DELETE", "/v1/jobs/\(first)").status == 204)
        let second = try await service.post(Spec.minimal.with("seed", 9), headers: key)
        #expect(second.status == 202)
      }
    }

    @Test func aSweepsKeyIsAlsoItsNamesAndLabels() async throws {
      try await withService(.init(workers: 0)) { service in
        func post(_ sweep: JSON) async throws -> CurlResponse {
          try await service.send(
            "POST", "/v1/sweeps",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "s")],
            body: sweep.bytes)
        }
        let sweep: JSON = [
          "spec": ["architecture": [2, 2, 1]], "grid": ["seed": [1, 2]], "name": "a",
        ]
        let first = try await post(sweep).json["id"]
        #expect(try await post(sweep).json["id"] == first)
        for other in [sweep.with("name", "b"), sweep.with("labels", ["x": "y"])] {
          let problem = try await post(other).problem(422, "idempotency_conflict")
          #expect(problem["sweep"] == first)
        }
      }
    }

    @Test func racingSubmissionsMakeOneJob() async throws {
      try await withService(.init(workers: 0)) { service in
        let ids = try await withThrowingTaskGroup(of: JSON.self) { group in
          for _ in 0..<16 {
            group.addTask {
              let client = service.anotherClient()
              return try await client.post(
                Spec.minimal, headers: [("Idempotency-Key", "race")]
              ).json["id"]
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ids.count == 16)
        #expect(ids.allSatisfy { $0 == ids[0] && $0.string != nil })
      }
    }

    @Test func unusableKeyIsRefused() async throws {
      try await withService(.init(workers: 0)) { service in
        let long = String(repeating: "k", count: 256)
        let response = try await service.post(
          Spec.minimal, headers: [("Idempotency-Key", long)])
        _ = try response.problem(400, "invalid_header")
      }
    }
  }
}
