import Foundation

/// A receiver of webhooks as a process of its own, in Python: `Tests/Receiver/receiver.py`.
final class WebhookReceiver: Sendable {
  /// The port it listens on.
  let port: Int
  private let process: Int32
  private let folder: URL

  /// Starts one that answers with these statuses, the last one again and again, and keeps what it
  /// received in `folder`.
  init(in folder: URL, answering statuses: Int...) async throws {
    self.folder = folder.appending(path: "receiver-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Receiver/receiver.py").path
    let output = try ServiceProcess.pipe()
    defer {
      close(output.read)
      close(output.write)
    }
    process = try ServiceProcess.spawn(
      "/usr/bin/env",
      ["env", "python3", "-B", script, self.folder.path] + statuses.map(String.init),
      ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" },
      output: output.write, errors: self.folder.appending(path: "errors").path)
    let file = self.folder.appending(path: "port")
    var port: Int?
    for _ in 0..<600 where port == nil {
      port = (try? String(contentsOf: file, encoding: .utf8)).flatMap { Int($0) }
      if port == nil { try await Task.sleep(for: .milliseconds(50)) }
    }
    guard let port else {
      kill(process, SIGKILL)
      throw Failure("the receiver did not start")
    }
    self.port = port
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// Lets it verify what is signed with a secret.
  func trust(_ secret: String) throws {
    let file = folder.appending(path: "secrets")
    let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    try (known + secret + "\n").write(to: file, atomically: true, encoding: .utf8)
  }

  /// What it has received, in order.
  func messages() throws -> [JSON] {
    let file = folder.appending(path: "received")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    // What stands behind the last line's end is still being written.
    return try text.components(separatedBy: "\n").dropLast().map { try JSON(Array($0.utf8)) }
  }

  /// What it has received once that is at least `count` messages, within a minute.
  func messages(atLeast count: Int) async throws -> [JSON] {
    for _ in 0..<1200 {
      let messages = try messages()
      if messages.count >= count { return messages }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Failure("\(try messages().count) messages have come, not \(count)")
  }
}
