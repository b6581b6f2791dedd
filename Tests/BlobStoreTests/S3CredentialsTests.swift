import BlobStore
import Foundation
import Testing

@Suite struct S3CredentialsTests {
  @Test func theEnvironmentIsRead() throws {
    let keys = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"]
    #expect(
      try S3CredentialSource.environment(keys).credentials()
        == S3Credentials(keyID: "id", secret: "secret"))
    #expect(
      try S3CredentialSource.environment(keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 })
        .credentials() == S3Credentials(keyID: "id", secret: "secret", sessionToken: "t"))
    for lacking in [
      [:], ["AWS_ACCESS_KEY_ID": "id"], keys.merging(["AWS_SECRET_ACCESS_KEY": ""]) { $1 },
      keys.merging(["AWS_SESSION_TOKEN": "a\nInjected: b"]) { $1 },
    ] {
      #expect(throws: BlobFault.self) {
        try S3CredentialSource.environment(lacking).credentials()
      }
    }
  }

  /// A file that was changed is read anew.
  @Test func aFileIsReadEachTime() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = S3CredentialSource.file(file.path)
    #expect(throws: BlobFault.self) { try source.credentials() }
    try Data(
      """
      # of the lab
      [other]
      aws_access_key_id = wrong
      [default]
      aws_access_key_id = id
      aws_secret_access_key=a/b+c=
      """.utf8
    ).write(to: file)
    #expect(try source.credentials() == S3Credentials(keyID: "id", secret: "a/b+c="))
    try Data(
      "aws_access_key_id = id2\naws_secret_access_key = s2\naws_session_token = t2\n".utf8
    ).write(to: file)
    #expect(
      try source.credentials()
        == S3Credentials(keyID: "id2", secret: "s2", sessionToken: "t2"))
  }

  @Test func noDescriptionShowsKeys() {
    let keys = S3Credentials(
      keyID: "hidden-id", secret: "hidden-word", sessionToken: "hidden-token")
    var dumped = ""
    dump(keys, to: &dumped)
    for text in [dumped, "\(keys)", String(reflecting: keys), "\(S3CredentialSource.given(keys))"] {
      #expect(!text.contains("hidden"))
    }
  }
}
