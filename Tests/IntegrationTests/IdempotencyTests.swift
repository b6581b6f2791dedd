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
          #expect(try await service.json("/v1/jobs")["items"].array.count == 1)
          return first
        }
        try await withService(in: folder, .init(workers: 0)) { service in
          let after = try await service.post(Spec.minimal, headers: key).json
          #expect(after["id"] == first)
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
