internal import Jobs

/// Has the store look after its files, and try again to write where it could not.
final class StoreWatch: Sendable {
  private let looking: Task<Void, Never>

  private static let interval = Duration.seconds(1)

  init(_ store: any StoreLifecycle, time: TimeSource) {
    looking = Task {
      while true {
        do { try await time.sleep(Self.interval) } catch { return }
        await store.lookAfter()
      }
    }
  }

  /// Ends it.
  func stop() async {
    looking.cancel()
    await looking.value
  }
}
