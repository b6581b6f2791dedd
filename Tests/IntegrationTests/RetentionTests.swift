import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Ended jobs go by themselves where the operator wants that, and only those.
  @Suite struct RetentionTests {
    @Test func theNewestEndedJobsStay() async throws {
      try await withTemporaryFolder { folder in
        let ids = try await withService(in: folder, .init(workers: 1)) { service in
          var ids: [String] = []
          for seed in 0..<4 {
            let job = try await service.trained(Spec.minimal.with("seed", .number(Double(seed))))
            ids.append(try #require(job["id"].string))
          }
          let usage = try await service.json("/v1/usage")
          #expect(usage["retention"] == ["days": .null, "jobs": .null])
          return ids
        }
        let options = Service.Options(
          workers: 0, arguments: ["--retain-jobs", "2", "--retain-days", "30"])
        try await withService(in: folder, options) { service in
          let waiting = try #require(try await service.submit(Spec.minimal)["id"].string)
          var left = 5
          for _ in 0..<200 where left > 3 {
            left = try await service.json("/v1/jobs")["items"].array.count
            if left > 3 { try await Task.sleep(for: .milliseconds(50)) }
          }
          let list = try await service.json("/v1/jobs")["items"].array.map { $0["id"] }
          #expect(list == [.string(waiting), .string(ids[3]), .string(ids[2])])
          #expect(try await service.send("GET", "/v1/jobs/" + ids[0]).status == 404)
          let usage = try await service.json("/v1/usage")
          #expect(usage["jobs"] == 3)
          #expect(usage["retention"] == ["days": 30, "jobs": 2])
        }
      }
    }
  }
}
