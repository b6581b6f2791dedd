package import AccessKeys

// Access keys, in the database of the jobs.
extension PostgreSQLJobStore: KeyStore {
  /// See `KeyStore`.
  package func keys() async throws -> [AccessKey] {
    try await query(
      .reading,
      """
      SELECT id, owner, digest, array_to_string(scopes, ' ') AS scopes, created_at, expires_at,
        revoked_at
      FROM symbreak.access_keys ORDER BY created_at, id
      """
    ) { rows in
      try rows.map { row in
        let scopes = try row.requiredText("scopes").split(separator: " ")
        return AccessKey(
          id: try row.requiredText("id"), owner: try row.requiredText("owner"),
          digest: try row.required(row.bytes("digest"), "digest"),
          scopes: Set(scopes.compactMap { AccessScope(rawValue: String($0)) }),
          createdAt: try row.requiredInteger("created_at"),
          expiresAt: try row.integer("expires_at"), revokedAt: try row.integer("revoked_at"))
      }
    }
  }

  /// See `KeyStore`. The same key again is the same one.
  package func add(_ key: AccessKey) async throws {
    let values: [PostgresValue] = [
      .text(key.id), .text(key.owner), .bytes(key.digest),
      .text(PostgresArray.text(key.scopes.sorted().map(\.rawValue))), .integer(key.createdAt),
      key.expiresAt.map { .integer($0) } ?? .null, key.revokedAt.map { .integer($0) } ?? .null,
    ]
    try await transaction(.adding) { session in
      let known = try session.run(
        "SELECT FROM symbreak.access_keys WHERE id = $1 AND digest = $2",
        [.text(key.id), .bytes(key.digest)])
      guard known.count == 0 else { return }
      _ = try session.run(
        """
        INSERT INTO symbreak.access_keys (id, owner, digest, scopes, created_at, expires_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, values)
    }
  }

  /// See `KeyStore`.
  package func revoke(_ id: String, at now: Int64) async throws -> Bool {
    try await query(
      .trying,
      """
      UPDATE symbreak.access_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1 RETURNING id
      """, [.text(id), .integer(now)]
    ) { rows in rows.count > 0 }
  }
}
