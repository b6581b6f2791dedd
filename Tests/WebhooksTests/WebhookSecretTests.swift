import Foundation
import Testing
import Webhooks

@Suite struct WebhookSecretTests {
  /// The vector with which the reference libraries of Standard Webhooks test their signing.
  @Test func signsAsTheReferenceLibrariesDo() throws {
    let bytes = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let secret = WebhookSecret(bytes: [UInt8](bytes))
    #expect(secret.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let signature = secret.signature(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
      body: Array(#"{"test": 2432232314}"#.utf8))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func newSecretsAreLongAndDiffer() {
    var random = SystemRandomNumberGenerator()
    let secrets = (0..<3).map { _ in WebhookSecret(random: &random) }
    #expect(secrets.allSatisfy { 24...64 ~= $0.bytes.count })
    #expect(Set(secrets.map(\.text)).count == 3)
  }
}
