/// Whether a store has room for more than it holds.
package enum StoreRoom: Hashable, Sendable {
  /// It takes in whatever limits and quotas allow.
  case open
  /// It takes in nothing new. What is there can be read, cancelled and deleted, and jobs that run can
  /// end, out of a reserve; queued jobs wait.
  case closed(Shortage)

  /// What there is too little of.
  package enum Shortage: String, Hashable, Sendable {
    /// Room on the disk.
    case disk
    /// Room below the store's own size limit.
    case limit
  }
}

extension StoreRoom.Shortage: CustomStringConvertible {
  /// What is wrong and what to do, in a sentence.
  package var description: String {
    switch self {
    case .disk: "The disk is full: free space on it or delete jobs that have ended."
    case .limit:
      "The job store has reached its size limit: raise it or delete jobs that have ended."
    }
  }
}
