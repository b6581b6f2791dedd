package import HTTPCodec
package import JobQueue
internal import Synchronization

/// Answers about finished jobs, which can change only by being deleted: the least recently used
/// ones go when the bytes are too many.
///
/// A hit costs one lock and one look-up, so that it can be answered from the queue that read the
/// request, without the store.
package final class AnswerCache: Sendable {
  /// The state of the cache's deletions when an answer began to be made.
  package struct Epoch: Sendable, Equatable {
    fileprivate let deletions: UInt64
  }

  fileprivate struct Entry {
    var job: JobID
    var response: HTTPResponse
    var cost: Int
    /// Neighbours in the order of use; nil at the ends.
    var newer: String?
    var older: String?
  }

  fileprivate struct State {
    var entries: [String: Entry] = [:]
    var keys: [JobID: Set<String>] = [:]
    var newest: String?
    var oldest: String?
    var bytes = 0
    var deletions: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())
  /// What an entry takes beside its body and key, about.
  private static let overhead = 512

  /// A cache of at most `capacity` bytes; 0 keeps nothing.
  package init(capacity: Int) {
    self.capacity = capacity
  }

  /// The answer under `key`, which counts as used now. O(1) expected.
  package func response(for key: String) -> HTTPResponse? {
    state.withLock { state -> HTTPResponse? in
      guard let response = state.entries[key]?.response else { return nil }
      state.unlink(key)
      state.linkNewest(key)
      return response
    }
  }

  /// What `insert` needs to know whether a job was deleted while its answer was made. Take it
  /// before reading the job.
  package var epoch: Epoch { state.withLock { Epoch(deletions: $0.deletions) } }

  /// Keeps an answer, unless a job was deleted since `epoch` or it is larger than an eighth of the
  /// cache: one answer must not push out all others.
  package func insert(_ response: HTTPResponse, for key: String, of job: JobID, since epoch: Epoch)
  {
    let cost = response.body.count + 2 * key.utf8.count + Self.overhead
    guard cost <= capacity / 8 else { return }
    state.withLock { state in
      guard state.deletions == epoch.deletions else { return }
      state.remove(key)
      state.entries[key] = Entry(job: job, response: response, cost: cost)
      state.keys[job, default: []].insert(key)
      state.linkNewest(key)
      state.bytes += cost
      while state.bytes > capacity, let oldest = state.oldest { state.remove(oldest) }
    }
  }

  /// Forgets everything about a job that was deleted.
  package func remove(_ job: JobID) {
    state.withLock { state in
      state.deletions += 1
      for key in state.keys[job] ?? [] { state.remove(key) }
    }
  }

  /// Bytes in use.
  package var bytes: Int { state.withLock { $0.bytes } }
}

extension AnswerCache.State {
  fileprivate mutating func linkNewest(_ key: String) {
    entries[key]?.older = newest
    entries[key]?.newer = nil
    if let newest { entries[newest]?.newer = key }
    newest = key
    if oldest == nil { oldest = key }
  }

  fileprivate mutating func unlink(_ key: String) {
    guard let entry = entries[key] else { return }
    if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
    if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
  }

  fileprivate mutating func remove(_ key: String) {
    unlink(key)
    guard let entry = entries.removeValue(forKey: key) else { return }
    bytes -= entry.cost
    keys[entry.job]?.remove(key)
    if keys[entry.job]?.isEmpty == true { keys[entry.job] = nil }
  }
}
