internal import Synchronization

/// The keys that the service knows, at hand for every request.
///
/// From the first key on, every request needs one; revoking the last does not open the service.
package final class KeyRing: Sendable {
  /// Why a token opens nothing.
  package enum Refusal: Error, Sendable {
    /// It is none, or of no key, or not that key's.
    case unknown
    /// Its key has expired.
    case expired
    /// Its key was revoked.
    case revoked
  }

  private let keys: Mutex<[String: AccessKey]>

  /// A ring of `keys`.
  package init(_ keys: [AccessKey] = []) {
    self.keys = Mutex(Dictionary(keys.map { ($0.id, $0) }) { $1 })
  }

  /// Takes the place of all keys so far.
  package func replace(with keys: [AccessKey]) {
    let ring = Dictionary(keys.map { ($0.id, $0) }) { $1 }
    self.keys.withLock { $0 = ring }
  }

  /// Whether requests need a key.
  package var isRequired: Bool { keys.withLock { !$0.isEmpty } }

  /// The key that `text` is the token of, at `now` (milliseconds since 1970).
  package func key(for text: String, at now: Int64) throws(Refusal) -> AccessKey {
    guard let token = AccessToken(text), let key = keys.withLock({ $0[token.id] }),
      token.opens(key)
    else { throw .unknown }
    if let refusal = refusal(of: key, at: now) { throw refusal }
    return key
  }

  /// Why the key called `id`, which opened something before, opens nothing at `now` (milliseconds
  /// since 1970); nil while it is good.
  package func refusal(of id: String, at now: Int64) -> Refusal? {
    guard let key = keys.withLock({ $0[id] }) else { return .unknown }
    return refusal(of: key, at: now)
  }

  private func refusal(of key: AccessKey, at now: Int64) -> Refusal? {
    if key.revokedAt != nil { return .revoked }
    return key.isValid(at: now) ? nil : .expired
  }
}
