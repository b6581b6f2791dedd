internal import Jobs
internal import Logging
internal import TrainingService

/// Removes ended jobs that are not to be kept, while the service runs.
final class RetentionWatch: Sendable {
  private static let interval = Duration.seconds(60)
  /// Jobs removed in one write; between two of them others write.
  private static let jobsAtOnce = 50

  private let task: Task<Void, Never>?

  /// Begins at once; does nothing where everything is kept.
  init(_ retention: JobRetention, queue: JobQueue, api: APIHandler, time: TimeSource, log: Logger) {
    guard !retention.keepsAll else {
      task = nil
      return
    }
    task = Task {
      repeat {
        await Self.remove(retention, queue: queue, api: api, log: log)
      } while (try? await time.sleep(Self.interval)) != nil
    }
  }

  /// Ends it.
  func stop() async {
    task?.cancel()
    await task?.value
  }

  private static func remove(
    _ retention: JobRetention, queue: JobQueue, api: APIHandler, log: Logger
  ) async {
    var count = 0
    do {
      while !Task.isCancelled {
        let removed = try await queue.removeEnded(retention, limit: jobsAtOnce)
        if removed.isEmpty { break }
        api.forget(removed)
        count += removed.count
      }
    } catch {
      log.warning("jobs that are not to be kept could not be removed: \(error)")
    }
    if count > 0 {
      log.info("removed jobs that are not to be kept", metadata: ["count": "\(count)"])
    }
  }
}
