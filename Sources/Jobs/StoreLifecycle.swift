/// What a service asks of its store beside its data: whether it writes, and that it ends.
package protocol StoreLifecycle: Sendable {
  /// Why the last write failed; nil where it did not.
  var trouble: StoreTrouble? { get }

  /// Looks whether the store still writes, and, where the last write failed, whether another one does
  /// not. To be called now and then, since an idle service writes nothing.
  func lookAfter() async

  /// Lets no call wait longer than `limit` from now for a lock that a visitor holds: it throws
  /// `unavailable` then. For a service that is to stop in time.
  func endWaits(within limit: Duration)

  /// Commits what waits and closes. Calls made later throw `closed`. A store that is dropped without
  /// it loses nothing.
  ///
  /// Throws where something is left to the next start.
  func close() async throws
}
