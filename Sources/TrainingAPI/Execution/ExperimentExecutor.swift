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
  private let datasets: DatasetShelf

  /// An executor for any number of worker threads, which share the budget's cores; `clock` is time
  /// since some fixed moment, for the `seconds` of results, `live` gets points as they are recorded,
  /// and `datasets` has the rows that jobs name by an id.
  public init(
    kernels: KernelVariant, datasets: DatasetShelf, budget: ThreadBudget = ThreadBudget(cores: 1),
    clock: @escaping @Sendable () -> Duration, live: LivePoints = LivePoints()
  ) {
    self.kernels = kernels
    self.budget = budget
    self.clock = clock
    self.live = live
    self.datasets = datasets
  }

  /// Trains the jobs of one claim, those that can one a lane, each finished as soon as it is done.
  public func callAsFunction(_ assignments: [JobAssignment]) {
    budget.training {
      for companions in companions(assignments) { train(companions) }
    }
  }

  /// A job with its spec read.
  private struct Member {
    let control: JobControl
    let spec: TrainingSpec
  }

  /// The jobs that train together: those of one lane key. What is to be ended or cannot be read is
  /// finished here and in none of them.
  private func companions(_ assignments: [JobAssignment]) -> [[Member]] {
    var groups: [[Member]] = []
    for assignment in assignments {
      let control = assignment.control
      if let end = Self.wish(control) {
        control.finish(end)
        continue
      }
      let spec: TrainingSpec
      do {
        spec = try self.spec(of: assignment.claim.job)
      } catch {
        control.finish(.failed(Self.failure(error)))
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

  /// A job's spec with the rows that it names; only those need the store.
  private func spec(of job: Job) throws -> TrainingSpec {
    let json = try JSONValue.parse(job.spec)
    guard let id = json.datasetID else { return try SpecReader.read(json).spec }
    // Only what waits is left to a task: what computes stays on this thread.
    let datasets = datasets
    let upload = try BlockingCall.run { try await datasets.shape(in: json, of: job.owner) }
    guard upload != nil else { throw DatasetGone(id: id.rawValue) }
    let outline = try SpecReader.read(json, upload: upload).spec
    return try BlockingCall.run { try await datasets.fetching(outline, of: job.owner) }
  }

  private static func failure(_ error: any Error) -> JobError {
    switch error {
    case is SpecFaults, is JSONError: .specUnreadable
    case is DatasetGone: .datasetMissing
    default: .datasetUnreadable
    }
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

  fileprivate static let datasetMissing = JobError(
    code: "dataset_missing",
    message: "The data set that the spec names is not there. Upload it and send the spec again.")

  fileprivate static let datasetUnreadable = JobError(
    code: "dataset_unreadable",
    message: "The data set that the spec names could not be read from the store. Send the spec"
      + " again; where that does not help, upload the data again.")
}
