import CurlClient
import Foundation
import StandInS3
import Testing

extension IntegrationTests {
  /// A node and a worker that keep large values in S3.
  @Suite(
    .enabled(
      if: SharedDatabase.isInstalled && StandInS3.isInstalled,
      "Debian's package postgresql or moto is not installed"))
  struct SharedBlobTests {
    /// Its rows and what is recorded of it are above the threshold of these tests, its spec is not.
    private static let spec: JSON = [
      "architecture": [2, 16, 16, 1], "seed": 3, "dataset": "circles",
      "training": ["steps": 400],
    ]

    /// An upload of some kilobytes that do not deflate to less than the threshold.
    private static func rows() -> String {
      "x,y,kind\n"
        + (0..<4000).map { number in
          let (x, y) = (sin(Double(number) * 1.7), cos(Double(number) * 2.3))
          return "\(x),\(y),\(x * y > 0 ? 1 : 0)\n"
        }.joined()
    }

    @Test func whatIsLargeGoesThereAndWaitsForIt() async throws {
      let server = try StandInS3()
      try await withSharedDatabase { processes in
        let keys = processes.folder.appending(path: "keys")
        try Data(
          "[default]\naws_access_key_id = \(server.keyID)\naws_secret_access_key = \(server.secret)\n"
            .utf8
        ).write(to: keys)
        let options = [
          "--blobs", server.location("lab"), "--blobs-credentials-file", keys.path,
          "--blobs-threshold", "4096",
        ]
        let node = try await processes.node(workers: 0, options)
        let worker = try await processes.worker(options)
        let first = try #require(try await node.submit(Self.spec)["id"].string)
        #expect(try await node.finished(first)["state"] == "succeeded")
        #expect(
          try processes.number(
            """
            SELECT count(*) AS number FROM symbreak.artifacts
            WHERE (octet_length(body) > 4096) OR (body IS NULL AND length <= 4096)
            """) == 0)
        let outside = try #require(
          try processes.number(
            "SELECT count(*) AS number FROM symbreak.artifacts WHERE blob IS NOT NULL"))
        #expect(outside > 0)
        let similarity = try await node.send("GET", "/v1/jobs/\(first)/similarity")
        #expect(similarity.status == 200)

        try server.tell(.stop)
        // What is small goes on.
        let second = try #require(
          try await node.submit(Self.spec.with("seed", 4))["id"].string)
        #expect(try await node.json("/v1/jobs/\(first)")["state"] == "succeeded")
        #expect(try await node.send("GET", "/readyz").status == 200)
        // Another node, whose answers are in no cache.
        let other = try await processes.node(workers: 0, options)
        let refused = try await other.send("GET", "/v1/jobs/\(first)/similarity")
        #expect(refused.status == 503, "\(refused.text)")
        #expect(refused.headers["Retry-After"] != nil)
        // The worker has trained it, and keeps what it came to.
        try await Task.sleep(for: .seconds(4))
        #expect(try await node.json("/v1/jobs/\(second)")["state"] == "running")
        try server.tell(.start)
        #expect(try await node.finished(second)["state"] == "succeeded")
        let again = try await other.send("GET", "/v1/jobs/\(first)/similarity")
        #expect(again.status == 200)
        #expect(again.body == similarity.body)
        for log in [worker.errors, node.process.errors, other.process.errors] {
          #expect(!log.contains(server.secret))
        }
      }
    }

    /// What nobody but an operator can mend is told at once; a bucket that does not answer is waited for.
    @Test func wrongKeysAreToldAtTheStart() async throws {
      let server = try StandInS3()
      try await withSharedDatabase { processes in
        let keys = processes.folder.appending(path: "keys")
        func write(secret: String) throws {
          try Data(
            "aws_access_key_id = \(server.keyID)\naws_secret_access_key = \(secret)\n".utf8
          ).write(to: keys)
        }
        let options = ["--blobs", server.location("lab"), "--blobs-credentials-file", keys.path]
        try write(secret: "a-wrong-one")
        for command in [["serve", "--port", "0"], ["worker"]] {
          let process = try processes.start(command + processes.database + options)
          let ending = try await process.end(within: .seconds(60))
          #expect(ending == .exit(1), "\(process.errors)")
          #expect(process.errors.contains("SignatureDoesNotMatch"), "\(process.errors)")
          #expect(!process.errors.contains("a-wrong-one"))
        }
        try write(secret: server.secret)
        try server.tell(.stop)
        let node = try await processes.node(workers: 1, options)
        #expect(
          node.process.errors.contains("the store of large values does not answer"),
          "\(node.process.errors)")
        // What is small goes on.
        #expect(try await node.trained(Spec.minimal)["state"] == "succeeded")
      }
    }

    /// A job whose rows cannot be read now waits; it does not fail.
    @Test func aJobWaitsForItsRows() async throws {
      let server = try StandInS3()
      try await withSharedDatabase { processes in
        let keys = processes.folder.appending(path: "keys")
        try Data(
          "aws_access_key_id = \(server.keyID)\naws_secret_access_key = \(server.secret)\n".utf8
        ).write(to: keys)
        let options = [
          "--blobs", server.location("lab"), "--blobs-credentials-file", keys.path,
          "--blobs-threshold", "4096",
        ]
        let node = try await processes.node(workers: 0, options)
        let uploaded = try await node.client.send(
          CurlRequest(
            "POST", "/v1/datasets", headers: [("Content-Type", "text/csv")],
            body: Array(Self.rows().utf8)))
        #expect(uploaded.status == 201, "\(uploaded.text)")
        let dataset = try #require(try uploaded.json["id"].string)
        #expect(
          try processes.number(
            "SELECT count(*) AS number FROM symbreak.datasets WHERE blob IS NOT NULL") == 1)
        let id = try #require(
          try await node.submit([
            "architecture": [2, 4, 1], "seed": 1, "dataset": ["id": .string(dataset)],
            "training": ["steps": 20],
          ])["id"].string)
        try server.tell(.stop)
        _ = try await processes.worker(options)
        try await Task.sleep(for: .seconds(4))
        #expect(try await node.json("/v1/jobs/\(id)")["state"] == "running")
        try server.tell(.start)
        #expect(try await node.finished(id)["state"] == "succeeded")
      }
    }
  }
}
