internal import AccessKeys
internal import Jobs

/// Keeps the ring of keys as the database has it, which commands change while the service runs.
final class KeyWatch: Sendable {
  let ring: KeyRing
  private let refreshing: Task<Void, Never>

  private static let interval = Duration.seconds(1)

  /// Reads the keys beside the jobs, through the store: the database's file is not opened a second
  /// time. Throws `JobStoreError`.
  init(_ store: any KeyStore, time: TimeSource, log: StoreFailureLog) async throws {
    let ring = KeyRing(try await store.keys())
    self.ring = ring
    refreshing = Task {
      while true {
        do { try await time.sleep(Self.interval) } catch { return }
        do {
          ring.replace(with: try await store.keys())
        } catch {
          // The keys known so far stay good: a store that is busy locks nobody out or in.
          log.warn("the keys could not be read again", error)
        }
      }
    }
  }

  /// Ends it.
  func stop() async {
    refreshing.cancel()
    await refreshing.value
  }
}
