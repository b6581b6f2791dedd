/// Something that another process has done in a store which this one shares: a reason to look there now
/// rather than at the next time. A hint that is lost costs the time until then and nothing else.
package enum StoreHint: String, CaseIterable, Sendable {
  /// Jobs wait to be claimed.
  case queued
  /// Jobs have left their workers, or were cancelled before they had one.
  case changed
  /// Jobs in training are to be cancelled.
  case cancelling
}

/// How processes that share a store give each other hints.
package protocol StoreHints: Sendable {
  /// Has `body` called at each hint of another process from now on, until the store is closed, and once
  /// with every hint when some may have been lost. On any thread; it must not block.
  func follow(_ body: @escaping @Sendable (StoreHint) -> Void)

  /// Gives the other processes a hint, soon and without waiting; several of a kind in a short time are one.
  func send(_ hint: StoreHint)
}

extension StoreHints {
  /// Tells the other processes what this one has done.
  func notice(_ event: QueueEvent) {
    switch event {
    case .created: send(.queued)
    case .settled(_, let state):
      if state == .queued { send(.queued) }
      send(.changed)
    case .requeued(let taken):
      if !taken.queued.isEmpty { send(.queued) }
      send(.changed)
    case .claimed, .leaseLost, .checkpointDiscarded, .storeFailure: break
    }
  }
}

extension JobStore {
  /// A store that one process holds needs none.
  package var hints: (any StoreHints)? { nil }
}
