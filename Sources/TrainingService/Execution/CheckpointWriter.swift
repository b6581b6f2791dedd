internal import Jobs
internal import Synchronization
internal import Threading

/// Writes the checkpoints of jobs that train together, off the thread that trains them, and so
/// seldom that it costs them at most a hundredth of their time.
final class CheckpointWriter: Sendable {
  /// One checkpoint to be written: `makeParts` takes time and runs on the writer's thread.
  struct Item: Sendable {
    var job: JobID
    var access: CheckpointAccess
    var makeParts: @Sendable () -> JobCheckpoint
    /// Called when it is stored; or a later one of the job is, in its place; or it could not be, which
    /// has been told to the queue's events.
    var done: @Sendable (_ isStored: Bool) -> Void = { _ in }
  }

  private struct State {
    var waiting: [Item] = []
    var isBusy = false
    /// When the next is due.
    var due: Duration
    /// What has been spent on those since the last time that nothing waited.
    var cost: Duration = .zero
  }

  /// Most jobs train for less, and what they have done is sooner done again than stored.
  private static let firstDue = Duration.milliseconds(2500)
  private static let shortestInterval = Duration.seconds(2)
  /// One hundredth of the time.
  private static let intervalOfCost = 100

  private let thread: DedicatedThreads
  private let clock: @Sendable () -> Duration
  private let state: Mutex<State>

  /// - Parameter clock: time since some fixed moment.
  init(thread: DedicatedThreads, clock: @escaping @Sendable () -> Duration) {
    self.thread = thread
    self.clock = clock
    state = Mutex(State(due: clock() + Self.firstDue))
  }

  /// Whether a checkpoint is worth its cost now.
  var isDue: Bool {
    let now = clock()
    return state.withLock { !$0.isBusy && now >= $0.due }
  }

  /// Puts a checkpoint on the list; `began` is when the training's thread began to copy it.
  func submit(_ item: Item, began: Duration? = nil) {
    let copying = began.map { clock() - $0 } ?? .zero
    let mustStart = state.withLock { state in
      state.waiting.append(item)
      state.cost += copying
      defer { state.isBusy = true }
      return !state.isBusy
    }
    if mustStart { thread.submit { self.drain() } }
  }

  /// Writes a checkpoint, and returns when it is stored or could not be.
  ///
  /// - Precondition: the thread is one of the caller's own.
  func write(_ item: Item) {
    try? BlockingCall.run {
      await withCheckedContinuation { continuation in
        var item = item
        let done = item.done
        item.done = {
          done($0)
          continuation.resume()
        }
        self.submit(item)
      }
    }
  }

  private func drain() {
    let began = clock()
    while true {
      let items = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      if items.isEmpty { break }
      let last = Dictionary(items.map { ($0.job, $0) }) { earlier, later in
        earlier.done(false)
        return later
      }
      let made = last.values.map { ($0, $0.makeParts()) }
      // Together, so that they share the store's commits.
      try? BlockingCall.run {
        await withTaskGroup { group in
          for (item, checkpoint) in made {
            group.addTask {
              do {
                try await item.access.save(checkpoint)
                item.done(true)
              } catch {
                item.done(false)
              }
            }
          }
        }
      }
    }
    let now = clock()
    let mustGoOn = state.withLock { state in
      let cost = state.cost + (now - began)
      state.due = now + max(Self.shortestInterval, cost * Self.intervalOfCost)
      state.cost = .zero
      state.isBusy = !state.waiting.isEmpty
      return state.isBusy
    }
    if mustGoOn { thread.submit { self.drain() } }
  }
}
