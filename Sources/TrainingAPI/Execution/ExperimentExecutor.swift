public import JobQueue
internal import StrictJSON
public import TrainingCore

/// Trains claimed jobs, on the worker's thread.
///
/// A job whose loss stops being finite has succeeded: that it diverged is its result. A cancelled
/// or stopped one ends within a step, or a millisecond where steps are shorter.
public struct ExperimentExecutor: Sendable {
  private let kernels: KernelVariant
  private let clock: @Sendable () -> Duration
  private let live: LivePoints

  /// An executor; `clock` is time since some fixed moment, for the `seconds` of results, and `live`
  /// gets points as they are recorded.
  public init(
    kernels: KernelVariant, clock: @escaping @Sendable () -> Duration,
    live: LivePoints = LivePoints()
  ) {
    self.kernels = kernels
    self.clock = clock
    self.live = live
  }

  /// Trains the jobs of one claim, one after another, each finished as soon as it is done.
  ///
  /// They have one batch key; training them together, one a lane, would be done here.
  public func callAsFunction(_ assignments: [JobAssignment]) {
    for assignment in assignments {
      assignment.control.finish(outcome(of: assignment))
    }
  }

  private func outcome(of assignment: JobAssignment) -> JobOutcome {
    let control = assignment.control
    if let end = Self.wish(control) { return end }
    let spec: TrainingSpec
    do {
      spec = try SpecReader.read(JSONValue.parse(assignment.claim.job.spec)).spec
    } catch {
      return .failed(
        JobError(
          code: "spec_unreadable",
          message: "This version of the service does not accept the stored spec. Send it again to"
            + " learn what to change."))
    }
    live.begin(control.id)
    defer { live.end(control.id) }
    let hooks = Experiment.Hooks(
      shouldContinue: { step in
        control.report(step: step)
        return Self.wish(control) == nil
      },
      didRecord: { live.append($0, of: control.id) })
    let result = Experiment.run(spec, kernels: kernels, hooks: hooks, clock: clock)
    if result.stoppedEarly { return Self.wish(control) ?? .stopped }
    return .succeeded(result: result.json, artifacts: result.artifacts)
  }

  /// What the job is asked to end with, if it is.
  private static func wish(_ control: JobControl) -> JobOutcome? {
    control.shouldStop ? .stopped : control.isCancelled ? .cancelled : nil
  }
}
