internal import Synchronization
package import TrainingModel

/// The specs that this process has read and validated when they were handed in, by their digests: whoever
/// trains or analyses a job soon after does not read what the service itself wrote.
///
/// What is not here, after a restart or among very many, is read from the store.
package final class SpecCache: Sendable {
  private struct State {
    var specs: [String: TrainingSpec] = [:]
    /// The oldest first.
    var digests: [String] = []
  }

  /// A spec has about two kilobytes.
  private static let most = 4096
  /// Longer specs, such as those with given weights, are read again.
  static let mostBytes = 16 << 10

  private let state = Mutex(State())

  /// No specs.
  package init() {}

  /// Takes the spec of a job in that has been handed in; `bytes` is how long it is as text.
  package func keep(_ spec: TrainingSpec, digest: String, bytes: Int) {
    guard bytes <= Self.mostBytes else { return }
    state.withLock { state in
      guard state.specs.updateValue(spec, forKey: digest) == nil else { return }
      state.digests.append(digest)
      guard state.digests.count > Self.most else { return }
      // Half at a time, so that the list is not moved for each.
      for digest in state.digests.prefix(Self.most / 2) { state.specs[digest] = nil }
      state.digests.removeFirst(Self.most / 2)
    }
  }

  /// The spec of this digest, without the rows that it names.
  func spec(digest: String) -> TrainingSpec? { state.withLock { $0.specs[digest] } }
}
