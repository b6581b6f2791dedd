import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// A full store is relieved by its clients, and a full disk by whoever can.
  @Suite struct RoomTests {
    /// A job that keeps about 200 kB.
    private static func large(_ seed: Int) -> JSON {
      [
        "architecture": [2, 32, 16, 1], "seed": .number(Double(seed)),
        "training": ["steps": 100], "record": ["points": 80, "snapshots": 80],
      ]
    }

    /// Trains large jobs until the service takes no more; the ids of those that ended.
    private func fill(_ service: Service) async throws -> [String] {
      var ids: [String] = []
      for seed in 0..<1000 {
        let response = try await service.post(Self.large(seed), headers: [("Prefer", "wait=10")])
        if response.status == 503 {
          _ = try response.problem(503, "store_full")
          return ids
        }
        // It stays queued where there is no room for what it comes to.
        if response.status == 202 { return ids }
        try #require(response.status == 200, "\(response.text)")
        ids.append(try #require(try response.json["id"].string))
      }
      throw Failure("the store did not become full")
    }

    /// What a full store must do: read, refuse, delete, and after that take in.
    private func relieve(_ service: Service, _ ids: [String]) async throws {
      let first = "/v1/jobs/" + ids[0]
      #expect(try await service.json(first)["state"] == "succeeded")
      #expect(try await service.send("GET", first + "/curves").status == 200)
      _ = try await service.post(Self.large(5000)).problem(503, "store_full")
      for id in ids.prefix(ids.count / 2) {
        let response = try await service.send("DELETE", "/v1/jobs/" + id)
        #expect(response.status == 204, "\(response.text)")
      }
      // The room comes back a moment later.
      var status = 503
      for _ in 0..<200 where status == 503 {
        status = try await service.post(Spec.minimal).status
        if status == 503 { try await Task.sleep(for: .milliseconds(50)) }
      }
      #expect(status == 202)
    }

    @Test func aServiceAtItsSizeLimitIsRelieved() async throws {
      let options = Service.Options(
        workers: 1, arguments: ["--max-database-bytes", "8000000"])
      try await withTemporaryFolder { folder in
        try await withService(in: folder, options) { service in
          let ids = try await fill(service)
          #expect(ids.count > 5)
          try await relieve(service, ids)
        }
        let file = folder.appending(path: "jobs.sqlite").path
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
        #expect(size ?? .max <= 8_000_000)
      }
    }

    @Test func aServiceOnAFullDiskIsRelievedAndStarts() async throws {
      try await withSmallDisk(bytes: 24 << 20) { folder in
        let ids = try await withService(in: folder, .init(workers: 1)) { service in
          let ids = try await fill(service)
          try filler(in: folder)
          try await relieve(service, ids)
          try await service.crash()
          return Array(ids.dropFirst(ids.count / 2))
        }
        // The crash has left the log; of the disk nothing is left.
        try filler(in: folder)
        try await withService(in: folder, .init(workers: 1)) { service in
          let last = "/v1/jobs/" + ids[0]
          let job = try await service.json(last)
          #expect(job["state"] == "succeeded")
          #expect(try await service.send("GET", last + "/curves").status == 200)
          #expect(try await service.send("DELETE", last).status == 204)
        }
        // Not even what the service kept for itself is left.
        try FileManager.default.removeItem(at: folder.appending(path: "jobs.sqlite.reserve"))
        try filler(in: folder)
        try await withService(in: folder, .init(workers: 1)) { service in
          let last = "/v1/jobs/" + ids[1]
          #expect(try await service.json(last)["state"] == "succeeded")
          #expect(try await service.send("GET", last + "/curves").status == 200)
          // Whether it takes something in depends on what it could give back by itself. Somebody
          // frees the disk: the service needs no restart.
          try removeFillers(in: folder)
          let job = try await service.trained(Spec.minimal)
          #expect(job["stored_bytes"] != .missing)
        }
      }
    }

    /// Writes to the disk until nothing goes any more.
    private func filler(in folder: URL) throws {
      let path = folder.appending(path: "filler-\(UUID().uuidString)").path
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      try #require(descriptor >= 0)
      defer { close(descriptor) }
      let page = [UInt8](repeating: 1, count: 4096)
      while write(descriptor, page, page.count) > 0 {}
      #expect(errno == ENOSPC)
    }

    private func removeFillers(in folder: URL) throws {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
      where name.hasPrefix("filler-") {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
    }

    /// Runs `body` in a folder that is a file system of its own, or not at all where this process may
    /// not mount one.
    private func withSmallDisk(bytes: Int, _ body: (URL) async throws -> Void) async throws {
      try await withTemporaryFolder { parent in
        let folder = parent.appending(path: "disk")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        guard mount("none", folder.path, "tmpfs", 0, "size=\(bytes)") == 0 else { return }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        try await body(folder)
      }
    }
  }
}
