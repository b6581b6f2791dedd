internal import Foundation

/// The keys that requests are signed with. No description of them shows any.
package struct S3Credentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  let keyID: String
  let secret: String
  /// Of keys that last for a while.
  let sessionToken: String?

  package init(keyID: String, secret: String, sessionToken: String? = nil) {
    self.keyID = keyID
    self.secret = secret
    self.sessionToken = sessionToken
  }

  package var description: String { "keys of S3" }

  /// Nothing, so that no dump shows them.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where the keys come from. They are read for every request, so that ones that were changed are taken up.
package enum S3CredentialSource: Sendable {
  /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where there is one, `AWS_SESSION_TOKEN`.
  case environment([String: String])
  /// A file as Amazon's tools have it: lines such as `aws_access_key_id = …` below `[default]`.
  case file(String)
  /// These; for tests.
  case given(S3Credentials)

  /// Longer than any such file needs to be.
  private static let mostBytes = 64 << 10

  /// The keys. Throws `unavailable` where there are none, which says where they were looked for.
  package func credentials() throws(BlobFault) -> S3Credentials {
    switch self {
    case .given(let credentials): return credentials
    case .environment(let environment):
      guard
        let found = Self.credentials(
          { environment[$0.uppercased()].flatMap { $0.isEmpty ? nil : $0 } })
      else {
        throw .unavailable("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set")
      }
      return found
    case .file(let path):
      guard let handle = FileHandle(forReadingAtPath: path),
        let data = try? handle.read(upToCount: Self.mostBytes)
      else { throw .unavailable("the file of its keys, \(path), cannot be read") }
      let lines = Self.defaultLines(String(decoding: data, as: UTF8.self))
      guard let found = Self.credentials({ lines[$0] }) else {
        throw .unavailable(
          "the file of its keys, \(path), has no aws_access_key_id and aws_secret_access_key below"
            + " [default]")
      }
      return found
    }
  }

  private static func credentials(_ read: (String) -> String?) -> S3Credentials? {
    guard let id = read("aws_access_key_id"), let secret = read("aws_secret_access_key") else {
      return nil
    }
    // A line break in a key would be one in a field.
    guard
      [id, secret, read("aws_session_token") ?? ""].allSatisfy({ $0.utf8.allSatisfy { $0 > 32 } })
    else { return nil }
    return S3Credentials(keyID: id, secret: secret, sessionToken: read("aws_session_token"))
  }

  /// The names and values below `[default]`, or before any heading.
  private static func defaultLines(_ text: String) -> [String: String] {
    var (values, isDefault): ([String: String], Bool) = ([:], true)
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("[") {
        isDefault = line == "[default]"
      } else if isDefault, !line.hasPrefix("#"), !line.hasPrefix(";") {
        let pair = line.split(separator: "=", maxSplits: 1).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        if pair.count == 2, !pair[1].isEmpty { values[pair[0].lowercased()] = pair[1] }
      }
    }
    return values
  }
}
