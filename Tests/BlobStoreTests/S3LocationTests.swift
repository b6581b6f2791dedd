import BlobStore
import Testing

@Suite struct S3LocationTests {
  private static let digest = BlobDigest(of: [])
  private static let key = BlobKey(digest, number: 7)

  @Test(arguments: [
    ("s3://lab", "https://lab.s3.us-east-1.amazonaws.com", "/"),
    ("s3://lab/", "https://lab.s3.us-east-1.amazonaws.com", "/"),
    (
      "s3://lab/some/place/?region=eu-central-1", "https://lab.s3.eu-central-1.amazonaws.com",
      "/some/place/"
    ),
    ("s3://lab.example/a", "https://s3.us-east-1.amazonaws.com", "/lab.example/a/"),
    ("s3://lab/a?endpoint=http://127.0.0.1:5000/", "http://127.0.0.1:5000", "/lab/a/"),
    ("s3://lab?endpoint=https://MinIO.example:443&region=x", "https://minio.example", "/lab/"),
    ("s3://lab?endpoint=http://[::1]:9000", "http://[::1]:9000", "/lab/"),
  ])
  func placesAreUnderstood(_ text: String, _ origin: String, _ path: String) throws {
    let location = try S3Location(text)
    #expect(location.origin == origin)
    #expect(location.path(of: Self.key) == path + Self.digest.hexadecimal + "-7")
    #expect(location.host == origin.split(separator: "/", maxSplits: 2).last.map(String.init))
    #expect(location.description == text)
  }

  @Test(arguments: [
    "", "lab", "http://lab", "s3://", "s3://ab", "s3://Lab", "s3://lab//a", "s3://lab/a b",
    "s3://lab/../x", "s3://lab/ä", "s3://lab/a%20b", "s3://lab?region=", "s3://lab?region=EU",
    "s3://lab?zone=x", "s3://lab?region=a&region=b", "s3://lab?endpoint=ftp://x",
    "s3://lab?endpoint=https://user:word@x", "s3://lab?endpoint=https://x/path",
    "s3://lab?endpoint=https://x%0d", "s3://-lab",
  ])
  func whatIsNoPlaceIsRefused(_ text: String) {
    #expect(throws: S3Location.Fault.self) { try S3Location(text) }
  }

  @Test func digestsAreSixtyFourDigits() {
    #expect(BlobDigest(hexadecimal: Self.digest.hexadecimal) == Self.digest)
    for text in ["", "ab", Self.digest.hexadecimal.uppercased(), Self.digest.hexadecimal + "0"] {
      #expect(BlobDigest(hexadecimal: text) == nil)
    }
  }

  @Test func keysAreReadAsTheyAreWritten() {
    for number in [0, 7, Int64.max] {
      let key = BlobKey(Self.digest, number: number)
      #expect(BlobKey(key.description) == key)
    }
    for number in ["", "-", "--1", "-01", "-+1", "-1-1", "-x", "-9223372036854775808"] {
      #expect(BlobKey(Self.digest.hexadecimal + number) == nil)
    }
  }
}
