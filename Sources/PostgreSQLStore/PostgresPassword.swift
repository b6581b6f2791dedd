internal import Foundation
internal import Jobs

/// Where the password of a database comes from. It is read whenever a connection is opened, so that one
/// that was changed is taken up, and told to nobody: not by this value's descriptions either.
package struct PostgresPassword: Sendable, CustomStringConvertible, CustomReflectable {
  private enum Source {
    case environment
    case file(String)
    case text(String)
  }

  private let source: Source

  /// As libpq finds it by itself: in the environment (`PGPASSWORD`), or in a password file (`PGPASSFILE`,
  /// `~/.pgpass`); none where the server asks for none.
  package static let environment = PostgresPassword(source: .environment)

  /// The first line of a file.
  package static func file(_ path: String) -> PostgresPassword {
    PostgresPassword(source: .file(path))
  }

  /// This one; for tests.
  package static func text(_ text: String) -> PostgresPassword {
    PostgresPassword(source: .text(text))
  }

  /// Longer than any password.
  private static let mostBytes = 4096

  /// The password; nil where libpq is to find it. Throws `unavailable` where its file cannot be read.
  func text() throws(JobStoreError) -> String? {
    switch source {
    case .environment: return nil
    case .text(let text): return text
    case .file(let path):
      guard let handle = FileHandle(forReadingAtPath: path),
        let data = try? handle.read(upToCount: Self.mostBytes)
      else {
        throw .unavailable(reason: "the file of the database's password, \(path), cannot be read")
      }
      let line = String(decoding: data, as: UTF8.self).prefix { !$0.isNewline }
      guard !line.isEmpty else {
        throw .unavailable(reason: "the file of the database's password, \(path), is empty")
      }
      return String(line)
    }
  }

  /// Where it comes from.
  package var description: String {
    switch source {
    case .environment: "the environment's password"
    case .file(let path): "the password in \(path)"
    case .text: "a password"
    }
  }

  /// Nothing, so that no dump shows it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
