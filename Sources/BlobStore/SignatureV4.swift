internal import ByteCoding
internal import Crypto
internal import Foundation

/// Amazon's signature of requests, version 4, in the field Authorization ("Authenticating Requests:
/// Using the Authorization Header", Amazon S3 API Reference), for paths that need no escaping and without
/// queries.
package struct SignatureV4 {
  private let credentials: S3Credentials
  private let region: String
  private let service: String

  /// A signer of requests to a service of a region.
  package init(credentials: S3Credentials, region: String, service: String = "s3") {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// The value of Authorization for a request.
  ///
  /// - Parameters:
  ///   - path: as it is sent.
  ///   - fields: all that are to be signed; `host` and `x-amz-date` are among them.
  ///   - digest: SHA-256 of the content, in hexadecimal digits.
  ///   - moment: what `x-amz-date` says.
  package func authorization(
    _ method: String, _ path: String, fields: [(name: String, value: String)], digest: String,
    at moment: String
  ) -> String {
    let fields = fields.map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }
      .sorted { $0.name < $1.name }
    let names = fields.map(\.name).joined(separator: ";")
    let canonical =
      [method, path, ""] + fields.map { "\($0.name):\($0.value)" } + ["", names, digest]
    let day = String(moment.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let text = [
      "AWS4-HMAC-SHA256", moment, scope,
      SHA256.hash(data: Array(canonical.joined(separator: "\n").utf8)).hexadecimal,
    ].joined(separator: "\n")
    var key = Array("AWS4\(credentials.secret)".utf8)
    for part in [day, region, service, "aws4_request"] { key = Self.code(part, key) }
    return "AWS4-HMAC-SHA256 Credential=\(credentials.keyID)/\(scope), SignedHeaders=\(names), "
      + "Signature=\(Self.code(text, key).hexadecimal)"
  }

  private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
    Array(
      HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
  }

  /// Without spaces around it, and with one in the place of several.
  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ").joined(separator: " ")
  }

  /// A moment as `x-amz-date` has it, `20150830T123600Z`.
  ///
  /// - Parameter seconds: since 1970.
  package static func moment(_ seconds: Int) -> String {
    var (time, parts) = (time_t(seconds), tm())
    gmtime_r(&time, &parts)
    func digits(_ number: Int32, _ count: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1) + digits(parts.tm_mday) + "T"
      + digits(parts.tm_hour) + digits(parts.tm_min) + digits(parts.tm_sec) + "Z"
  }
}
