import CurlClient
import Foundation
import Testing

extension IntegrationTests {
  /// Webhooks of several owners, and of keys that end.
  @Suite struct WebhookKeyTests {
    @Test func aWebhookEndsWithItsKeyAndIsItsOwnersAlone() async throws {
      try await withTemporaryFolder { folder in
        let receiver = try await WebhookReceiver(in: folder, answering: 200)
        let options = Service.Options(
          workers: 1, arguments: ["--webhook-hosts", "127.0.0.1", "--webhook-private-addresses"])
        let first = try await key(folder, "create", "--owner", "ada")
        let second = try await key(folder, "create", "--owner", "ada")
        let bob = try await key(folder, "create", "--owner", "bob")
        try await withService(in: folder, options) { service in
          let hook = try await service.register(receiver, headers: bearer(first))
          #expect(try await service.send("GET", hook, headers: bearer(bob)).status == 404)
          #expect(try await service.send("DELETE", hook, headers: bearer(bob)).status == 404)
          let others = try await train(service, bob)
          let told = try await train(service, second)
          _ = try await service.webhook(hook, headers: bearer(second)) { $0["delivered"] == 1 }
          _ = try await key(folder, "revoke", String(first.split(separator: "_")[1]))
          for _ in 0..<200 {
            let status = try await service.send("GET", hook, headers: bearer(first)).status
            if status == 401 { break }
            try await Task.sleep(for: .milliseconds(50))
          }
          let untold = try await train(service, second)
          let ended = try await service.webhook(hook, headers: bearer(second)) {
            $0["state"] == "ended"
          }
          #expect(ended["reason"] == "key")
          let ids = try receiver.messages().map { $0["content"]["data"]["id"] }
          #expect(ids == [told])
          #expect(![told, others].contains(untold))
        }
      }
    }

    private func bearer(_ key: String) -> [(name: String, value: String)] {
      [("Authorization", "Bearer \(key)")]
    }

    /// The id of a job that was trained for the holder of a key.
    private func train(_ service: Service, _ key: String) async throws -> JSON {
      let response = try await service.post(
        Spec.minimal, headers: bearer(key) + [("Prefer", "wait=60")])
      try #require(response.status == 200, "\(response.text)")
      return try response.json["id"]
    }

    /// Runs `symbreak key` to its end; what it wrote.
    private func key(_ folder: URL, _ arguments: String...) async throws -> String {
      let process = try ServiceProcess(
        arguments: ["key"] + arguments
          + ["--database", folder.appending(path: "jobs.sqlite").path]
          + (arguments.first == "create" ? ["--create-database"] : []),
        environment: [:], log: folder.appending(path: "command-\(UUID().uuidString).txt"))
      let ending = try await process.end(within: .seconds(30))
      try #require(ending == .exit(0), "\(process.errors)")
      return process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}
