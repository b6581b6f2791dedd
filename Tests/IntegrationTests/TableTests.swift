import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Tables and names over the wire.
  @Suite struct TableTests {
    private static let sweep: JSON = [
      "spec": ["architecture": [2, 4, 1], "training": ["steps": 50], "record": ["points": 6]],
      "grid": ["alpha": [0.5, 2], "seed": [1, 2, 3]],
    ]

    @Test func aSweepsCurvesAreOneTableAndItsNameCanChange() async throws {
      try await withService(.init(workers: 2)) { service in
        func rows(_ target: String) async throws -> JSON {
          let response = try await service.send("GET", target)
          try #require(response.headers["content-type"] == "application/vnd.symbreak.rows+json")
          return try JSON(response.body)
        }
        let created = try await service.client.send(
          CurlRequest(
            "POST", "/v1/sweeps", headers: [("Content-Type", "application/json")],
            body: Self.sweep.bytes))
        try #require(created.status == 202 || created.status == 200, "\(created.text)")
        let path = try #require(created.headers["location"])
        let finished = try await service.send("GET", path + "?wait=60")
        #expect(try JSON(finished.body)["state"] == "finished")
        let tag = try #require(finished.headers["etag"])

        let csv = try await service.send("GET", path + "/curves.csv")
        #expect(csv.headers["content-type"] == "text/csv; charset=utf-8; header=present")
        let id = path.split(separator: "/").last ?? ""
        #expect(csv.headers["content-disposition"] == "attachment; filename=\"\(id)-curves.csv\"")
        let lines = csv.text.split(separator: "\r\n")
        #expect(lines[0].hasPrefix("/alpha,jobs,step,train_loss_count,train_loss_mean,"))
        #expect(lines.count == 1 + 2 * 6)
        let listed = try await rows("/v1/jobs.rows?sweep=\(id)&sort=created_at&limit=200")
        #expect(listed.array.count == 6)

        // When a step was recorded lies within the job's life.
        let first = try await rows("/v1/jobs.rows?sweep=\(id)&limit=1")[0]
        let curves = try await rows("/v1/jobs/\(first["id"].string ?? "")/curves.rows")
        let times = curves.array.compactMap(\.["time"].string)
        #expect(times.count == 6 && times == times.sorted())
        #expect((first["started_at"].string ?? "~") <= times[0])
        #expect(times[5] <= (first["finished_at"].string ?? ""))

        let renamed = try await service.client.send(
          CurlRequest(
            "PATCH", path,
            headers: [("Content-Type", "application/merge-patch+json"), ("If-Match", tag)],
            body: Array(#"{"name": "two scales"}"#.utf8)))
        #expect(renamed.status == 200, "\(renamed.text)")
        #expect(try await service.json("/v1/sweeps")["items"][0]["name"] == "two scales")
        let late = try await service.client.send(
          CurlRequest(
            "PATCH", path,
            headers: [("Content-Type", "application/merge-patch+json"), ("If-Match", tag)],
            body: Array("{}".utf8)))
        _ = try late.problem(412, "precondition_failed")
      }
    }
  }
}
