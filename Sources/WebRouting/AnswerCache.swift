package import HTTPCodec
internal import Synchronization

/// Answers about what can change only by being deleted, such as finished jobs: the least recently
/// used ones go when the bytes are too many.
///
/// A hit costs one lock and one look-up, so that it can be answered from the queue that read the
/// request, without the store.
package final class AnswerCache<Subject: Hashable & Sendable>: Sendable {
  /// The state of the cache's deletions when an answer began to be made.
  package struct Epoch: Sendable, Equatable {
    fileprivate let deletions: UInt64
  }

  fileprivate struct Entry {
    var key: String
    var subject: Subject
    var response: HTTPResponse
    var cost: Int
    /// The places of the neighbours in the order of use; nil at the ends.
    var newer: Int?
    var older: Int?
  }

  fileprivate struct State {
    /// Entries in their places, which `free` ones await.
    var entries: [Entry?] = []
    var free: [Int] = []
    var places: [String: Int] = [:]
    var ofSubject: [Subject: Set<Int>] = [:]
    var newest: Int?
    var oldest: Int?
    var bytes = 0
    var deletions: UInt64 = 0
  }

  private let capacity: Int
  private let state = Mutex(State())
  /// What an entry takes beside its body and key, about.
  private static var overhead: Int { 512 }

  /// A cache of at most `capacity` bytes; 0 keeps nothing.
  package init(capacity: Int) {
    self.capacity = capacity
  }

  /// The answer under `key`, which counts as used now. O(1) expected.
  package func response(for key: String) -> HTTPResponse? {
    state.withLock { state -> HTTPResponse? in
      guard let place = state.places[key] else { return nil }
      if state.newest != place {
        state.unlink(place)
        state.linkNewest(place)
      }
      return state.entries[place]?.response
    }
  }

  /// What `insert` needs to know whether a job was deleted while its answer was made. Take it
  /// before reading the job.
  package var epoch: Epoch { state.withLock { Epoch(deletions: $0.deletions) } }

  /// Keeps an answer, unless a job was deleted since `epoch` or it is larger than an eighth of the
  /// cache: one answer must not push out all others.
  package func insert(
    _ response: HTTPResponse, for key: String, of subject: Subject, since epoch: Epoch
  ) {
    let cost = response.body.count + 2 * key.utf8.count + Self.overhead
    guard cost <= capacity / 8 else { return }
    state.withLock { state in
      guard state.deletions == epoch.deletions else { return }
      if let former = state.places[key] { state.remove(former) }
      state.insert(Entry(key: key, subject: subject, response: response, cost: cost))
      while state.bytes > capacity, let oldest = state.oldest { state.remove(oldest) }
    }
  }

  /// Forgets everything about a job that was deleted.
  package func remove(_ subject: Subject) {
    state.withLock { state in
      state.deletions += 1
      for place in state.ofSubject[subject] ?? [] { state.remove(place) }
    }
  }

  /// Forgets everything: what answers depended on has gone.
  package func removeAll() {
    state.withLock { state in
      state.deletions += 1
      for place in Array(state.places.values) { state.remove(place) }
    }
  }

  /// Bytes in use.
  package var bytes: Int { state.withLock { $0.bytes } }
}

extension AnswerCache.State {
  fileprivate mutating func insert(_ entry: AnswerCache.Entry) {
    let place = free.popLast() ?? entries.endIndex
    if place == entries.endIndex { entries.append(entry) } else { entries[place] = entry }
    places[entry.key] = place
    ofSubject[entry.subject, default: []].insert(place)
    bytes += entry.cost
    linkNewest(place)
  }

  fileprivate mutating func remove(_ place: Int) {
    unlink(place)
    guard let entry = entries[place] else { return }
    entries[place] = nil
    free.append(place)
    places[entry.key] = nil
    bytes -= entry.cost
    ofSubject[entry.subject]?.remove(place)
    if ofSubject[entry.subject]?.isEmpty == true { ofSubject[entry.subject] = nil }
  }

  fileprivate mutating func linkNewest(_ place: Int) {
    entries[place]?.older = newest
    entries[place]?.newer = nil
    if let newest { entries[newest]?.newer = place }
    newest = place
    if oldest == nil { oldest = place }
  }

  fileprivate mutating func unlink(_ place: Int) {
    guard let entry = entries[place] else { return }
    if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
    if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
  }
}
