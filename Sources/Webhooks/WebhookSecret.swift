internal import Crypto
internal import Foundation

/// What the messages to one webhook are signed with, and the signature of Standard Webhooks 1.0.0
/// (https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"), version `v1`.
package struct WebhookSecret: Sendable {
  /// The bytes of the key.
  package let bytes: [UInt8]

  private static let prefix = "whsec_"
  private static let length = 32

  /// A new secret of 256 bits; `random` must be fit for cryptography.
  package init(random: inout some RandomNumberGenerator) {
    bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// A secret that was made before.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The secret as its receiver gets it: `whsec_` and base64.
  package var text: String { Self.prefix + Data(bytes).base64EncodedString() }

  /// The field `webhook-signature` of a message; `timestamp` is that of the try, in seconds since
  /// 1970. O(body).
  package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: bytes))
    return "v1," + Data(code).base64EncodedString()
  }
}
