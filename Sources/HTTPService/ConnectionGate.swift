import Synchronization

/// Counts connections, in all and by client address, against their limits.
///
/// The last places are kept for addresses that hold hardly any: whoever asks after the service's
/// health gets in beside others that take all they can.
final class ConnectionGate: Sendable {
  /// What became of a connection at the gate.
  enum Entry: Equatable {
    /// It is counted in, and must `leave`.
    case entered
    /// There are too many of its address.
    case fullForAddress
    /// There are too many.
    case full
  }

  private struct Counts {
    var total = 0
    var byAddress: [String: Int] = [:]
  }

  private let counts = Mutex(Counts())
  private let limit: Int
  private let limitPerAddress: Int
  /// Places for addresses with fewer than ``few`` connections.
  private let kept: Int

  private static let mostKept = 16
  private static let few = 2

  init(limit: Int, limitPerAddress: Int) {
    self.limit = limit
    self.limitPerAddress = limitPerAddress
    kept = min(Self.mostKept, limit / 8)
  }

  /// Connections let in that have not left.
  var total: Int { counts.withLock { $0.total } }

  /// Counts a connection from `address` in, unless a limit is reached.
  func enter(_ address: String) -> Entry {
    counts.withLock { counts in
      let ofAddress = counts.byAddress[address, default: 0]
      guard ofAddress < limitPerAddress else { return .fullForAddress }
      guard counts.total < (ofAddress < Self.few ? limit : limit - kept) else { return .full }
      counts.total += 1
      counts.byAddress[address] = ofAddress + 1
      return .entered
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

/// A connection that was accepted and has no queue yet.
struct Newcomer: Sendable {
  let descriptor: Int32
  /// The client's address.
  let address: String
  let gate: ConnectionGate
  /// Bounds the connections that are only kept to be told that there are too many.
  let refusals: ConnectionGate
}
