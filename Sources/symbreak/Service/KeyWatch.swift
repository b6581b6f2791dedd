internal import AccessKeys
internal import JobQueue
internal import Logging
internal import SQLiteJobStore

/// Keeps the ring of keys as the database has it, which commands change while the service runs.
final class KeyWatch: Sendable {
  let ring: KeyRing
  private let store: SQLiteKeyStore?
  private let refreshing: Task<Void, Never>?

  private static let interval = Duration.seconds(1)

  /// Reads the keys beside the jobs; a database in memory has none. Throws `JobStoreError`.
  init(_ database: DatabaseFile, time: TimeSource, log: Logger) async throws {
    guard case .file(let path) = database else {
      (ring, store, refreshing) = (KeyRing(), nil, nil)
      return
    }
    let store = try SQLiteKeyStore(path: path)
    let ring = KeyRing(try await store.keys())
    self.ring = ring
    self.store = store
    refreshing = Task {
      while true {
        do { try await time.sleep(Self.interval) } catch { return }
        do {
          ring.replace(with: try await store.keys())
        } catch {
          // The keys known so far stay good: a store that is busy locks nobody out or in.
          log.warning("the keys could not be read again: \(error)")
        }
      }
    }
  }

  /// Ends it.
  func stop() async {
    refreshing?.cancel()
    await refreshing?.value
    try? store?.close()
  }
}
