import Glibc

/// A few operating system threads of one's own that take closures from one list, in order.
///
/// For work that computes or blocks for long. On a Dispatch pool it would starve the queues that
/// answer requests (and libdispatch adds a thread about once a second); on Swift's cooperative pool
/// it would hold up every task of the process.
package final class DedicatedThreads: Sendable {
  private let mailbox = Mailbox()

  /// Starts the threads.
  ///
  /// `niceness`, 0 to 19, is each thread's nice value: on Linux priorities belong to threads.
  package init(count: Int, niceness: Int32 = 0) {
    for _ in 0..<count {
      let mailbox = mailbox
      Self.start {
        // Linux reads "process 0" as the calling thread.
        if niceness > 0 { _ = setpriority(.init(PRIO_PROCESS.rawValue), 0, niceness) }
        while let work = mailbox.take() { work() }
      }
    }
  }

  /// The threads end when they have done what is on the list.
  deinit { mailbox.close() }

  /// Puts work on the list.
  package func submit(_ work: @escaping @Sendable () -> Void) {
    mailbox.put(work)
  }

  /// Runs `body` on one of the threads and returns what it gives. It is not cut short when the
  /// task is cancelled.
  package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
    -> Value
  {
    try await withCheckedThrowingContinuation { continuation in
      submit { continuation.resume(with: Result { try body() }) }
    }
  }

  /// Bytes that are parsed, packed, coded or digested well within a millisecond: so few of them may
  /// be worked on where the caller is, be it the cooperative pool.
  package static let quickBytes = 16 << 10

  /// Runs work that takes time proportional to `bytes`: where the caller is if they are at most
  /// `quickBytes`, else on one of the threads.
  package func run<Value: Sendable>(
    over bytes: Int, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    bytes <= Self.quickBytes ? try body() : try await run(body)
  }

  /// Room for the frames of optimised numeric code; the default of secondary threads is 512 KiB on
  /// some systems.
  private static let stackBytes = 8 << 20

  private static func start(_ body: @escaping @Sendable () -> Void) {
    let argument = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let status = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer in
      let attributes = buffer.baseAddress!
      pthread_attr_init(attributes)
      defer { pthread_attr_destroy(attributes) }
      pthread_attr_setstacksize(attributes, stackBytes)
      pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
      return spawn(attributes, argument)
    }
    precondition(status == 0, "the system refuses another thread (error \(status))")
  }
}

// A task with this preference runs on the threads between its waits instead of on the cooperative
// pool: `Task(executorPreference:)`, `withTaskExecutorPreference`.
extension DedicatedThreads: TaskExecutor {
  /// Puts a part of a task on the list.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    submit { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}

/// What a thread runs, as an object that a C pointer can carry.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func spawn(
  _ attributes: UnsafePointer<pthread_attr_t>, _ argument: UnsafeMutableRawPointer
) -> Int32 {
  var thread = pthread_t()
  return pthread_create(&thread, attributes, threadMain, argument)
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}

/// A list of closures with threads waiting for them.
///
/// Unchecked: `pending` and `isClosed` are touched only while `mutex` is held; `mutex` and
/// `arrived` are set once, never moved, and freed when nobody refers to the mailbox any more.
private final class Mailbox: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var pending: [@Sendable () -> Void] = []
  private var isClosed = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  func put(_ work: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    pending.append(work)
    pthread_cond_signal(arrived)
    pthread_mutex_unlock(mutex)
  }

  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(arrived)
    pthread_mutex_unlock(mutex)
  }

  /// The next closure, waiting for one; nil when closed and empty.
  func take() -> (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while pending.isEmpty && !isClosed { pthread_cond_wait(arrived, mutex) }
    return pending.isEmpty ? nil : pending.removeFirst()
  }
}
