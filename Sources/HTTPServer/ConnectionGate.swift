import Synchronization

/// Counts connections, in all and by client address, against their limits.
final class ConnectionGate: Sendable {
  private struct Counts {
    var total = 0
    var byAddress: [String: Int] = [:]
  }

  private let counts = Mutex(Counts())
  private let limit: Int
  private let limitPerAddress: Int

  init(limit: Int, limitPerAddress: Int) {
    self.limit = limit
    self.limitPerAddress = limitPerAddress
  }

  /// Connections let in that have not left.
  var total: Int { counts.withLock { $0.total } }

  /// Counts a connection from `address` in, unless one limit is reached. What is let in must
  /// `leave`.
  func enter(_ address: String) -> Bool {
    counts.withLock { counts in
      let ofAddress = counts.byAddress[address, default: 0]
      guard counts.total < limit, ofAddress < limitPerAddress else { return false }
      counts.total += 1
      counts.byAddress[address] = ofAddress + 1
      return true
    }
  }

  /// Counts a connection from `address` out.
  func leave(_ address: String) {
    counts.withLock { counts in
      counts.total -= 1
      let left = counts.byAddress[address, default: 1] - 1
      counts.byAddress[address] = left == 0 ? nil : left
    }
  }
}
