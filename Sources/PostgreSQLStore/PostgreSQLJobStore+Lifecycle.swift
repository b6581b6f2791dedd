internal import BlobStore
package import Jobs

// Whether the store writes, and its end.
extension PostgreSQLJobStore: StoreLifecycle {
  /// See `StoreLifecycle`.
  package var trouble: StoreTrouble? { health.trouble }

  /// See `StoreLifecycle`. Asks the server whether it takes writes, as one that was made a standby goes on
  /// answering reads over the connections that are open; where the last write failed, writes.
  package func lookAfter() async {
    let hadTrouble = trouble != nil
    _ = try? await query(
      hadTrouble ? .adding : .looking, "SELECT symbreak_v1.look($1)", [.bool(hadTrouble)]
    ) { _ in }
  }

  /// See `StoreLifecycle`. The server is a visitor too: no call waits for it any longer.
  package func endWaits(within limit: Duration) {
    pool.endWaits(within: limit)
    readers.endWaits(within: limit)
    blobs?.store.endWaits(within: limit)
  }

  /// See `StoreLifecycle`. Whatever has been answered is in the database.
  package func close() async throws {
    try await channel.close()
    try await pool.close()
    try await readers.close()
  }
}
