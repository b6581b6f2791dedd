internal import Synchronization

/// Counts the streams of events that are open.
final class OpenStreams: Sendable {
  private let open = Atomic(0)

  /// How many there are.
  var count: Int { open.load(ordering: .relaxed) }

  /// Runs `body`, which is one of them.
  func counting(_ body: () async -> Void) async {
    open.wrappingAdd(1, ordering: .relaxed)
    defer { open.wrappingSubtract(1, ordering: .relaxed) }
    await body()
  }
}
