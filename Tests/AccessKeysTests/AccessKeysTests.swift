import AccessKeys
import Testing

@Suite struct AccessKeysTests {
  private func token() -> AccessToken {
    var random = SystemRandomNumberGenerator()
    return AccessToken(random: &random)
  }

  private func key(_ token: AccessToken, expires: Int64? = nil, revoked: Int64? = nil) -> AccessKey
  {
    AccessKey(
      id: token.id, owner: "ada", digest: token.digest, scopes: [.read], createdAt: 0,
      expiresAt: expires, revokedAt: revoked)
  }

  @Test func tokensAreLongRandomAndReadBack() {
    let tokens = (0..<1000).map { _ in token() }
    #expect(Set(tokens.map(\.text)).count == 1000)
    // Every digit of the secret takes all 32 values about equally often: 5 bits each, 160 in all.
    var counts: [Character: Int] = [:]
    for token in tokens {
      let secret = token.text.split(separator: "_")[2]
      #expect(secret.count == 32)
      for digit in secret { counts[digit, default: 0] += 1 }
      #expect(AccessToken(token.text)?.id == token.id)
    }
    #expect(counts.count == 32)
    // 1,000 each, with a deviation of 31.
    #expect(counts.values.allSatisfy { (800...1200).contains($0) })
  }

  @Test func whatIsNoTokenIsNotRead() {
    let text = token().text
    for wrong in [
      "", "sbk", "sbk_", text + "a", String(text.dropLast()), text.uppercased(), "x" + text,
      text.replacing("_", with: "-"), text + "_", String(text.dropLast()) + "u",
      String(text.dropLast()) + "é", " " + text,
    ] {
      #expect(AccessToken(wrong) == nil, "\(wrong)")
    }
  }

  @Test func digestIsSHA256OfTheText() throws {
    // From coreutils: printf sbk_0123456789_0123456789abcdefghjkmnpqrstvwxyz | sha256sum
    let token = try #require(AccessToken("sbk_0123456789_0123456789abcdefghjkmnpqrstvwxyz"))
    let expected = "6b01b372533e59c2dfc0f5468dab08147467d4e59b037155cdbb488805ca41df"
    #expect(
      token.digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        == expected)
  }

  @Test func theRingOpensToItsTokensAlone() throws {
    let (good, other) = (token(), token())
    let ring = KeyRing([key(good)])
    #expect(ring.isRequired)
    #expect(try ring.key(for: good.text, at: 5).owner == "ada")
    #expect(throws: KeyRing.Refusal.unknown) { try ring.key(for: other.text, at: 5) }
    // The right id with another secret.
    let forged = "sbk_\(good.id)_" + other.text.split(separator: "_")[2]
    #expect(throws: KeyRing.Refusal.unknown) { try ring.key(for: forged, at: 5) }
    #expect(throws: KeyRing.Refusal.unknown) { try ring.key(for: "", at: 5) }
  }

  @Test func expiryAndRevocationHold() throws {
    let token = token()
    let ring = KeyRing([key(token, expires: 10)])
    #expect(try ring.key(for: token.text, at: 9).id == token.id)
    #expect(throws: KeyRing.Refusal.expired) { try ring.key(for: token.text, at: 10) }
    ring.replace(with: [key(token, revoked: 3)])
    #expect(throws: KeyRing.Refusal.revoked) { try ring.key(for: token.text, at: 4) }
    // A ring whose keys are all void does not open the service.
    #expect(ring.isRequired)
    #expect(!KeyRing().isRequired)
  }
}
