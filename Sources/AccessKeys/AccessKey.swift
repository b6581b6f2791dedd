/// What a key lets its holder do.
package enum AccessScope: String, Sendable, CaseIterable, Comparable {
  /// Requests that change nothing.
  case read
  /// Requests that submit, cancel and delete.
  case write

  /// In the order of the cases.
  package static func < (left: AccessScope, right: AccessScope) -> Bool {
    left == .read && right == .write
  }
}

/// A key as it is stored: all but the secret itself, of which there is only the digest.
package struct AccessKey: Sendable, Equatable {
  /// The public part of the token; it may be logged.
  package var id: String
  /// Whose jobs its holder sees.
  package var owner: String
  /// SHA-256 of the whole token.
  package var digest: [UInt8]
  /// What it is good for.
  package var scopes: Set<AccessScope>
  /// When it was made, in milliseconds since 1970.
  package var createdAt: Int64
  /// From when on it is void, in milliseconds since 1970; nil: never.
  package var expiresAt: Int64?
  /// When it was revoked, in milliseconds since 1970; nil: it was not.
  package var revokedAt: Int64?

  package init(
    id: String, owner: String, digest: [UInt8], scopes: Set<AccessScope>, createdAt: Int64,
    expiresAt: Int64? = nil, revokedAt: Int64? = nil
  ) {
    self.id = id
    self.owner = owner
    self.digest = digest
    self.scopes = scopes
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }

  /// Whether it is good at `now`, in milliseconds since 1970.
  package func isValid(at now: Int64) -> Bool {
    revokedAt == nil && expiresAt.map { now < $0 } ?? true
  }
}
