public import JobQueue
internal import StrictJSON
public import TrainingCore

/// Trains claimed jobs, on the worker's thread.
///
/// A job whose loss stops being finite has succeeded: that it diverged is its result. A cancelled
/// or stopped one ends within a step, or a millisecond where steps are shorter.
public struct ExperimentExecutor: Sendable {
  private let kernels: KernelVariant
  private let budget: ThreadBudget
  private let clock: @Sendable () -> Duration
  private let live: LivePoints

  /// An executor for any number of worker threads, which share the budget's cores; `clock` is time
  /// since some fixed moment, for the `seconds` of results, and `live` gets points as they are
  /// recorded.
  public init(
    kernels: KernelVariant, budget: ThreadBudget = ThreadBudget(cores: 1),
    clock: @escaping @Sendable () -> Duration, live: LivePoints = LivePoints()
  ) {
    self.kernels = kernels
    self.budget = budget
    self.clock = clock
    self.live = live
  }

  /// Trains the jobs of one claim, those that can one a lane, each finished as soon as it is done.
  public func callAsFunction(_ assignments: [JobAssignment]) {
    budget.training {
      for companions in Self.companions(assignments) { train(companions) }
    }
  }

  /// A job with its spec read.
  private struct Member {
    let control: JobControl
    let spec: TrainingSpec
  }

  /// The jobs that train together: those of one lane key. What is to be ended or cannot be read is
  /// finished here and in none of them.
  private static func companions(_ assignments: [JobAssignment]) -> [[Member]] {
    var groups: [[Member]] = []
    for assignment in assignments {
      let control = assignment.control
      if let end = wish(control) {
        control.finish(end)
        continue
      }
      guard let spec = try? SpecReader.read(JSONValue.parse(assignment.claim.job.spec)).spec else {
        control.finish(.failed(.specUnreadable))
        continue
      }
      let member = Member(control: control, spec: spec)
      if Trainer.usesLanes(spec),
        let index = groups.firstIndex(where: { $0[0].spec.laneKey == spec.laneKey })
      {
        groups[index].append(member)
      } else {
        groups.append([member])
      }
    }
    return groups
  }

  private func train(_ members: [Member]) {
    var trainer = Trainer(replicas: members.map(\.spec), kernels: kernels)
    trainer.threads = budget.cores
    trainer.budget = budget
    let hooks = members.map { member in
      live.begin(member.control.id)
      return Experiment.Hooks(
        shouldContinue: { step in
          member.control.report(step: step)
          return Self.wish(member.control) == nil
        },
        didRecord: { [live] in live.append($0, of: member.control.id) })
    }
    Experiment.run(trainer, hooks: hooks, clock: clock) { index, result in
      let control = members[index].control
      live.end(control.id)
      control.finish(
        result.stoppedEarly
          ? Self.wish(control) ?? .stopped
          : .succeeded(result: result.json, artifacts: result.artifacts))
    }
  }

  /// What the job is asked to end with, if it is.
  private static func wish(_ control: JobControl) -> JobOutcome? {
    control.shouldStop ? .stopped : control.isCancelled ? .cancelled : nil
  }
}

extension JobError {
  fileprivate static let specUnreadable = JobError(
    code: "spec_unreadable",
    message: "This version of the service does not accept the stored spec. Send it again to learn"
      + " what to change.")
}
