import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Uploaded data sets over the wire, across restarts, and within their limits.
  @Suite struct DatasetTests {
    private static let csv = Array(
      ("x,y,kind\n"
        + (0..<30).map { "\($0 % 5),\($0 % 7),\($0 % 2 == 0 ? "even" : "odd")" }
        .joined(separator: "\n")).utf8)

    private static let boundary = "integration-boundary"

    /// A form of two IDX files of `rows` pictures of 8 × 8 bytes in two classes.
    private static func form(rows: Int) -> [UInt8] {
      func count(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
      }
      func part(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array(
          ("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\";"
            + " filename=\"\(name)-idx\"\r\nContent-Type: application/octet-stream\r\n\r\n").utf8)
          + content + Array("\r\n".utf8)
      }
      let pictures =
        [0, 0, 8, 3] + count(rows) + count(8) + count(8)
        + (0..<rows * 64).map { UInt8(truncatingIfNeeded: $0 &* 7 / 5) }
      let labels = [0, 0, 8, 1] + count(rows) + (0..<rows).map { UInt8($0 % 2) }
      return part("inputs", pictures) + part("targets", labels)
        + Array("--\(boundary)--\r\n".utf8)
    }

    private func upload(
      _ service: Service, _ body: [UInt8], _ type: String = "text/csv"
    ) async throws -> CurlResponse {
      try await service.send(
        "POST", "/v1/datasets", headers: [("Content-Type", type)], body: body)
    }

    private func spec(_ id: JSON, steps: Double = 200) -> JSON {
      [
        "architecture": [2, 8, 1], "seed": 4,
        "dataset": ["id": id, "test_share": 0.2, "seed": 1, "standardize": true],
        "training": ["steps": .number(steps)],
      ]
    }

    @Test func jobsFindTheirDataAfterACrash() async throws {
      try await withTemporaryFolder { folder in
        let (id, digest, queued) = try await withService(in: folder, .init(workers: 1)) { service in
          let answer = try await upload(service, Self.csv)
          try #require(answer.status == 201, "\(answer.text)")
          let id = try answer.json["id"]
          let job = try await service.trained(spec(id))
          let long = spec(id, steps: 5_000_000).with("architecture", [2, 32, 32, 1])
          let interrupted = try await service.submit(long)["id"]
          let queued = try await service.submit(spec(id))["id"]
          _ = try await service.job(try #require(interrupted.string), in: ["running"])
          try await service.crash()
          return (id, job["result"]["digest"], (interrupted, queued))
        }
        try await withService(in: folder, .init(workers: 2)) { service in
          let text = try #require(id.string)
          #expect(try await service.json("/v1/datasets/\(text)")["rows"] == 30)
          let again = try await service.finished(try #require(queued.1.string))
          #expect(again["result"]["digest"] == digest)
          let refused = try await service.send("DELETE", "/v1/datasets/\(text)")
          _ = try refused.problem(409, "dataset_in_use")
          let interrupted = try #require(queued.0.string)
          _ = try await service.send("POST", "/v1/jobs/\(interrupted)/cancel")
          _ = try await service.finished(interrupted)
          #expect(try await service.send("DELETE", "/v1/datasets/\(text)").status == 204)
          let job = try #require(queued.1.string)
          #expect(try await service.send("GET", "/v1/jobs/\(job)/weights").status == 200)
          let analysis = try await service.send("GET", "/v1/jobs/\(job)/diagnosis")
          _ = try analysis.problem(409, "dataset_deleted")
        }
      }
    }

    /// Only here a body may be larger than elsewhere.
    @Test func uploadsMayBeLargerThanOtherBodies() async throws {
      let options = Service.Options(
        workers: 0, arguments: ["--max-body-bytes", "1000", "--max-upload-bytes", "1000000"])
      try await withService(options) { service in
        let type = "multipart/form-data; boundary=\(Self.boundary)"
        let taken = try await upload(service, Self.form(rows: 10_000), type)
        try #require(taken.status == 201, "\(taken.text)")
        #expect(try taken.json["features"] == 64)
        let beyond = try await upload(service, Self.form(rows: 16_000), type)
        #expect(beyond.status == 413)
        let elsewhere = try await service.send(
          "POST", "/v1/jobs", headers: [("Content-Type", "application/json")],
          body: [UInt8](repeating: 0x20, count: 1001))
        #expect(elsewhere.status == 413)
      }
    }
  }
}
