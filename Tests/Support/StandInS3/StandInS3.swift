import Foundation

/// A stand-in for S3 of one suite alone, on loopback, which ends with the tests: see `serve.py`.
package final class StandInS3: Sendable {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  /// Of the environment that `make test` makes with moto in it.
  private static let python = root.appending(path: ".build/blobs-venv/bin/python3").path

  /// Whether moto is there; without it these tests cannot run.
  package static let isInstalled = FileManager.default.isExecutableFile(atPath: python)

  /// The port on loopback.
  package let port: String
  package let keyID: String
  package let secret: String
  private let script: Process
  /// Open for as long as it is to run.
  private let input = Pipe()
  private let output = Pipe()

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  package init() throws {
    script = Process()
    script.executableURL = URL(fileURLWithPath: Self.python)
    script.arguments = [
      "-B",
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "serve.py").path,
    ]
    script.standardInput = input
    script.standardOutput = output
    try script.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 4, words[0] == "ready" else {
      throw Failure(description: "no stand-in for S3: \(line)")
    }
    (port, keyID, secret) = (words[1], words[2], words[3])
  }

  /// The text of its bucket's location, with a prefix.
  package func location(_ prefix: String) -> String {
    "s3://bucket/\(prefix)?endpoint=http://127.0.0.1:\(port)&region=us-east-1"
  }

  /// What it can be told to do.
  package enum Word: String {
    case stop, silence, start, answer, plain, late, secure, count, spoil, empty
  }

  /// Has something done and waits for it; what it answers.
  @discardableResult
  package func tell(_ word: Word, _ arguments: String...) throws -> String {
    let line = ([word.rawValue] + arguments).joined(separator: " ")
    try input.fileHandleForWriting.write(contentsOf: Array("\(line)\n".utf8))
    let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard answer.hasSuffix("\n") else { throw Failure(description: "no \(word): \(answer)") }
    return String(answer.dropLast())
  }
}
