/// Why a store does not write.
package struct StoreTrouble: Sendable {
  /// What the last write failed with.
  package var error: JobStoreError
  /// When the first write failed so.
  package var since: Timestamp

  /// Trouble since a moment.
  package init(error: JobStoreError, since: Timestamp) {
    self.error = error
    self.since = since
  }
}

/// Something that a store wants known, for logs.
package enum StoreEvent: Sendable {
  /// A call failed through the store and not its request. `cause` is what the database said;
  /// `untold` counts failures of the same kind, just before, that were not told one by one.
  case failed(JobStoreError, cause: String, untold: Int)
  /// The database's file was removed under the store; all that it held is in this one.
  case rescued(to: String)
  /// The database's file was removed under the store, and what it held could not be copied: it goes
  /// when the service ends.
  case rescueFailed(cause: String)
  /// Writing works again.
  case recovered
  /// Hints of other processes do not come through to this one: it looks for what they have done at its
  /// usual times.
  case hintsUnheard
}

/// Receives events; called on any thread, must not block.
package typealias StoreEventSink = @Sendable (StoreEvent) -> Void
