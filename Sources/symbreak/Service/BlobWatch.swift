internal import Jobs
internal import Logging

/// Removes large values that nothing names any more from where they are kept, while the service runs:
/// those of deleted jobs and data sets, of checkpoints since replaced, and of workers that lost their job.
final class BlobWatch: Sendable {
  private static let interval = Duration.seconds(600)
  /// Much longer than it takes to store a value and then what names it.
  private static let age = Duration.seconds(3600)

  private let task: Task<Void, Never>

  /// Begins after an interval; nil where the store keeps all in its database.
  init?(_ store: any ServiceStore, time: TimeSource, log: Logger) {
    guard let keeper = store as? any BlobKeeper else { return nil }
    task = Task {
      while (try? await time.sleep(Self.interval)) != nil {
        do {
          let count = try await keeper.removeUnnamedBlobs(age: Self.age)
          if count > 0 {
            log.info("removed large values that nothing names", metadata: ["count": "\(count)"])
          }
        } catch {
          log.warning("large values that nothing names could not be removed: \(error)")
        }
      }
    }
  }

  /// Lets it begin nothing more.
  func end() { task.cancel() }

  /// Ends it, and returns when it has ended.
  func stop() async {
    task.cancel()
    await task.value
  }
}
