import BlobStore
import Testing

/// Against signatures that Amazon has published.
@Suite struct SignatureV4Tests {
  private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  /// "get-vanilla" and "post-vanilla" of the AWS Signature Version 4 test suite.
  @Test(arguments: [
    ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
  ])
  func signsAsTheTestSuiteDoes(_ method: String, _ expected: String) {
    let signature = SignatureV4(
      credentials: S3Credentials(
        keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "service")
    #expect(
      signature.authorization(
        method, "/",
        fields: [("X-Amz-Date", "20150830T123600Z"), ("Host", "example.amazonaws.com")],
        digest: Self.nothing, at: "20150830T123600Z")
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        + "SignedHeaders=host;x-amz-date, Signature=\(expected)")
  }

  /// "GET Object" and "PUT Object" of "Signature Calculations for the Authorization Header" in the Amazon
  /// S3 API Reference.
  @Test(arguments: [
    (
      "GET", "/test.txt", [("Range", "bytes=0-9")], nothing,
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    ),
    (
      "PUT", "/test%24file.text",
      [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
      "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    ),
  ])
  func signsAsTheDocumentationDoes(
    _ method: String, _ path: String, _ fields: [(String, String)], _ digest: String,
    _ expected: String
  ) {
    let signature = SignatureV4(
      credentials: S3Credentials(
        keyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1")
    let own = [
      ("Host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", digest),
      ("x-amz-date", "20130524T000000Z"),
    ]
    let answer = signature.authorization(
      method, path, fields: (own + fields).map { (name: $0.0, value: $0.1) }, digest: digest,
      at: "20130524T000000Z")
    #expect(answer.hasSuffix("Signature=\(expected)"))
  }

  /// The content of that "PUT Object".
  @Test func digestsAsTheDocumentationDoes() {
    #expect(
      BlobDigest(of: Array("Welcome to Amazon S3.".utf8)).hexadecimal
        == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
    #expect(BlobDigest(of: []).hexadecimal == Self.nothing)
  }

  /// Seconds as `date -u -d … +%s` gives them.
  @Test(arguments: [
    (1_440_938_160, "20150830T123600Z"), (0, "19700101T000000Z"),
    (1_709_251_199, "20240229T235959Z"),
  ])
  func momentsAreInUniversalTime(_ seconds: Int, _ expected: String) {
    #expect(SignatureV4.moment(seconds) == expected)
  }
}
