import AccessKeys
import HTTPCodec
import Synchronization

/// A key's token and the ring that knows it.
final class Keys: Sendable {
  let ring = KeyRing()
  private let made = Mutex<[AccessKey]>([])

  func make(
    _ owner: String, _ scopes: Set<AccessScope> = [.read, .write], expiresAt: Int64? = nil
  ) -> HTTPFields {
    var random = SystemRandomNumberGenerator()
    let token = AccessToken(random: &random)
    let keys = made.withLock { made in
      made.append(
        AccessKey(
          id: token.id, owner: owner, digest: token.digest, scopes: scopes, createdAt: 0,
          expiresAt: expiresAt))
      return made
    }
    ring.replace(with: keys)
    return ["Authorization": "Bearer \(token.text)"]
  }

  /// Revokes every key so far.
  func revokeAll() {
    let keys = made.withLock { made in
      for index in made.indices { made[index].revokedAt = 1 }
      return made
    }
    ring.replace(with: keys)
  }
}
