import Glibc
import Synchronization

/// How one job in training ended, as its executor reports it.
package enum JobOutcome: Sendable {
  /// It has a result (JSON in UTF-8) and named blobs.
  case succeeded(result: [UInt8], artifacts: [String: [UInt8]])
  /// It could not be trained.
  case failed(JobError)
  /// It ended early because `JobControl.isCancelled`.
  case cancelled
  /// It ended early because `JobControl.shouldStop`; it goes back to the queue.
  case stopped
}

/// The line between a job in training and the pool that supervises it.
///
/// The executor, on its thread, looks at the two flags and reports its step once a step: one plain
/// load and one plain store, wait-free, no lock, no clock.
package final class JobControl: Sendable {
  /// The job.
  package let id: JobID

  private static let cancelled: UInt8 = 1
  private static let stopped: UInt8 = 2
  private static let lost: UInt8 = 4
  private static let expired: UInt8 = 8
  private static let paused: UInt8 = 16

  private let flags = Atomic<UInt8>(0)
  private let currentStep = Atomic<Int>(0)
  private let firstStep = Atomic<Int>(0)
  private let isFinished = Atomic<Bool>(false)
  private let wasHandedOver = Atomic<Bool>(false)
  /// When the pause under way began, and what those before it took.
  private let pauses = Mutex<(since: Duration?, total: Duration)>((nil, .zero))
  private let deliver: @Sendable (JobOutcome) -> Void

  /// A control whose outcome goes to `deliver`, once, on the executor's thread.
  ///
  /// Public for those who run an executor without a pool, such as a command or a test.
  package init(id: JobID, deliver: @escaping @Sendable (JobOutcome) -> Void) {
    self.id = id
    self.deliver = deliver
  }

  /// A client wants the job cancelled: end it and finish with `.cancelled`.
  package var isCancelled: Bool { flags.load(ordering: .relaxed) & Self.cancelled != 0 }

  /// The process ends, the job's time is over, or the lease is lost: end the job and finish with
  /// `.stopped`.
  package var shouldStop: Bool { flags.load(ordering: .relaxed) & Self.stopped != 0 }

  /// Steps done, as last reported.
  package var step: Int { currentStep.load(ordering: .relaxed) }

  /// Steps done under this claim: those before a checkpoint that it went on from are not.
  package var trainedSteps: Int { max(0, step - firstStep.load(ordering: .relaxed)) }

  /// Says that the training goes on from a checkpoint of this step.
  package func resume(at step: Int) {
    firstStep.store(step, ordering: .relaxed)
    report(step: step)
  }

  /// Says how many steps are done.
  package func report(step: Int) { currentStep.store(step, ordering: .relaxed) }

  /// Whether the job is to end before its training does, and has not ended yet. Asked from any
  /// thread, as often as one likes.
  package var isInterrupted: Bool {
    flags.load(ordering: .relaxed) & ~Self.paused != 0 && !isFinished.load(ordering: .relaxed)
  }

  /// Whether its training is to wait: its lease may be past, and nobody has said yet whose it is.
  package var isPaused: Bool { flags.load(ordering: .relaxed) & Self.paused != 0 }

  /// Holds the calling thread, the executor's own, while the job is to wait; returns at once where it is
  /// not, and as soon as it is to go on or to end. Called once a step.
  package func waitWhilePaused() {
    while flags.load(ordering: .relaxed) == Self.paused, !isFinished.load(ordering: .relaxed) {
      usleep(Self.look)
    }
  }

  /// In microseconds.
  private static let look: UInt32 = 5000

  /// Hands over the outcome as soon as it is known, while others of the batch may still train.
  ///
  /// The first call counts; later ones do nothing and answer false.
  @discardableResult
  package func finish(_ outcome: JobOutcome) -> Bool {
    guard !isFinished.exchange(true, ordering: .acquiringAndReleasing) else { return false }
    deliver(outcome)
    return true
  }

  /// Says that the job's training has ended and that another thread will finish it: the executor may
  /// return before.
  package func handOver() { wasHandedOver.store(true, ordering: .releasing) }

  /// Whether its outcome is known, and is being told to the store or has been.
  var hasOutcome: Bool { isFinished.load(ordering: .acquiring) }

  /// Whether another thread than the executor's finishes the job.
  var isHandedOver: Bool { wasHandedOver.load(ordering: .acquiring) }

  /// Asks for the end as a client's cancelling does.
  package func cancel() { flags.bitwiseOr(Self.cancelled, ordering: .relaxed) }

  /// Asks for the end as a shutdown does.
  package func stop() { flags.bitwiseOr(Self.stopped, ordering: .relaxed) }

  /// Lets the training wait until `resume`. Later calls do nothing.
  func pause(at now: Duration) {
    pauses.withLock { if $0.since == nil { $0.since = now } }
    flags.bitwiseOr(Self.paused, ordering: .relaxed)
  }

  /// Ends a pause, if there is one.
  func resume(at now: Duration) {
    guard isPaused else { return }
    flags.bitwiseAnd(~Self.paused, ordering: .relaxed)
    pauses.withLock { pauses in
      if let since = pauses.since { pauses = (nil, pauses.total + (now - since)) }
    }
  }

  /// For how long it has waited up to now.
  func pausedTime(at now: Duration) -> Duration {
    pauses.withLock { pauses in pauses.total + (pauses.since.map { now - $0 } ?? .zero) }
  }

  /// Asks for the end because the attempt has trained for as long as it may.
  func expire() { flags.bitwiseOr(Self.expired | Self.stopped, ordering: .relaxed) }

  /// Whether the attempt has trained for as long as it may.
  var isExpired: Bool { flags.load(ordering: .relaxed) & Self.expired != 0 }

  /// Whether the lease is gone, so that the outcome is nobody's business any more.
  var isLost: Bool { flags.load(ordering: .relaxed) & Self.lost != 0 }

  /// Asks for the end because the lease is gone. True at the first call.
  func lose() -> Bool {
    flags.bitwiseOr(Self.lost | Self.stopped, ordering: .relaxed).oldValue & Self.lost == 0
  }
}

/// A job handed to an executor: the claim, and the control to train it under.
package struct JobAssignment: Sendable {
  /// The job and its token.
  package let claim: Claim
  /// The flags to look at, and where to report.
  package let control: JobControl
  /// Where to keep how far the job has come.
  package let checkpoints: CheckpointAccess

  package init(claim: Claim, control: JobControl, checkpoints: CheckpointAccess = .none) {
    self.claim = claim
    self.control = control
    self.checkpoints = checkpoints
  }
}

/// Trains claimed jobs, all of one batch key, on the calling thread, and finishes each one's
/// control.
///
/// It may block for as long as training takes. A job neither finished nor handed over when it returns
/// is taken for stopped if it was asked to stop, for cancelled if asked to cancel, and else for failed
/// (`executor_fault`); a stopped one whose time is over has failed (`time_limit`).
package typealias JobExecutor = @Sendable ([JobAssignment]) -> Void
